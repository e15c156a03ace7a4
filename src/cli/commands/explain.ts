import type { CliCommand } from '../command.ts'

export const explain: CliCommand = (program, { ends }) => {
  program
    .command('explain')
    .description(
      'say what a rule demands, why, who breaks, and what it sends; what a client needs; or which rules a capability is made of',
    )
    .argument('<rule|client|capability>')
    .action(ends(async (wanted: string) => (await import('../actions/explain.ts')).explainCommand(wanted)))
}
