import { DEFAULT_FORMATS } from '../../record/formats.ts'
import type { CliCommand } from '../command.ts'
import { startedReleaseOptions, type ReleaseFlags } from '../releases-option.ts'
import { targetOptions, toOptions, type Flags } from '../run-options.ts'

/** Options as commander gives them. */
interface BisectFlags extends Omit<Flags, 'profile'>, ReleaseFlags {
  rule?: string
  profile?: string
  rc: boolean
}

export const bisect: CliCommand = (program, { env, line, ends, releases }) => {
  const command = program
    .command('bisect')
    .argument('<good>')
    .argument('<bad>')
    .description('which release it was: halves the releases between two until one is left in which a rule flipped')
    .optionsGroup('What is looked for:')
    .option('--rule <id>', 'the rule that holds in one and fails in the other')
    .option('--profile <name|file>', 'the client that works with one and breaks with the other')
    .option('--rc', 'ask release candidates as well', false)
  startedReleaseOptions(command)
  targetOptions(command)
    .optionsGroup('What becomes of it:')
    .option('--out <dir>', 'where the run of each release goes', 'reports/bisect')
    .action(
      ends(async (good: string, bad: string, { rule, profile, rc, ...flags }: BisectFlags) =>
        (await import('../actions/bisect.ts')).bisectCommand(
          { good, bad, candidates: rc, rule, profile, flags },
          toOptions({
            ...flags,
            only: [],
            skip: [],
            profile: [],
            resume: false,
            format: [...DEFAULT_FORMATS],
            failOn: 'never',
          }),
          { env, line, releases },
        ),
      ),
    )
}
