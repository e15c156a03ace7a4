import type { CliCommand } from '../command.ts'

export const list: CliCommand = (program, { ends }) => {
  program
    .command('list')
    .description('list all rules, or the clients whose needs are known')
    .option('--only <glob...>', 'only rules whose id, topic or area matches; * ? ** {a,b} as in a shell', [])
    .option('--profiles', 'the clients, with what was read of each and when', false)
    .action(
      ends(async ({ only, profiles }: { only: string[]; profiles: boolean }) => {
        const { listCommand, listProfiles } = await import('../actions/list.ts')
        return profiles ? listProfiles() : listCommand(only)
      }),
    )
}
