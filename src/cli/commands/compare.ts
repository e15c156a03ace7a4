import { Option } from 'commander'
import { REGRESSIONS, type Regressions } from '../../history/upgrade.ts'
import type { CliCommand } from '../command.ts'
import { outputOptions, selectionOptions, targetOptions, toOptions, type Flags } from '../run-options.ts'

export const compare: CliCommand = (program, { env, line, ends }) => {
  const command = program
    .command('compare')
    .argument('<before>')
    .argument('<after...>')
    .description('before and after an upgrade: two or more URLs, recordings, run folders or Ollama binaries, in order')
  // What names a target or a reference has no place here: the sides are both.
  for (const add of [targetOptions, selectionOptions]) add(command)
  outputOptions(command, 'reports/upgrade')
    .addOption(
      new Option('--fail-on <level>', 'regressions of which level, and above, make the exit code 1')
        .choices([...REGRESSIONS])
        .default('any'),
    )
    .action(
      ends(
        async (
          before: string,
          after: string[],
          { failOn, ...flags }: Omit<Flags, 'failOn'> & { failOn: Regressions },
        ) =>
          // Each side by itself fails nothing: what counts is what changes.
          (await import('../actions/compare.ts')).compareCommand(
            [before, ...after],
            toOptions({ ...flags, failOn: 'never' }),
            failOn,
            env,
            line,
          ),
      ),
    )
}
