import { redactText } from '../exchange/redact.ts'
import { Failure } from '../failure.ts'
import { plain } from '../report/markdown-text.ts'
import { asTyped } from './command-name.ts'
import { assertNode } from './node-version.ts'
import { parseCommandLine } from './program.ts'
import { commandLineSecrets, guardOutput, withoutKeys } from './secrets.ts'

/** Does what the command line says. The one place that prints errors and sets the exit code. */
export async function start(): Promise<void> {
  let code = 2
  const secrets = commandLineSecrets(process.env, process.argv)
  guardOutput(secrets)
  // Node itself would print these past the guard.
  process.on('uncaughtException', (error) => {
    tell(error, secrets)
    process.exit(2)
  })
  // Nobody reads any more: the terminal is closed, or `head` has seen enough. The report is written all the same.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  try {
    assertNode(process.version)
    code = await parseCommandLine(process.argv, process.env, secrets)
  } catch (error) {
    tell(error, secrets)
  }
  process.exitCode = code
}

const tell = (error: unknown, secrets: readonly string[]): void => console.error(`ollama-conformance: ${messageOf(error, secrets)}`)

/** A failure the user can mend is one line; anything else is a bug, and its stack helps to find it. */
function messageOf(error: unknown, secrets: readonly string[]): string {
  if (error instanceof Failure) return plain(asTyped(withoutKeys(error.message.trim().replace(/\s*\n\s*/g, ' '), secrets), process.env), 1000)
  return redactText(error instanceof Error ? (error.stack ?? error.message) : String(error), secrets)
}
