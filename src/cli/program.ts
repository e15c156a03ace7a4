import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { closest } from 'fastest-levenshtein'
import { violations } from '../contract/validate.ts'
import { Failure } from '../failure.ts'
import { FAIL_ON, FORMATS, type FailOn, type Format, type RunOptions } from '../run/options.ts'
import type { Environment } from '../run/sides.ts'
import { withoutUserInfo } from '../target/address.ts'

/** Options as commander gives them. */
interface Flags {
  target?: string
  reference?: string
  model?: string
  toolsModel?: string
  thinkingModel?: string
  visionModel?: string
  embeddingModel?: string
  referenceModel?: string
  apiKeyEnv: string
  referenceApiKeyEnv?: string
  only: string[]
  skip: string[]
  maxTokensTotal: number
  timeout: number
  concurrency?: number
  record?: string
  resume: boolean
  known?: string
  updateKnown: boolean
  samples: number
  out: string
  format: Format[]
  failOn: FailOn
}

/** Loaded only once the arguments are known to be right, so that help and hints come at once. */
const commands = () => import('./commands.ts')

/** Runs the command that the arguments name and gives its exit code. @throws Failure for anything wrong with them. */
export async function parseCommandLine(argv: string[], env: Environment): Promise<number> {
  let code = 0
  const command = withoutUserInfo(['ollama-conformance', ...argv.slice(2)].join(' '))
  const program = new Command('ollama-conformance')
    .description('Will this Ollama, or any OpenAI-compatible endpoint, behave like OpenAI for my code?')
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .showSuggestionAfterError(true)
  runOptions(program.command('run', { isDefault: true }).description('judge a target, diff it with the reference, write a report').argument('[nothing...]'))
    .action(async (rest: string[], flags: Flags) => {
      refuseUnknownCommand(program, rest)
      code = await (await commands()).runCommand(toOptions(flags), env, command)
    })
  runOptions(program.command('plan').description('show requests and token ceiling before anything is sent'))
    .action(async (flags: Flags) => { code = await (await commands()).planCommand(toOptions(flags), env) })
  runOptions(program.command('compare').description('before and after an upgrade: two or more URLs, recordings, run folders or Ollama binaries, in order').argument('<before>').argument('<after...>'), 'reports/upgrade')
    .action(async (before: string, after: string[], flags: Flags) => {
      code = await (await commands()).compareCommand([before, ...after], toOptions(flags), env, command)
    })
  program.command('list').description('list all rules')
    .option('--only <glob...>', 'only rules whose id matches', [])
    .action(async ({ only }: { only: string[] }) => { code = await (await commands()).listCommand(only) })
  program.command('explain').description('say what a rule demands, why, who breaks, and what it sends').argument('<rule>')
    .action(async (rule: string) => { code = await (await commands()).explainCommand(rule) })
  program.command('judge').description('judge the stored exchanges of a run again, offline').argument('<run-dir>')
    .action(async (dir: string) => { code = await (await commands()).judgeCommand(dir) })
  try {
    await program.parseAsync(argv)
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return 0
    throw new Failure('USAGE', `${oneLine(error.message)} Run \`ollama-conformance --help\` for all options.`)
  }
  return code
}

