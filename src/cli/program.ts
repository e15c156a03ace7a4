import { Command, CommanderError } from 'commander'
import { Failure } from '../failure.ts'
import { ownVersion } from '../record/own-version.ts'
import type { Releases } from '../releases/release.ts'
import { shellWord } from '../report/shell-word.ts'
import type { Environment } from '../server/sides.ts'
import { commandName, STARTED } from './command-name.ts'
import { commands } from './commands/index.ts'
import { HELP } from './help.ts'
import { refuseWhatNpmKept } from './kept-by-npm.ts'
import { withoutKeys } from './secrets.ts'
import { unknownCommand } from './unknown-command.ts'

/** Runs the command that the arguments name and gives its exit code. @throws Failure for anything wrong with them. */
export async function parseCommandLine(
  argv: string[],
  env: Environment,
  secrets: readonly string[] = [],
  releases?: Releases,
): Promise<number> {
  let code = 0
  const line = ['ollama-conformance', ...argv.slice(2).map((word) => shellWord(withoutKeys(word, secrets)))].join(' ')
  const name = commandName(env)
  const program = programOf(name)
  for (const define of commands)
    define(program, {
      env,
      line,
      secrets,
      releases,
      ends:
        (action) =>
        async (...args) => {
          code = await action(...args)
        },
    })
  const names = program.commands.map((command) => command.name())
  if (name === STARTED)
    refuseWhatNpmKept(
      program.commands.flatMap(({ options }) => options.flatMap(({ long }) => long ?? [])),
      env,
    )
  const helpFor = (typed = ''): string => `${name} ${names.includes(typed) ? typed : 'run'} --help`
  try {
    await program.parseAsync(argv)
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return 0
    // `help jugde`: all that is told here is that the help was shown.
    if (error.code === 'commander.help') unknownCommand(argv[3] ?? '', names)
    throw new Failure('USAGE', `${oneLine(error.message)} Run \`${helpFor(argv[2])}\` for all options.`)
  }
  return code
}

/** The program under this name, without its commands. */
const programOf = (name: string): Command =>
  new Command(name)
    .usage('[command] [options]')
    .description('Will this Ollama, or any OpenAI-compatible endpoint, behave like OpenAI for my code?')
    .version(`ollama-conformance ${ownVersion()}`, '-V, --version', 'print the version')
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .showSuggestionAfterError(true)
    .configureHelp(HELP)
    .addHelpText('after', `\nWithout a command, \`run\` is meant: \`${name} run --help\` has its options.`)

const oneLine = (message: string): string => {
  const text = message
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .trim()
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?)]$/.test(text) ? '' : '.'}`
}
