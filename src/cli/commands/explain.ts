import type { CliCommand } from '../command.ts'

export const explain: CliCommand = (program, { ends }) => {
  program.command('explain').description('say what a rule demands, why, who breaks, and what it sends').argument('<rule>')
    .action(ends(async (rule: string) => (await import('../actions/explain.ts')).explainCommand(rule)))
}
