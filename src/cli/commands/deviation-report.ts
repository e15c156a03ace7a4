import { DEFAULT_OPTIONS } from '../../record/check-options.ts'
import type { CliCommand } from '../command.ts'

export const deviationReport: CliCommand = (program, { env, ends }) => {
  program
    .command('deviation-report')
    .argument('<rule>')
    .description('an issue text for the vendor on a rule that fails: versions, request, expected, actual, since when')
    .option('--from <run>', 'run folder, its results.json, or a recording', DEFAULT_OPTIONS.out)
    .option('--out <file>', 'where the text goes (default: standard output)')
    .action(
      ends(async (rule: string, { from, out }: { from: string; out?: string }) =>
        (await import('../actions/deviation-report.ts')).deviationReportCommand(rule, from, out, env),
      ),
    )
}
