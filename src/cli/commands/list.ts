import type { CliCommand } from '../command.ts'

export const list: CliCommand = (program, { ends }) => {
  program
    .command('list')
    .description('list all rules, the clients whose needs are known, or the capabilities')
    .option('--only <glob...>', 'only rules whose id, topic or area matches; * ? ** {a,b} as in a shell', [])
    .option('--profiles', 'the clients, with what was read of each and when', false)
    .option('--capabilities', 'the capabilities, the most asked for first', false)
    .action(
      ends(async ({ only, profiles, capabilities }: { only: string[]; profiles: boolean; capabilities: boolean }) => {
        const { listCapabilities, listCommand, listProfiles } = await import('../actions/list.ts')
        if (capabilities) return listCapabilities()
        return profiles ? listProfiles() : listCommand(only)
      }),
    )
}
