import type { Json } from '../suite/steps.ts'
import type { Hooks } from './hooks.ts'
import { isObject, objects, textOf, type ChatRequest, type Generation, type JsonObject } from './server-reply.ts'
import { tokensOf } from './tokens.ts'

type Change = NonNullable<Hooks['generation']>

const THOUGHTS = ['reasoning_content', 'reasoning']

/** A plain chat answer in which the model said something else; the same where it says the same. */
export function regenerated(body: JsonObject, request: ChatRequest, change: Change): JsonObject {
  const choices = objects(body['choices'])
  const turns = choices.map((choice) => {
    const was = generationOf(messageOf(choice), choice['finish_reason'], body['usage'], choices.length)
    return { choice, was, now: change(structuredClone(was), request) }
  })
  if (turns.every(isUnchanged)) return body
  return {
    ...body,
    choices: turns.map(({ choice, was, now }) => ({
      ...choice,
      message: spoken(messageOf(choice), was, now),
      logprobs: now.calls.length > 0 ? null : scored(choice['logprobs'], was, now),
      finish_reason: now.finish,
    })),
    ...recounted(body, turns),
  }
}

interface Turn {
  was: Generation
  now: Generation
}

const isUnchanged = ({ was, now }: Turn): boolean => JSON.stringify(was) === JSON.stringify(now)
const messageOf = (choice: JsonObject): JsonObject => (isObject(choice['message']) ? choice['message'] : {})

export function spoken(message: JsonObject, was: Generation, now: Generation): JsonObject {
  const key = THOUGHTS.find((name) => name in message) ?? 'reasoning'
  const { tool_calls: _, function_call: legacy, ...rest } = message
  const [first] = now.calls
  return {
    ...rest,
    content: now.text,
    ...(now.reasoning === was.reasoning ? {} : { [key]: now.reasoning ?? null }),
    ...(now.refusal === was.refusal ? {} : { refusal: now.refusal ?? null }),
    ...(legacy && first
      ? { function_call: { name: first.name, arguments: first.arguments } }
      : now.calls.length > 0
        ? { tool_calls: now.calls.map(callOf) }
        : {}),
  }
}

const callOf = ({ id, name, arguments: args }: Generation['calls'][number]): JsonObject => ({
  id,
  type: 'function',
  function: { name, arguments: args },
})

/** The log probabilities of the text that came in the place of another. */
function scored(logprobs: Json | undefined, was: Generation, now: Generation): Json {
  if (!isObject(logprobs) || now.text === was.text) return logprobs ?? null
  const known = objects(logprobs['content'])
  return { ...logprobs, content: tokensOf(now.text ?? '').map((token, at) => scoredToken(token, known[at], known[0])) }
}

function scoredToken(token: string, own: JsonObject | undefined, like: JsonObject | undefined): JsonObject {
  if (own?.['token'] === token) return own
  const bytes = [...Buffer.from(token)]
  const others = objects(like?.['top_logprobs']).slice(1)
  const top = Array.isArray(like?.['top_logprobs']) && like['top_logprobs'].length > 0
  return { token, logprob: -0.01, bytes, top_logprobs: top ? [{ token, logprob: -0.01, bytes }, ...others] : [] }
}

/** The counts with what the change made of them. */
function recounted(body: JsonObject, turns: readonly Turn[]): JsonObject {
  const { usage } = body
  const [first] = turns
  if (!isObject(usage) || !first) return {}
  const more = (key: 'promptTokens' | 'completionTokens', of: readonly Turn[]): number =>
    of.reduce((sum, { was, now }) => sum + now[key] - was[key], 0)
  const prompt = Number(usage['prompt_tokens'] ?? 0) + more('promptTokens', [first])
  const completion = Number(usage['completion_tokens'] ?? 0) + more('completionTokens', turns)
  return {
    usage: { ...usage, prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion },
  }
}

export function generationOf(message: JsonObject, finish: unknown, usage: unknown, choices = 1): Generation {
  const counts = isObject(usage) ? usage : {}
  const thoughts = THOUGHTS.map((name) => message[name]).find((value) => typeof value === 'string')
  const legacy = isObject(message['function_call']) ? [{ function: message['function_call'] }] : []
  return {
    text: typeof message['content'] === 'string' ? message['content'] : null,
    ...(thoughts === undefined ? {} : { reasoning: String(thoughts) }),
    ...(typeof message['refusal'] === 'string' ? { refusal: message['refusal'] } : {}),
    calls: [...objects(message['tool_calls']), ...legacy].map((call: JsonObject) => {
      const fn = isObject(call['function']) ? call['function'] : {}
      return { id: textOf(call['id']), name: textOf(fn['name']), arguments: textOf(fn['arguments']) }
    }),
    finish: typeof finish === 'string' ? finish : null,
    promptTokens: Number(counts['prompt_tokens'] ?? 0),
    completionTokens: Math.round(Number(counts['completion_tokens'] ?? 0) / choices),
  }
}

export const choicesOf = (chunk: JsonObject): JsonObject[] => objects(chunk['choices'])
export const placeOf = (chunk: JsonObject): unknown => choicesOf(chunk)[0]?.['index'] ?? 0

