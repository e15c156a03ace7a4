import type { CliCommand } from '../command.ts'
import { startedReleaseOptions, type ReleaseFlags } from '../releases-option.ts'
import {
  failOnOption,
  knownOption,
  outputOptions,
  selectionOptions,
  targetOptions,
  toOptions,
  type Flags,
} from '../run-options.ts'

export const compare: CliCommand = (program, { env, line, ends }) => {
  const command = program
    .command('compare')
    .argument('<before>')
    .argument('<after...>')
    .description(
      'before and after an upgrade: two or more URLs, recordings, run folders, Ollama binaries or releases such as 0.24.0, in order',
    )
  // What names a target or a reference has no place here: the sides are both.
  for (const add of [targetOptions, selectionOptions, knownOption]) add(command)
  startedReleaseOptions(command.optionsGroup('Who is asked:'))
  outputOptions(command, 'reports/upgrade')
    .addOption(failOnOption('what makes the exit code 1: regressions of that level, and what breaks a known client'))
    .action(
      ends(async (before: string, after: string[], flags: Flags & ReleaseFlags) =>
        (await import('../actions/compare.ts')).compareCommand([before, ...after], toOptions(flags), flags, env, line),
      ),
    )
}
