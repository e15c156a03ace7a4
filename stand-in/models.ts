import type { ChosenModels } from '../src/suite/models.ts'
import type { JsonObject } from './exchange-types.ts'

/** What the stand-in lists, in no order, with the dated name each alias is served as. */
const SERVED: Record<string, { dated: string; created: number; owner: string }> = {
  'gpt-4o-mini': { dated: 'gpt-4o-mini-2024-07-18', created: 1_721_172_741, owner: 'system' },
  'gpt-4o-mini-2024-07-18': { dated: 'gpt-4o-mini-2024-07-18', created: 1_721_172_717, owner: 'system' },
  'gpt-4.1-nano': { dated: 'gpt-4.1-nano-2025-04-14', created: 1_744_321_707, owner: 'system' },
  'o1-mini': { dated: 'o1-mini-2024-09-12', created: 1_725_648_979, owner: 'system' },
  'gpt-oss-20b': { dated: 'gpt-oss-20b', created: 1_754_352_000, owner: 'system' },
  'text-embedding-3-small': { dated: 'text-embedding-3-small', created: 1_705_948_997, owner: 'system' },
}

export const modelIds = Object.keys(SERVED)
export const isServed = (id: string): boolean => Object.hasOwn(SERVED, id)
export const isChatModel = (id: string): boolean => isServed(id) && !id.includes('embedding')
export const isEmbeddingModel = (id: string): boolean => isServed(id) && id.includes('embedding')
/** The one chat model without tools. */
export const isToolless = (id: string): boolean => id.startsWith('o1-mini')
/** The one model that shows what it thinks. */
export const isThinking = (id: string): boolean => id === 'gpt-oss-20b'
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
