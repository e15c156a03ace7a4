import { Command, CommanderError } from 'commander'
import { Failure } from '../failure.ts'
import type { Environment } from '../run/sides.ts'
import { withoutUserInfo } from '../target/address.ts'
import { commands } from './commands/index.ts'

/** Runs the command that the arguments name and gives its exit code. @throws Failure for anything wrong with them. */
export async function parseCommandLine(argv: string[], env: Environment): Promise<number> {
  let code = 0
  const line = withoutUserInfo(['ollama-conformance', ...argv.slice(2)].join(' '))
  const program = new Command('ollama-conformance')
    .description('Will this Ollama, or any OpenAI-compatible endpoint, behave like OpenAI for my code?')
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .showSuggestionAfterError(true)
  for (const define of commands) define(program, { env, line, ends: (action) => async (...args) => { code = await action(...args) } })
  try {
    await program.parseAsync(argv)
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return 0
    throw new Failure('USAGE', `${oneLine(error.message)} Run \`ollama-conformance --help\` for all options.`)
  }
  return code
}

const oneLine = (message: string): string => {
  const text = message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ').trim()
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?)]$/.test(text) ? '' : '.'}`
}
