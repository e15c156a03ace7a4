import type { JsonObject } from '../../../../src/json.ts'
import type { Mutation } from '../mutation.ts'
import { finalOf, setFinish } from './asked.ts'
import { both, usages } from './counts.ts'

const CAPS = ['max_tokens', 'max_completion_tokens', 'max_output_tokens']
/** No context window is full with so few tokens. */
const SHORT = 1000
/** A longer request may have more tokens than are counted, as with images. */
const BRIEF = 8 * SHORT

/** The cap of the one choice that was asked for: several are counted together. */
const capOf = (request: JsonObject): number | undefined =>
  Number(request['n'] ?? 1) > 1 || Number(request['best_of'] ?? 1) > 1 || Array.isArray(request['prompt'])
    ? undefined
    : CAPS.map((key) => request[key]).find((cap): cap is number => typeof cap === 'number')

/** More tokens in the answer, and in the sum. */
function grow(bodies: readonly JsonObject[], by: number): boolean {
  const all = usages(bodies)
  for (const usage of all)
    for (const key of ['completion_tokens', 'output_tokens', 'total_tokens'])
      if (typeof usage[key] === 'number') usage[key] += by
  return all.length > 0
}

const complete = (response: JsonObject | undefined, from: string, to: string, details: JsonObject | null): boolean => {
  if (response?.['status'] !== from) return false
  response['status'] = to
  response['incomplete_details'] = details
  return true
}
/** The response in a body or in the last event; its events are named for it. */
function setStatus(bodies: JsonObject[], from: string, to: string, details: JsonObject | null): boolean {
  const final = finalOf(bodies)
  if (!complete(final ?? bodies[0], from, to, details)) return false
  for (const event of bodies) if (event['type'] === `response.${from}`) event['type'] = `response.${to}`
  return true
}

/** How many tokens an answer has, where neither its thoughts nor a full context can be what ended it. */
function shortCount(bodies: readonly JsonObject[], request: JsonObject): number {
  const [usage] = usages(bodies).toReversed()
  const isShort = Number(usage?.['total_tokens']) < SHORT && JSON.stringify(request).length < BRIEF
  return isShort ? Number(usage?.['completion_tokens'] ?? usage?.['output_tokens']) || Infinity : Infinity
}
const cut = (bodies: JsonObject[]): boolean =>
  setFinish(bodies, 'stop', 'length') || setStatus(bodies, 'completed', 'incomplete', { reason: 'max_output_tokens' })

export const endMutations: Mutation[] = [
  both('cap ignored', 'the answer has more tokens than the cap, and ends by itself', (bodies, request) => {
    const cap = capOf(request)
    if (cap === undefined || !grow(bodies, cap + 20)) return false
    setFinish(bodies, 'length', 'stop')
    setStatus(bodies, 'incomplete', 'completed', null)
    return true
  }),
  both('cap passed', 'the answer has more tokens than the cap, and is said to be cut', (bodies, request) => {
    const cap = capOf(request)
    return cap !== undefined && setFinish(bodies, 'length', 'length') && grow(bodies, 20)
  }),
  both(
    'cut as stop',
    'an answer cut by the cap is said to have ended by itself',
    (bodies) => setFinish(bodies, 'length', 'stop') || setStatus(bodies, 'incomplete', 'completed', null),
  ),
  both('stop as cut', 'an answer far below its cap is said to be cut', (bodies, request) => {
    const cap = capOf(request)
    return cap !== undefined && shortCount(bodies, request) < cap / 2 && cut(bodies)
  }),
  both(
    'cut without cap',
    'a short answer is said to be cut where no cap was asked for',
    (bodies, request) =>
      CAPS.every((key) => typeof request[key] !== 'number') &&
      Number.isFinite(shortCount(bodies, request)) &&
      cut(bodies),
    // A text completion without a cap has one of 16 tokens.
    ['chat', 'responses'],
  ),
  both('finish of calls as stop', 'calls that the model chose end with `stop`', (bodies, { tool_choice: choice }) =>
    // OpenAI itself ends calls that were asked for by name with `stop`.
    choice === undefined || choice === 'auto' ? setFinish(bodies, 'tool_calls', 'stop') : false,
  ),
  both('finish of text as calls', 'a text ends with `tool_calls`', (bodies) => setFinish(bodies, 'stop', 'tool_calls')),
  both('finish filtered', 'an answer with text is said to be filtered', (bodies) =>
    setFinish(bodies, 'stop', 'content_filter'),
  ),
]
