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

export const upgrade: CliCommand = (program, { env, line, ends, releases }) => {
  const command = program
    .command('upgrade')
    .description('the running Ollama against another release, which is fetched and started beside it: is it safe?')
    .optionsGroup('From which release to which:')
    .option('--target <url>', 'the Ollama that runs (default: OLLAMA_HOST or 127.0.0.1:11434)')
    .option('--to <version>', 'the other release: a version, latest, or latest-rc', 'latest')
    .option('--anyway', 'compare also where there is nothing to upgrade to', false)
  for (const add of [targetOptions, selectionOptions, knownOption, startedReleaseOptions]) add(command)
  outputOptions(command, 'reports/upgrade')
    .addOption(failOnOption('what makes the exit code 1: regressions of that level, and what breaks a known client'))
    .action(
      ends(async (flags: Flags & ReleaseFlags & { to: string; anyway: boolean }) =>
        (await import('../actions/upgrade.ts')).upgradeCommand(flags, toOptions(flags), { env, line, releases }),
      ),
    )
}
