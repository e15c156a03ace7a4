import type { ModelTraits, Refusal } from '../suite/models.ts'
import type { Json, ModelKind } from '../suite/steps.ts'

/** An endpoint, by the word that parameters are named with. */
export type Endpoint = 'chat' | 'completions' | 'embeddings' | 'responses'

/** What is sent otherwise than to OpenAI, and why. */
export interface Adaptation {
  /** Chat where absent. */
  endpoints?: Endpoint[]
  /** Only requests that stream, or do not; only models whose name this glob matches, in any case. */
  when?: { stream?: boolean; model?: string }
  drop?: string[]
  rename?: { [parameter: string]: string }
  set?: { [parameter: string]: Json }
  replace?: { parameter: string; from: Json; to: Json }[]
  /** Globs of rules that requests changed in this way cannot judge, beside those about the parameters themselves. */
  withholds?: string[]
  reason: string
  link?: string
  seen: string
}

/** What is documented of models that think. A run asks the model itself, and its answers decide. */
export interface Thinking {
  /** Glob over the names of the models, in any case. The first entry that matches a name counts. */
  models: string
  /** Fields that keep them from thinking, or at the least effort; absent where the documentation has none. */
  effort?: Partial<ModelTraits['effort']>
  /** Parameters that they refuse. */
  refuses?: (Omit<Refusal, 'instead'> & { instead?: string })[]
  reason: string
  link: string
  seen: string
}

/** A departure from OpenAI that is documented, or was seen in recorded answers. */
export interface Deviation {
  rules: string[]
  reason: string
  link?: string
  observed?: string
  seen: string
}

/** What a reference is no example for. */
export interface Exclusion {
  suites?: string[]
  fields?: string[]
  reason: string
  link?: string
}

/** A header that a provider needs or customarily gets: a fixed value, or that of a variable. */
export interface PresetHeader {
  name: string
  value?: string
  variable?: string
  required?: boolean
  secret?: boolean
  reason: string
}

/** What is known of one provider, gateway or server, as its file says it. Format: `specs/harness/preset.schema.json`. */
export interface Preset {
  id: string
  name: string
  about: string
  aliases?: string[]
  documentation: string
  checked: string
  /** `${NAME}` in it stands for an environment variable. Null where the user must give it. */
  baseUrl: string | null
  /** Environment variable that names another base URL. */
  urlVariable?: string
  regions?: { [region: string]: string }
  /** It may have the native endpoints of Ollama. */
  native?: boolean
  /** False where the list of models is no part of the API. */
  modelList?: boolean
  key: { variables: string[]; required: boolean; header?: string; get?: string }
  headers?: PresetHeader[]
  models?: Partial<Record<Exclude<ModelKind, 'toolless'>, string>>
  thinking?: Thinking[]
  adaptations?: Adaptation[]
  deviations?: Deviation[]
  reference: { judges: string[]; cannot: Exclusion[] }
  sources: { for: string; link: string; seen: string }[]
  unverified?: string[]
}

/** Every glob over rules that a preset names. */
export const globsOf = ({ adaptations = [], deviations = [], reference }: Preset): string[] => [
  ...adaptations.flatMap(({ withholds = [] }) => withholds),
  ...deviations.flatMap(({ rules }) => rules),
  ...reference.judges,
  ...reference.cannot.flatMap(({ suites = [] }) => suites),
]
