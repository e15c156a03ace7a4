import type { CliCommand } from '../command.ts'

export const explain: CliCommand = (program, { ends }) => {
  program
    .command('explain')
    .description('say what a rule demands, why, who breaks, and what it sends; or what a client needs')
    .argument('<rule|client>')
    .action(ends(async (wanted: string) => (await import('../actions/explain.ts')).explainCommand(wanted)))
}
