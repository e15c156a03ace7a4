import { Option } from 'commander'
import type { Format } from '../../record/formats.ts'
import { FAIL_ON, type FailOn } from '../../record/options.ts'
import type { CliCommand } from '../command.ts'
import { formatOption } from '../option-values.ts'

interface Flags {
  format: Format[]
  only?: string[]
  skip?: string[]
  profile?: string[]
  preset?: string
  out?: string
  failOn?: FailOn
  watch?: boolean
}

export const judge: CliCommand = (program, { line, env, ends }) => {
  program
    .command('judge')
    .argument('<run-dir|file|folder>')
    .description(
      'judge offline: the stored exchanges of a run again, or captured traffic (HAR, JSONL, logs of LiteLLM, Langfuse and OpenTelemetry, a recording, a folder of these)',
    )
    .addOption(formatOption())
    .option(
      '--only <glob...>',
      'captured traffic: only rules whose id, topic or area matches; * ? ** {a,b} as in a shell',
    )
    .option('--skip <glob...>', 'captured traffic: leave out rules whose id, topic or area matches')
    .option(
      '--profile <name|file...>',
      'captured traffic: only what these clients need, which then decides the exit code (`list --profiles` shows all)',
    )
    .option(
      '--preset <name|file>',
      'captured traffic: whose it is; what is documented of that provider does not fail it',
    )
    .option('--watch', 'captured traffic: judge what comes as it is written, until Ctrl-C')
    .option('--out <dir>', 'captured traffic: where results and reports go (default: reports/judged)')
    .addOption(
      new Option('--fail-on <level>', 'captured traffic: what makes the exit code 1 (default: must)').choices([
        ...FAIL_ON,
      ]),
    )
    .action(
      ends(async (place: string, { format, profile, watch = false, ...flags }: Flags) =>
        (await import('../actions/judge.ts')).judgeCommand(
          place,
          { ...flags, ...(profile ? { profiles: profile } : {}), formats: format, command: line, watch },
          env,
        ),
      ),
    )
}
