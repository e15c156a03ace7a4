import type { Command } from 'commander'
import type { Releases } from '../releases/release.ts'
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
  /** Where releases of Ollama come from; the vendor's, or those of a mirror, where absent. */
  releases?: Releases | undefined
}

/**
 * Declares one command: its name, arguments and options. What it does is in `actions/` and is loaded only once the
 * arguments are known to be right, so that help and hints come at once.
 */
export type CliCommand = (program: Command, context: CommandContext) => void
