import type { JsonObject } from '../src/deviations/server-reply.ts'
import type { ChosenModels } from '../src/suite/models.ts'

/** What the stand-in lists, in no order, with the dated name each alias is served as. */
const SERVED: Record<string, { dated: string; created: number; owner: string }> = {
  'gpt-4o-mini': { dated: 'gpt-4o-mini-2024-07-18', created: 1_721_172_741, owner: 'system' },
  'gpt-4o-mini-2024-07-18': { dated: 'gpt-4o-mini-2024-07-18', created: 1_721_172_717, owner: 'system' },
  'gpt-4.1-nano': { dated: 'gpt-4.1-nano-2025-04-14', created: 1_744_321_707, owner: 'system' },
  'o1-mini': { dated: 'o1-mini-2024-09-12', created: 1_725_648_979, owner: 'system' },
  'gpt-oss-20b': { dated: 'gpt-oss-20b', created: 1_754_352_000, owner: 'system' },
  'qwen3-0.6b': { dated: 'qwen3-0.6b', created: 1_745_798_400, owner: 'system' },
  'deepseek-r1-1.5b': { dated: 'deepseek-r1-1.5b', created: 1_737_331_200, owner: 'system' },
  'gpt-5-nano': { dated: 'gpt-5-nano-2025-08-07', created: 1_754_426_384, owner: 'system' },
  'text-embedding-3-small': { dated: 'text-embedding-3-small', created: 1_705_948_997, owner: 'system' },
}

export const modelIds = Object.keys(SERVED)
export const isServed = (id: string): boolean => Object.hasOwn(SERVED, id)
export const isChatModel = (id: string): boolean => isServed(id) && !id.includes('embedding')
export const isEmbeddingModel = (id: string): boolean => isServed(id) && id.includes('embedding')
/** The one chat model without tools. */
export const isToolless = (id: string): boolean => id.startsWith('o1-mini')

/** How a model thinks before it answers. */
interface Mind {
  /** Efforts at which it does not think. */
  quietEfforts: string[]
  /** Efforts that are refused with this model. */
  refusedEfforts: string[]
  /** Its thoughts come beside the content; else they are only counted. */
  shown: boolean
  /** It thinks for some sixty tokens, not for a dozen. */
  wordy: boolean
  /** It refuses the parameters that OpenAI's reasoning models refuse. */
  isReasoningFamily: boolean
}

const OPTIONAL: Mind = {
  quietEfforts: ['none'],
  refusedEfforts: [],
  shown: true,
  wordy: true,
  isReasoningFamily: false,
}
const MINDS: Record<string, Mind> = {
  'gpt-oss-20b': { ...OPTIONAL, wordy: false },
  'qwen3-0.6b': OPTIONAL,
  'deepseek-r1-1.5b': { ...OPTIONAL, quietEfforts: [], refusedEfforts: ['none', 'minimal'] },
  'gpt-5-nano': {
    quietEfforts: ['minimal'],
    refusedEfforts: ['none', 'xhigh', 'max'],
    shown: false,
    wordy: true,
    isReasoningFamily: true,
  },
}

/** Undefined for a model that does not think. */
export const mindOf = (id: string): Mind | undefined => MINDS[id] ?? MINDS[aliasOf(id)]
export const isThinking = (id: string): boolean => mindOf(id) !== undefined
/** What a model can do, in Ollama's words. */
export const capabilitiesOf = (id: string): string[] =>
  isEmbeddingModel(id)
    ? ['embedding']
    : [
        'completion',
        ...(isToolless(id) ? [] : ['tools']),
        ...(seesImages(id) ? ['vision'] : []),
        ...(isThinking(id) ? ['thinking'] : []),
      ]
export const seesImages = (id: string): boolean => id.startsWith('gpt-4')
const aliasOf = (dated: string): string => Object.keys(SERVED).find((id) => SERVED[id]?.dated === dated) ?? dated
export const servedAs = (id: string): string => SERVED[id]?.dated ?? id

/** A model as the list and the single look-up show it. */
export const modelObject = (id: string): JsonObject => ({
  id,
  object: 'model',
  created: SERVED[id]?.created ?? 0,
  owned_by: SERVED[id]?.owner ?? 'system',
})

const offered = (name: string | null): ChosenModels['chat'] => ({
  name,
  why: name === null ? 'the stand-in has none' : 'offered by the stand-in',
})

/** The model of each kind that the suites shall use. */
export const standInModels: ChosenModels = {
  chat: offered('gpt-4o-mini'),
  tools: offered('gpt-4o-mini'),
  vision: offered('gpt-4o-mini'),
  embedding: offered('text-embedding-3-small'),
  toolless: offered('o1-mini'),
  thinking: offered('gpt-oss-20b'),
}

/** The same where what is asked goes to one model that thinks. */
export const onlyModel = (id: 'qwen3-0.6b' | 'deepseek-r1-1.5b' | 'gpt-5-nano'): ChosenModels => ({
  ...standInModels,
  chat: offered(id),
  tools: offered(id),
  thinking: offered(id),
})
