import { closest } from 'fastest-levenshtein'
import { violations } from '../contract/validate.ts'
import { Failure } from '../failure.ts'
import { DEFAULT_FORMATS } from './formats.ts'
import type { RunOptions } from './options.ts'

/** What a run does where nothing else is asked for: the same from the command line and from a program. */
export const DEFAULT_OPTIONS: RunOptions = {
  target: undefined,
  via: undefined,
  reference: undefined,
  models: {},
  referenceModel: undefined,
  apiKeyEnv: undefined,
  referenceApiKeyEnv: undefined,
  only: [],
  skip: [],
  onlyFailed: undefined,
  shard: undefined,
  profiles: [],
  samples: 1,
  maxTokensTotal: undefined,
  timeout: 120,
  concurrency: undefined,
  record: undefined,
  known: undefined,
  updateKnown: false,
  resume: false,
  out: 'reports/latest',
  formats: DEFAULT_FORMATS,
  failOn: 'must',
}

/** The options, if they make a run. @throws Failure for what makes none, in the words of the command line. */
export function checkOptions(options: RunOptions): RunOptions {
  const stranger = Object.keys(options).find((name) => !(name in DEFAULT_OPTIONS))
  if (stranger !== undefined)
    throw new Failure(
      'USAGE',
      `There is no option ${stranger}; did you mean ${closest(stranger, Object.keys(DEFAULT_OPTIONS))}?`,
    )
  const [wrong] = violations('options', JSON.parse(JSON.stringify(options)))
  if (options.updateKnown && options.known === undefined)
    throw new Failure('USAGE', '--update-known needs --known FILE: the list to bring up to date.')
  if (options.via !== undefined && options.reference !== undefined)
    throw new Failure('USAGE', '--via takes the target itself as the reference, so --reference has no place beside it.')
  if (wrong) throw new Failure('USAGE', `The options make no run: ${wrong.finding.path} ${wrong.finding.message}.`)
  return options
}