function runOptions(command: Command, out = 'reports/latest'): Command {
  const models = [['--model', 'chat model'], ['--tools-model', 'model with tools'], ['--thinking-model', 'thinking model'], ['--vision-model', 'vision model'], ['--embedding-model', 'embedding model']]
  command
    .option('--target <url|recording|openai>', 'what to judge (default: OLLAMA_HOST or 127.0.0.1:11434 if it answers, else the bundled recording)')
    .option('--reference <url|recording|openai|observed|none>', 'what counts as OpenAI (default: openai, live, if OPENAI_API_KEY is set, else observed)')
  for (const [flag, what] of models) command.option(`${flag} <name>`, `${what} of the target (default: found by asking the server)`)
  return command
    .option('--reference-model <name>', 'model of the reference (default: found by asking)')
    .option('--api-key-env <name>', 'environment variable with the key of the target', variableName, 'OLLAMA_API_KEY')
    .option('--reference-api-key-env <name>', 'environment variable with the key of the reference (default: OPENAI_API_KEY, for OpenAI and this machine only)', variableName)
    .option('--only <glob...>', 'only rules whose id, topic or area matches', [])
    .option('--skip <glob...>', 'leave out rules whose id, topic or area matches', [])
    .option('--max-tokens-total <n>', 'most tokens to generate on each side', positive, 8000)
    .option('--samples <n>', 'how often to send what is a rate, such as how often a tool is called', positive, 1)
    .option('--timeout <s>', 'seconds one request may take', positive, 120)
    .option('--concurrency <n>', 'requests in flight (default: 1 to the target, 4 to the reference)', positive)
    .option('--record <dir>', 'also write the exchanges there, as a recording')
    .option('--resume', 'keep the answers that the folders hold already, and send only what is missing', false)
    .option('--known <file>', 'YAML list of failures that are expected')
    .option('--update-known', 'add unlisted failures to that list, and take out what no longer fails', false)
    .option('--out <dir>', 'where results and reports go', out)
    .addOption(new Option('--format <list>', `reports to write: ${FORMATS.join(', ')}`).default([...FORMATS], FORMATS.join(',')).argParser(formats))
    .addOption(new Option('--fail-on <level>', 'what makes the exit code 1').choices([...FAIL_ON]).default('must'))
}

function toOptions(flags: Flags): RunOptions {
  const named = { chat: flags.model, tools: flags.toolsModel, thinking: flags.thinkingModel, vision: flags.visionModel, embedding: flags.embeddingModel }
  const { format, target, reference, referenceModel, referenceApiKeyEnv, concurrency, record, ...rest } = flags
  const options: RunOptions = {
    target, reference, referenceModel, referenceApiKeyEnv, concurrency, record,
    models: Object.fromEntries(Object.entries(named).filter(([, name]) => name !== undefined)),
    apiKeyEnv: rest.apiKeyEnv, only: rest.only, skip: rest.skip, resume: rest.resume, known: rest.known, updateKnown: rest.updateKnown, samples: rest.samples, maxTokensTotal: rest.maxTokensTotal, timeout: rest.timeout, out: rest.out, failOn: rest.failOn,
    formats: format,
  }
  const [wrong] = violations('options', JSON.parse(JSON.stringify(options)))
  if (options.updateKnown && options.known === undefined) throw new Failure('USAGE', '--update-known needs --known FILE: the list to bring up to date.')
  if (wrong) throw new Failure('USAGE', `The options make no run: ${wrong.finding.path} ${wrong.finding.message}.`)
  return options
}

/** Timers cannot wait longer than some 24 days, and nobody means more of anything else. */
const MOST = 1_000_000

function positive(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1 || value > MOST) throw new InvalidArgumentError(`It must be a whole number of at least 1 and at most ${MOST}.`)
  return value
}

/** @throws Failure rather than commander's error, which would show what may be the key itself. */
function variableName(text: string): string {
  if (/^[A-Za-z_]\w*$/.test(text)) return text
  throw new Failure('USAGE', 'The name of a variable that holds the key is needed, for example --api-key-env MY_KEY, not the key itself.')
}

function formats(text: string): Format[] {
  return text.split(',').map((name) => {
    const known = FORMATS.find((format) => format === name.trim())
    if (known) return known
    throw new InvalidArgumentError(`There is no format ${name}; did you mean ${closest(name, [...FORMATS])}? All: ${FORMATS.join(', ')}.`)
  })
}

function refuseUnknownCommand(program: Command, [first]: string[]): void {
  if (first === undefined) return
  const names = program.commands.map((command) => command.name())
  throw new Failure('USAGE', `There is no command ${first}; did you mean ${closest(first, names)}? Name a target with --target.`)
}

const oneLine = (message: string): string => {
  const text = message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ').trim()
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?)]$/.test(text) ? '' : '.'}`
}
