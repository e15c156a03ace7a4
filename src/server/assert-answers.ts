import { closest } from 'fastest-levenshtein'
import { Failure } from '../failure.ts'
import { addressText, type Address } from '../wire/address.ts'
import { errorMessage } from '../wire/error-message.ts'
import { refusedParameter } from './calibration.ts'
import { assertKeyAccepted, type Ask } from './discover.ts'
import { assertSpeaksHttp } from './unreachable.ts'

/** Ollama adds `:latest` and compares without case. */
export const isListed = (names: string[], name: string): boolean =>
  names.some((one) => [name, `${name}:latest`].some((wanted) => wanted.toLowerCase() === one.toLowerCase()))

export const CHAT = { path: '/chat/completions', body: { messages: [{ role: 'user', content: 'Hi' }], max_tokens: 1 } }
export const EMBED = { path: '/embeddings', body: { input: 'Hi' } }

/**
 * A name that is not listed may still be an alias, so the server itself has the last word.
 * @throws Failure that names what could be used instead.
 */
export async function assertAnswers(
  ask: Ask,
  { address, apiKeyEnv }: { address: Address; apiKeyEnv: string },
  name: string,
  others: Others,
  how: { path: string; body: object },
): Promise<void> {
  const tried = await ask('POST', address.apiPath + how.path, { model: name, ...how.body })
  assertSpeaksHttp(tried.exchange, address)
  assertKeyAccepted(tried, address, apiKeyEnv)
  if (tried.status !== null && tried.status < 400) return
  // A model that refuses a parameter is there.
  if (![null, 'model'].includes(refusedParameter(tried))) return
  const said = errorMessage(tried) ?? tried.exchange.failure?.message ?? 'no reason given'
  throw new Failure(
    'MODEL_UNKNOWN',
    `${addressText(address)} has no model ${name} (${tried.status === null ? 'no answer' : `HTTP ${tried.status}`}: ${said}).${adviceFor(name, said, others)}`,
  )
}

/** What could be asked in place of a model: the names in the list, and what is usual for the preset. */
interface Others {
  names: string[]
  usual: string | undefined
}

/** How servers say that a model was there once; no code of theirs does (https://developers.openai.com/api/docs/deprecations). */
const GONE = /deprecated|retired|shut ?down|sunset|decommissioned|no longer/i

/** The nearest name helps with a slip, and not where a model is gone: its neighbours go soon as well. */
function adviceFor(name: string, said: string, { names, usual }: Others): string {
  const canUse = usual !== undefined && usual !== name && (names.length === 0 || isListed(names, usual))
  const near =
    names.length === 0 || (canUse && GONE.test(said)) ? '' : ` The nearest it has is ${closest(name, names)}.`
  return `${near}${canUse ? ` Usual for the preset is ${usual}.` : ''}`
}
