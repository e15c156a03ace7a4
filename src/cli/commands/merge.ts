import { Option } from 'commander'
import type { Format } from '../../record/formats.ts'
import { FAIL_ON, type FailOn } from '../../record/options.ts'
import type { CliCommand } from '../command.ts'
import { formatOption } from '../option-values.ts'

interface Flags {
  out: string
  format: Format[]
  known?: string
  failOn?: FailOn
}

export const merge: CliCommand = (program, { line, env, ends }) => {
  program
    .command('merge')
    .argument('<run...>')
    .description('put the run folders of all shards of a run together, and judge them as one run')
    .option('--out <dir>', 'where results and reports go', 'reports/merged')
    .option('--known <file>', 'YAML list of failures that are expected (default: the one the shards were run with)')
    .addOption(formatOption())
    .addOption(
      new Option('--fail-on <level>', 'what makes the exit code 1 (default: as the shards were run)').choices([
        ...FAIL_ON,
      ]),
    )
    .action(
      ends(async (dirs: string[], { format, known, failOn, out }: Flags) =>
        (await import('../actions/merge.ts')).mergeCommand(
          { dirs, out, formats: format, known, failOn, command: line },
          env,
        ),
      ),
    )
}