/** The chunks of a chat stream in which the model said something else; the same chunks where it says the same. */
export function regeneratedChunks(chunks: JsonObject[], request: ChatRequest, change: Change): JsonObject[] {
  const usage = chunks.at(-1)?.['usage']
  const own = Map.groupBy(
    chunks.filter((chunk) => choicesOf(chunk).length > 0),
    placeOf,
  )
  const turns = [...own.values()].map((all) => {
    const was = joined(all, usage, own.size)
    return { all, was, now: change(structuredClone(was), request) }
  })
  if (turns.every(isUnchanged)) return chunks
  const said = turns.flatMap((turn) => (isUnchanged(turn) ? turn.all : rewritten(turn.all, turn.was, turn.now)))
  const others = chunks.filter((chunk) => choicesOf(chunk).length === 0)
  return [...said, ...others.map((chunk) => ({ ...chunk, ...recounted(chunk, turns) }))]
}

export function joined(chunks: readonly JsonObject[], usage: unknown, choices: number): Generation {
  const deltas = chunks.flatMap(choicesOf)
  const texts = (key: string): string[] =>
    deltas.flatMap(({ delta }) => (isObject(delta) && typeof delta[key] === 'string' ? delta[key] : []))
  const key = THOUGHTS.find((name) => texts(name).length > 0)
  const calls = callsIn(deltas)
  const finish = deltas.map((choice) => choice['finish_reason']).find((value) => typeof value === 'string')
  const content = texts('content').join('')
  const refusal = texts('refusal').join('')
  const message: JsonObject = {
    content: content === '' && (calls.length > 0 || refusal !== '') ? null : content,
    ...(key === undefined ? {} : { [key]: texts(key).join('') }),
    ...(refusal === '' ? {} : { refusal }),
    tool_calls: calls.map(callOf),
  }
  return generationOf(message, finish, usage, choices)
}

function callsIn(deltas: readonly JsonObject[]): Generation['calls'] {
  const calls = new Map<unknown, Generation['calls'][number]>()
  const add = (index: unknown, id: unknown, fn: JsonObject): void => {
    const call = calls.get(index) ?? { id: '', name: '', arguments: '' }
    calls.set(index, {
      id: call.id || textOf(id),
      name: call.name || textOf(fn['name']),
      arguments: call.arguments + textOf(fn['arguments']),
    })
  }
  for (const { delta } of deltas) {
    if (!isObject(delta)) continue
    for (const { index, id, function: fn } of objects(delta['tool_calls'])) add(index, id, isObject(fn) ? fn : {})
    if (isObject(delta['function_call'])) add(LEGACY, '', delta['function_call'])
  }
  return [...calls.values()]
}

const LEGACY = 'function_call'

/** One delta a token, in the envelope of the chunks that were there. */
export function rewritten(own: readonly JsonObject[], was: Generation, now: Generation): JsonObject[] {
  const [opening = {}] = own
  const [choice = {}] = choicesOf(opening)
  const scores = own.flatMap(choicesOf).flatMap(({ logprobs }) => (isObject(logprobs) ? [logprobs] : []))
  const known = { content: scores.flatMap(({ content }) => objects(content)), refusal: null }
  const entries = scores.length > 0 ? scored(known, { ...was, text: null }, now) : null
  const chunk = (delta: JsonObject, finish: string | null = null, logprobs: Json = null): JsonObject => ({
    ...opening,
    choices: [{ ...choice, delta, logprobs, finish_reason: finish }],
  })
  const key = THOUGHTS.find((name) => own.some((one) => JSON.stringify(one).includes(`"${name}":`))) ?? 'reasoning'
  const entry = (at: number): Json =>
    isObject(entries) ? { content: objects(entries['content']).slice(at, at + 1), refusal: null } : null
  const content = now.text === null ? null : ''
  const [single, ...others] = now.calls.flatMap(callDeltas(own))
  const rides = single && now.calls.length === 1 && !now.reasoning && !now.text
  return [
    chunk({ role: 'assistant', content, ...(rides ? single : {}), refusal: now.refusal === undefined ? null : '' }),
    ...tokensOf(now.reasoning ?? '').map((token) => chunk({ [key]: token })),
    ...tokensOf(now.text ?? '').map((token, at) => chunk({ content: token }, null, entry(at))),
    ...tokensOf(now.refusal ?? '').map((token) => chunk({ refusal: token })),
    ...(single && !rides ? [single, ...others] : others).map((delta) => chunk(delta)),
    chunk({}, now.finish),
  ]
}

/** The deltas of a call, in the form that calls had. */
const callDeltas =
  (own: readonly JsonObject[]) =>
  (call: Generation['calls'][number], index: number): JsonObject[] => {
    const pieces = tokensOf(call.arguments)
    if (own.flatMap(choicesOf).some(({ delta }) => isObject(delta) && LEGACY in delta))
      return [
        { function_call: { name: call.name, arguments: '' } },
        ...pieces.map((piece) => ({ function_call: { arguments: piece } })),
      ]
    return [
      { tool_calls: [{ index, ...callOf({ ...call, arguments: '' }) }] },
      ...pieces.map((piece) => ({ tool_calls: [{ index, function: { arguments: piece } }] })),
    ]
  }
