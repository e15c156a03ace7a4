import { type Command, Option } from 'commander'
import { checkOptions, DEFAULT_OPTIONS } from '../record/check-options.ts'
import type { Format } from '../record/formats.ts'
import { FAIL_ON, type FailOn, type RunOptions } from '../record/options.ts'
import type { Shard } from '../record/shard.ts'
import { formatOption, positive, shard, variableName } from './option-values.ts'

/** Options as commander gives them. */
export interface Flags {
  target?: string
  via?: string
  reference?: string
  model?: string
  toolsModel?: string
  thinkingModel?: string
  visionModel?: string
  embeddingModel?: string
  referenceModel?: string
  apiKeyEnv?: string
  referenceApiKeyEnv?: string
  only: string[]
  skip: string[]
  profile: string[]
  shard?: Shard
  onlyFailed?: string
  maxTokensTotal?: number
  timeout: number
  concurrency?: number
  record?: string
  resume: boolean
  known?: string
  updateKnown?: boolean
  samples: number
  out: string
  format: Format[]
  failOn: FailOn
}

/** Gives a command the options that say who is asked. */
export const sideOptions = (command: Command): Command =>
  command
    .optionsGroup('Who is asked:')
    .option(
      '--target <url|recording|preset|binary|release>',
      'what to judge; an Ollama binary or release, such as 0.24.0, is started; `presets` lists what can be named (default: OLLAMA_HOST or 127.0.0.1:11434)',
    )
    .option(
      '--via <url|preset>',
      'a gateway in front of the target: judge what comes through it, beside what comes directly',
    )
    .option(
      '--reference <url|recording|preset|observed|none>',
      'what counts as OpenAI (default: openai, live, if OPENAI_API_KEY is set, else observed)',
    )
    .option('--reference-model <name>', 'model of the reference (default: found by asking)')
    .option(
      '--reference-api-key-env <name>',
      'environment variable with the key of the reference (default: that of the preset; for OpenAI and this machine OPENAI_API_KEY)',
      variableName,
    )

const MODELS = [
  ['--model', 'chat model'],
  ['--tools-model', 'model with tools'],
  ['--thinking-model', 'thinking model'],
  ['--vision-model', 'vision model'],
  ['--embedding-model', 'embedding model'],
] as const

/** How a target is asked. */
export function targetOptions(command: Command): Command {
  command
    .optionsGroup('How the target is asked:')
    .option(
      '--api-key-env <name>',
      'environment variable with the key of the target (default: that of the preset, else OLLAMA_API_KEY)',
      variableName,
    )
  for (const [flag, what] of MODELS)
    command.option(`${flag} <name>`, `${what} of the target (default: found by asking the server)`)
  return command
    .option(
      '--samples <n>',
      'how often to send what is a rate, such as how often a tool is called',
      positive,
      DEFAULT_OPTIONS.samples,
    )
    .option(
      '--max-tokens-total <n>',
      'most tokens to generate on each side: 10000, or 40000 with a model that thinks',
      positive,
    )
    .option('--timeout <s>', 'seconds one request may take', positive, DEFAULT_OPTIONS.timeout)
    .option('--concurrency <n>', 'requests in flight (default: 1 to the target, 4 to the reference)', positive)
}

/** Which rules are judged. */
export const selectionOptions = (command: Command): Command =>
  command
    .optionsGroup('Which rules:')
    .option('--only <glob...>', 'only rules whose id, topic or area matches; * ? ** {a,b} as in a shell', [])
    .option('--skip <glob...>', 'leave out rules whose id, topic or area matches', [])
    .option(
      '--profile <name|file...>',
      'only what these clients need, which then decides the exit code (`list --profiles` shows all)',
      [],
    )

/** For the commands that can do a part of what is selected. */
export const partOptions = (command: Command): Command =>
  command
    .optionsGroup('Which rules:')
    .option(
      '--shard <i/n>',
      'only the i-th of n parts of the plan; `merge` puts the run folders of all together',
      shard,
    )
    .option('--only-failed <run-dir>', 'only what failed, ended in an error or stayed inconclusive in that run')

/** The failures that are expected. */
export const knownOption = (command: Command): Command =>
  command.optionsGroup('What becomes of it:').option('--known <file>', 'YAML list of failures that are expected')

/** Which failures count, and how. */
export const knownOptions = (command: Command): Command =>
  knownOption(command).option(
    '--update-known',
    'add unlisted failures to that list, and take out what no longer fails',
    false,
  )

export const recordOption = (command: Command): Command =>
  command.optionsGroup('What becomes of it:').option('--record <dir>', 'also write the exchanges there, as a recording')

/** Whether it is gone on with what was there, and where results go. */
export const outputOptions = (command: Command, out: string): Command =>
  command
    .optionsGroup('What becomes of it:')
    .option('--resume', 'keep the answers that the folders hold already, and send only what is missing', false)
    .option('--out <dir>', 'where results and reports go', out)
    .addOption(formatOption())

/** All options of a run. */
export function runOptions(command: Command): Command {
  for (const add of [sideOptions, targetOptions, selectionOptions, partOptions, recordOption, knownOptions])
    add(command)
  return outputOptions(command, DEFAULT_OPTIONS.out).addOption(failOnOption('what makes the exit code 1'))
}

export const failOnOption = (about: string): Option =>
  new Option('--fail-on <level>', about).choices([...FAIL_ON]).default(DEFAULT_OPTIONS.failOn)

/** What the flags ask for, checked. @throws Failure for what makes no run. */
export function toOptions(flags: Flags): RunOptions {
  const {
    format,
    target,
    via,
    reference,
    referenceModel,
    referenceApiKeyEnv,
    apiKeyEnv,
    concurrency,
    record,
    ...rest
  } = flags
  return checkOptions({
    target,
    via,
    reference,
    referenceModel,
    referenceApiKeyEnv,
    apiKeyEnv,
    concurrency,
    record,
    models: namedModels(flags),
    only: rest.only,
    skip: rest.skip,
    shard: rest.shard,
    onlyFailed: rest.onlyFailed,
    profiles: rest.profile,
    resume: rest.resume,
    known: rest.known,
    updateKnown: rest.updateKnown ?? false,
    samples: rest.samples,
    maxTokensTotal: rest.maxTokensTotal,
    timeout: rest.timeout,
    out: rest.out,
    failOn: rest.failOn,
    formats: format,
  })
}

/** The models that are named, by kind. */
function namedModels(flags: Flags): RunOptions['models'] {
  const named = {
    chat: flags.model,
    tools: flags.toolsModel,
    thinking: flags.thinkingModel,
    vision: flags.visionModel,
    embedding: flags.embeddingModel,
  }
  return Object.fromEntries(Object.entries(named).filter(([, name]) => name !== undefined))
}
