import path from 'node:path'
import type { Command } from 'commander'
import { closest } from 'fastest-levenshtein'
import { Failure } from '../../failure.ts'
import type { CliCommand } from '../command.ts'
import { runOptions, toOptions, type Flags } from '../run-options.ts'

export const run: CliCommand = (program, { env, line, ends }) => {
  runOptions(program.command('run', { isDefault: true }).description('judge a target, diff it with the reference, write a report').argument('[nothing...]'))
    .action(ends(async (rest: string[], flags: Flags, command: Command) => {
      refuseUnknownCommand(program, rest)
      const { runCommand } = await import('../actions/run.ts')
      return runCommand(toOptions(withOut(flags, command)), env, line)
    }))
}

/** A retry goes beside the run that it retries, not in its place. */
const withOut = (flags: Flags, command: Command): Flags =>
  (flags.onlyFailed !== undefined && command.getOptionValueSource('out') === 'default' ? { ...flags, out: path.join(flags.onlyFailed, 'retry') } : flags)

function refuseUnknownCommand(program: Command, [first]: string[]): void {
  if (first === undefined) return
  const names = program.commands.map((command) => command.name())
  throw new Failure('USAGE', `There is no command ${first}; did you mean ${closest(first, names)}? Name a target with --target.`)
}
