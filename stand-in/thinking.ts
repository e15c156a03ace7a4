import type { ChatRequest, JsonObject } from './exchange-types.ts'
import { isThinking } from './models.ts'
import { tokensOf } from './tokens.ts'

const THOUGHT = 'The user wants something short, so a short answer it is.'

/** What the model thinks before it answers, within the limit; nothing where it cannot or shall not think. */
export function thoughts({ model, reasoning_effort: effort }: ChatRequest, limit: number): string {
  return isThinking(model) && effort !== 'none' ? tokensOf(THOUGHT).slice(0, limit).join('') : ''
}

/** The thoughts in a message or delta: this service shows them beside the content. */
export const shownThoughts = (reasoning: string | undefined): JsonObject => (reasoning ? { reasoning } : {})

export const thoughtTokens = (reasoning: string | undefined): number => tokensOf(reasoning ?? '').length
