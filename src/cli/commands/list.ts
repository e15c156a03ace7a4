import type { CliCommand } from '../command.ts'

export const list: CliCommand = (program, { ends }) => {
  program.command('list').description('list all rules')
    .option('--only <glob...>', 'only rules whose id matches', [])
    .action(ends(async ({ only }: { only: string[] }) => (await import('../actions/list.ts')).listCommand(only)))
}
