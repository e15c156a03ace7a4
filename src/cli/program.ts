import { Command, CommanderError, Help } from 'commander'
import { Failure } from '../failure.ts'
import type { Environment } from '../run/sides.ts'
import { commands } from './commands/index.ts'
import { withoutKeys } from './secrets.ts'

/** Runs the command that the arguments name and gives its exit code. @throws Failure for anything wrong with them. */
export async function parseCommandLine(argv: string[], env: Environment, secrets: readonly string[] = []): Promise<number> {
  let code = 0
  const line = withoutKeys(['ollama-conformance', ...argv.slice(2)].join(' '), secrets)
  const usual = new Help()
  const program = new Command('ollama-conformance')
    .description('Will this Ollama, or any OpenAI-compatible endpoint, behave like OpenAI for my code?')
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .showSuggestionAfterError(true)
    // A list that nobody filled and a switch that nobody set are no news.
    .configureHelp({ optionDescription: (option) => (option.defaultValue === false || (Array.isArray(option.defaultValue) && option.defaultValue.length === 0) ? option.description : usual.optionDescription(option)) })
  for (const define of commands) define(program, { env, line, secrets, ends: (action) => async (...args) => { code = await action(...args) } })
  const helpFor = (name = ''): string => `ollama-conformance ${program.commands.some((command) => command.name() === name) ? `${name} ` : ''}--help`
  try {
    await program.parseAsync(argv)
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return 0
    throw new Failure('USAGE', `${oneLine(error.message)} Run \`${helpFor(argv[2])}\` for all options.`)
  }
  return code
}

const oneLine = (message: string): string => {
  const text = message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ').trim()
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?)]$/.test(text) ? '' : '.'}`
}
