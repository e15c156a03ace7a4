import path from 'node:path'
import type { Command } from 'commander'
import type { CliCommand } from '../command.ts'
import { startedReleaseOptions, type ReleaseFlags } from '../releases-option.ts'
import { runOptions, toOptions, type Flags } from '../run-options.ts'
import { unknownCommand } from '../unknown-command.ts'

export const run: CliCommand = (program, { env, line, ends }) => {
  const command = program
    .command('run', { isDefault: true })
    .description('judge a target, diff it with the reference, write a report')
    .argument('[nothing...]')
    .usage('[options]')
  startedReleaseOptions(runOptions(command).optionsGroup('Who is asked:')).action(
    ends(async (rest: string[], flags: Flags & ReleaseFlags, command: Command) => {
      if (rest[0] !== undefined)
        unknownCommand(
          rest[0],
          program.commands.map((one) => one.name()),
        )
      const { runCommand } = await import('../actions/run.ts')
      return runCommand(toOptions(withOut(flags, command)), flags, env, line)
    }),
  )
}

/** A retry goes beside the run that it retries, not in its place. */
const withOut = (flags: Flags, command: Command): Flags =>
  flags.onlyFailed !== undefined && command.getOptionValueSource('out') === 'default'
    ? { ...flags, out: path.join(flags.onlyFailed, 'retry') }
    : flags
