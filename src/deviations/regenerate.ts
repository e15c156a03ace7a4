import type { Hooks } from './hooks.ts'
import { isObject, objects, textOf, type ChatRequest, type Generation, type JsonObject } from './server-reply.ts'
import { tokensOf } from './tokens.ts'

type Change = NonNullable<Hooks['generation']>

const THOUGHTS = ['reasoning_content', 'reasoning']

/** A plain chat answer in which the model said something else. */
export const regenerated = (body: JsonObject, request: ChatRequest, change: Change): JsonObject => ({
  ...body,
  choices: objects(body['choices']).map((choice) => {
    const message = isObject(choice['message']) ? choice['message'] : {}
    const said = generationOf(message, choice['finish_reason'], body['usage'])
    const now = change(structuredClone(said), request)
    return { ...choice, message: spoken(message, said, now), finish_reason: now.finish }
  }),
})

function spoken(message: JsonObject, was: Generation, now: Generation): JsonObject {
  const key = THOUGHTS.find((name) => name in message)
  return {
    ...message,
    content: now.text,
    ...(key === undefined ? {} : { [key]: now.reasoning ?? null }),
    ...(now.refusal === was.refusal ? {} : { refusal: now.refusal ?? null }),
    ...(now.calls.length > 0 || 'tool_calls' in message ? { tool_calls: now.calls.map(callOf) } : {}),
  }
}

const callOf = ({ id, name, arguments: args }: Generation['calls'][number]): JsonObject => ({
  id,
  type: 'function',
  function: { name, arguments: args },
})

function generationOf(message: JsonObject, finish: unknown, usage: unknown): Generation {
  const counts = isObject(usage) ? usage : {}
  const thoughts = THOUGHTS.map((name) => message[name]).find((value) => typeof value === 'string')
  return {
    text: typeof message['content'] === 'string' ? message['content'] : null,
    ...(thoughts === undefined ? {} : { reasoning: String(thoughts) }),
    ...(typeof message['refusal'] === 'string' ? { refusal: message['refusal'] } : {}),
    calls: objects(message['tool_calls']).map((call) => {
      const fn = isObject(call['function']) ? call['function'] : {}
      return { id: textOf(call['id']), name: textOf(fn['name']), arguments: textOf(fn['arguments']) }
    }),
    finish: typeof finish === 'string' ? finish : null,
    promptTokens: Number(counts['prompt_tokens'] ?? 0),
    completionTokens: Number(counts['completion_tokens'] ?? 0),
  }
}

/** The chunks of a chat stream in which the model said something else; the same chunks where it says the same. */
export function regeneratedChunks(chunks: JsonObject[], request: ChatRequest, change: Change): JsonObject[] {
  const [first] = chunks
  const own = chunks.filter((chunk) => objects(chunk['choices']).length > 0)
  // Several choices at once are streamed by few apps, and their chunks are mixed.
  if (!first || own.some((chunk) => Number(objects(chunk['choices'])[0]?.['index'] ?? 0) > 0)) return chunks
  const said = joined(own, chunks.at(-1)?.['usage'])
  const now = change(structuredClone(said), request)
  if (JSON.stringify(now) === JSON.stringify(said)) return chunks
  const [opening] = own
  return [...rewritten(opening ?? first, said, now, own), ...chunks.filter((chunk) => !own.includes(chunk))]
}

function joined(chunks: readonly JsonObject[], usage: unknown): Generation {
  const deltas = chunks.flatMap((chunk) => objects(chunk['choices']))
  const texts = (key: string): string[] =>
    deltas.flatMap(({ delta }) => (isObject(delta) && typeof delta[key] === 'string' ? delta[key] : []))
  const key = THOUGHTS.find((name) => texts(name).length > 0)
  const calls = new Map<unknown, { id: string; name: string; arguments: string }>()
  for (const { delta } of deltas) {
    for (const fragment of isObject(delta) ? objects(delta['tool_calls']) : []) {
      const call = calls.get(fragment['index']) ?? { id: '', name: '', arguments: '' }
      const fn = isObject(fragment['function']) ? fragment['function'] : {}
      calls.set(fragment['index'], {
        id: call.id || textOf(fragment['id']),
        name: call.name || textOf(fn['name']),
        arguments: call.arguments + textOf(fn['arguments']),
      })
    }
  }
  const finish = deltas.map((choice) => choice['finish_reason']).find((value) => typeof value === 'string')
  const content = texts('content').join('')
  const message: JsonObject = {
    content: content === '' && calls.size > 0 ? null : content,
    ...(key === undefined ? {} : { [key]: texts(key).join('') }),
    tool_calls: [...calls.values()].map(callOf),
  }
  return generationOf(message, finish, usage)
}

/** One delta a token, in the envelope of the chunks that were there. */
function rewritten(opening: JsonObject, was: Generation, now: Generation, own: readonly JsonObject[]): JsonObject[] {
  const [choice = {}] = objects(opening['choices'])
  const chunk = (delta: JsonObject, finish: string | null = null): JsonObject => ({
    ...opening,
    choices: [{ ...choice, delta, finish_reason: finish }],
  })
  const key = THOUGHTS.find((name) => own.some((one) => JSON.stringify(one).includes(`"${name}":`))) ?? 'reasoning'
  const saidNothing = now.text === null && was.text === null
  return [
    chunk({ role: 'assistant', ...(saidNothing ? {} : { content: '' }) }),
    ...tokensOf(now.reasoning ?? '').map((token) => chunk({ [key]: token })),
    ...tokensOf(now.text ?? '').map((token) => chunk({ content: token })),
    ...now.calls.flatMap((call, index) => fragments(call, index).map((fragment) => chunk({ tool_calls: [fragment] }))),
    chunk({}, now.finish),
  ]
}

const fragments = (call: Generation['calls'][number], index: number): JsonObject[] => [
  { index, ...callOf({ ...call, arguments: '' }) },
  ...tokensOf(call.arguments).map((piece): JsonObject => ({ index, function: { arguments: piece } })),
]
