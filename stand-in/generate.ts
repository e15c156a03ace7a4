import { objects, type ChatRequest, type Generation } from '../src/deviations/server-reply.ts'
import { promptTokens as tokensOfPrompt, tokensOf } from '../src/deviations/tokens.ts'
import { functionChoice, isLegacy } from './chat-extras.ts'
import { callId } from './ids.ts'
import { imageTokens, seen } from './images.ts'
import { sampled } from './sampling.ts'
import { speak } from './scripted-model.ts'
import { thoughts, thoughtTokens } from './thinking.ts'

/** One choice of a chat: what the model says, stopped and capped as the request asks. Thoughts come first, out of the same budget. */
export function generate(request: ChatRequest): Generation {
  const reasoning = thoughts(request, limitOf(request))
  const thinking = thoughtTokens(reasoning)
  const written = answer(request, limitOf(request) - thinking)
  return {
    ...written,
    ...(reasoning === '' ? {} : { reasoning }),
    completionTokens: thinking + written.completionTokens,
  }
}

const limitOf = (request: ChatRequest): number =>
  positive(request['max_completion_tokens'] ?? request['max_tokens'], Infinity)

/** What is said within a limit, of which thoughts may have left nothing. A legacy completion has only this. */
export function answer(request: ChatRequest, limit = limitOf(request)): Generation {
  const spoken = speak(request)
  const promptTokens = tokensOfPrompt(request) + imageTokens(request)
  if (limit <= 0) return { text: '', calls: [], finish: 'length', promptTokens, completionTokens: 0 }
  if (spoken.calls.length > 0) return capCalls(spoken.calls, limit, promptTokens, finishOfCalls(request))
  if (spoken.refusal !== undefined) return refuse(spoken.refusal, limit, promptTokens)
  const whole = sampled(seen(request) ?? spoken.text ?? '', request)
  const capped = tokensOf(whole).slice(0, limit).join('')
  const at = stopPlace(capped, stops(request))
  const finish = at !== undefined || capped === whole ? 'stop' : 'length'
  const text = capped.slice(0, at)
  return { text, calls: [], finish, promptTokens, completionTokens: tokensOf(text).length }
}

function refuse(words: string, limit: number, promptTokens: number): Generation {
  const said = tokensOf(words).slice(0, limit)
  return {
    text: null,
    refusal: said.join(''),
    calls: [],
    finish: said.length < tokensOf(words).length ? 'length' : 'stop',
    promptTokens,
    completionTokens: said.length,
  }
}

/** A count of a request; a faulty server that took a senseless one goes on without it. */
export const positive = (value: unknown, otherwise: number): number =>
  typeof value === 'number' && value >= 1 ? value : otherwise

/** A call the client named ends with `stop`: the odd but steady habit of the real service. */
const finishOfCalls = (request: ChatRequest): string =>
  objects([functionChoice(request)]).length > 0 ? 'stop' : isLegacy(request) ? 'function_call' : 'tool_calls'

function capCalls(
  calls: { name: string; arguments: string }[],
  limit: number,
  prompt: number,
  finish: string,
): Generation {
  const wrapper = calls.length > 1 ? TOGETHER : 0
  let left = limit - wrapper
  const written: Generation['calls'] = []
  for (const { name, arguments: args } of calls) {
    if (left <= 0) break
    const tokens = tokensOf(args)
    written.push({ id: callId(), name, arguments: tokens.slice(0, Math.max(0, left - OPENING)).join('') })
    left -= OPENING + tokens.length + CLOSING
  }
  const used = calls.reduce((sum, call) => sum + OPENING + tokensOf(call.arguments).length + CLOSING, wrapper)
  return {
    text: null,
    calls: written,
    finish: left < 0 ? 'length' : finish,
    promptTokens: prompt,
    completionTokens: Math.min(used, limit),
  }
}

/** Tokens that open a call and name its function, and tokens that end it. */
const OPENING = 4
const CLOSING = 8
/** What the real models write around several calls. */
const TOGETHER = 10

export const stops = (request: ChatRequest): string[] =>
  [request['stop'] ?? []].flat().filter((stop): stop is string => typeof stop === 'string' && stop !== '')

/** Where the earliest stop sequence begins. */
function stopPlace(text: string, sequences: string[]): number | undefined {
  const places = sequences.map((stop) => text.indexOf(stop)).filter((at) => at >= 0)
  return places.length === 0 ? undefined : Math.min(...places)
}
