import type { NamedModels } from '../suite/models.ts'
import type { Format } from './formats.ts'
import type { Shard } from './shard.ts'

export const FAIL_ON = ['must', 'should', 'never'] as const
export type FailOn = (typeof FAIL_ON)[number]

/** What the user asked for, checked. Format: `specs/harness/options.schema.json`. */
export interface RunOptions {
  /** URL, recording or preset; undefined: the Ollama at OLLAMA_HOST or the usual address. */
  target: string | undefined
  /** URL of a gateway in front of the target: it is judged, and the target beside it. */
  via: string | undefined
  /** URL, recording, preset, `observed` or `none`; undefined: OpenAI live with a key, else `observed`. */
  reference: string | undefined
  models: NamedModels
  referenceModel: string | undefined
  /** Undefined: as the preset has it by convention, else OLLAMA_API_KEY. */
  apiKeyEnv: string | undefined
  referenceApiKeyEnv: string | undefined
  only: string[]
  skip: string[]
  /** Folder of an earlier run: only what failed in it. */
  onlyFailed: string | undefined
  /** The part of the plan to run; all of it where undefined. */
  shard: Shard | undefined
  /** Ids or files of the profiles the run is about. */
  profiles: string[]
  /** How often what is sampled is sent. */
  samples: number
  /** Ceiling of generated tokens over everything sent to one side; undefined: what `defaultCeiling` says of its models. */
  maxTokensTotal: number | undefined
  /** Seconds one request may take. */
  timeout: number
  /** Requests in flight; undefined: 1 to the target, 4 to the reference. */
  concurrency: number | undefined
  record: string | undefined
  /** File of known deviations, and whether to bring it up to date. */
  known: string | undefined
  updateKnown: boolean
  /** Keep what `out` and `record` hold of the same server, and send only the rest. */
  resume: boolean
  out: string
  formats: Format[]
  failOn: FailOn
}
