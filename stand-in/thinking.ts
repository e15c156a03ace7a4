import type { ChatRequest, JsonObject } from '../src/deviations/server-reply.ts'
import { tokensOf } from '../src/deviations/tokens.ts'
import { mindOf } from './models.ts'

const BRIEF = 'The user wants something short, so a short answer it is.'
/** Some sixty tokens, which is what small models write before a short answer. */
const LONG = [
  'Let me look at what the user asks here. First I read the request again, then I check what was said before.',
  'The wording is plain, so nothing has to be guessed. I keep the answer as short as I can and add nothing of my own.',
  'That should be what is wanted here.',
].join(' ')

/** What the model thinks before it answers, within the limit; nothing where it cannot or need not think. */
export function thoughts({ model, reasoning_effort: effort }: ChatRequest, limit: number): string {
  const mind = mindOf(model)
  if (mind === undefined || mind.quietEfforts.includes(String(effort))) return ''
  return tokensOf(mind.wordy || effort === 'high' ? LONG : BRIEF)
    .slice(0, limit)
    .join('')
}

/** The thoughts in a message or delta: some services show them beside the content. */
export const shownThoughts = ({ model }: ChatRequest, reasoning: string | undefined): JsonObject =>
  reasoning && mindOf(model)?.shown ? { reasoning } : {}

export const thoughtTokens = (reasoning: string | undefined): number => tokensOf(reasoning ?? '').length
