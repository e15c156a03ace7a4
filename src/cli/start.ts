import { Failure } from '../failure.ts'
import type { Releases } from '../releases/release.ts'
import { plain } from '../report/markdown-text.ts'
import type { Environment } from '../server/side-name.ts'
import { redactText } from '../wire/redact.ts'
import { asTyped } from './command-name.ts'
import { assertNode } from './node-version.ts'
import { parseCommandLine } from './program.ts'
import { commandLineSecrets, guardOutput, withoutKeys } from './secrets.ts'

/** Does what the command line of this process says, and sets its exit code. */
export async function start(): Promise<void> {
  const secrets = commandLineSecrets(process.env, process.argv)
  guardOutput(secrets)
  // Node itself would print these past the guard.
  process.on('uncaughtException', (error) => {
    printError(error, process.env, secrets)
    process.exit(2)
  })
  // Nobody reads any more: the terminal is closed, or `head` has seen enough. The report is written all the same.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  process.exitCode = await main(process.argv, process.env, secrets)
}

/**
 * Does what a command line says, and gives its exit code. The one place that prints errors. Without `releases`, those of the
 * vendor are fetched.
 */
export async function main(
  argv: string[],
  env: Environment,
  secrets = commandLineSecrets(env, argv),
  releases?: Releases,
): Promise<number> {
  try {
    assertNode(process.version)
    return await parseCommandLine(argv, env, secrets, releases)
  } catch (error) {
    printError(error, env, secrets)
    return 2
  }
}

const printError = (error: unknown, env: Environment, secrets: readonly string[]): void =>
  console.error(`ollama-conformance: ${messageOf(error, env, secrets)}`)

/** A failure the user can mend is one line; anything else is a bug, and its stack helps to find it. */
function messageOf(error: unknown, env: Environment, secrets: readonly string[]): string {
  if (error instanceof Failure)
    return plain(asTyped(withoutKeys(error.message.trim().replace(/\s*\n\s*/g, ' '), secrets), env), 1000)
  return redactText(error instanceof Error ? (error.stack ?? error.message) : String(error), secrets)
}
