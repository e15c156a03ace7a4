import type { Command } from 'commander'
import type { Environment } from '../server/sides.ts'

/** What a command gets besides its arguments. */
export interface CommandContext {
  env: Environment
  /** The line as it was typed, without secrets: reports show it. */
  line: string
  /** The secrets that the command line and the environment hold. */
  secrets: readonly string[]
  /** Wraps what a command does: the number it resolves to becomes the exit code. */
  ends: <A extends unknown[]>(action: (...args: A) => Promise<number>) => (...args: A) => Promise<void>
}

/**
 * Declares one command: its name, arguments and options. What it does is in `actions/` and is loaded only once the
 * arguments are known to be right, so that help and hints come at once.
 */
export type CliCommand = (program: Command, context: CommandContext) => void
