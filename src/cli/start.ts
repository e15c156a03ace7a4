import { Failure } from '../failure.ts'
import { redactText } from '../exchange/redact.ts'
import { plain } from '../report/markdown-text.ts'
import { withoutUserInfo } from '../target/address.ts'
import { lendDataFolder } from './data-folder.ts'
import { assertNode } from './node-version.ts'
import { parseCommandLine } from './program.ts'

/** Does what the command line says. The one place that prints errors and sets the exit code. */
export async function start(): Promise<void> {
  let code = 2
  lendDataFolder(process.env)
  // Nobody reads any more: the terminal is closed, or `head` has seen enough. The report is written all the same.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  try {
    assertNode(process.version)
    code = await parseCommandLine(process.argv, process.env)
  } catch (error) {
    console.error(`ollama-conformance: ${redactText(messageOf(error), secretsOf(process.env))}`)
  }
  process.exitCode = code
  // Vitest, too, writes to it while it closes.
  process.once('exit', () => { process.exitCode = code })
}

/** A failure the user can mend is one line; anything else is a bug, and its stack helps to find it. */
function messageOf(error: unknown): string {
  if (error instanceof Failure) return plain(withoutUserInfo(error.message.trim().replace(/\s*\n\s*/g, ' ')), 1000)
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

const secretsOf = (env: NodeJS.ProcessEnv): string[] =>
  Object.entries(env).flatMap(([name, value]) => (/KEY|TOKEN|SECRET|PASSWORD/i.test(name) && value ? [value] : []))
