import { bodyText, everywhere, inChoices, inDeltas, isStream, replaced } from '../../src/deviations/changes.ts'
import type { Hooks } from '../../src/deviations/hooks.ts'
import { isObject, objects, type JsonObject } from '../../src/deviations/server-reply.ts'
import type { Json } from '../../src/suite/steps.ts'
import { letters } from '../../stand-in/ids.ts'

/** Every object in a value, changed from the inside out. What a model wrote into text is text and stays. */
export function inObjects(value: Json, change: (object: JsonObject) => JsonObject): Json {
  if (Array.isArray(value)) return value.map((one) => inObjects(one, change))
  if (!isObject(value)) return value
  return change(Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inObjects(inner, change)])))
}

/** Writes every JSON body and every event in another way; a finish delta stays as empty as it is. */
export const rewritten = (write: (value: Json) => string): Hooks => ({
  sse: (frames) =>
    frames.map((frame) =>
      frame.includes('[DONE]')
        ? frame
        : `data: ${write(JSON.parse(frame.slice(6)) as Json).replaceAll('\n', '\ndata: ')}\n\n`,
    ),
  response: (reply) =>
    isStream(reply) || reply.chunks.length === 0
      ? reply
      : {
          ...replaced(reply, { body: write(JSON.parse(bodyText(reply)) as Json) }),
          chunks: [{ afterMs: reply.chunks[0]?.afterMs ?? 0, bytes: write(JSON.parse(bodyText(reply)) as Json) }],
        },
})

export const escaped = (text: string): string =>
  text
    .replaceAll(/[^\x20-\x7e\n]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replaceAll('/', '\\/')

export const reversed = (object: JsonObject): JsonObject => Object.fromEntries(Object.entries(object).reverse())

export const enlarged = (object: JsonObject): JsonObject =>
  Object.keys(object).length === 0 ? object : { x_vendor: null, ...object, x_more: { kind: 'new', since: [2027] } }

export const both = (...hooks: Hooks[]): Hooks => ({
  completion: (body, request) => hooks.reduce((value, { completion }) => completion?.(value, request) ?? value, body),
  chunks: (all, request) => hooks.reduce((value, { chunks }) => chunks?.(value, request) ?? value, all),
})

export const eachChoice = (change: (choice: JsonObject) => void): Hooks =>
  both(
    inChoices(change),
    inDeltas((_, choice) => change(choice)),
  )

export const streamed = (change: (chunks: JsonObject[], asked: JsonObject) => JsonObject[]): Hooks => ({
  chunks: (chunks, request) => change(chunks, request),
})

export const withUsage = (change: (usage: JsonObject) => void): Hooks =>
  everywhere((value) => {
    if (isObject(value['usage'])) change(value['usage'])
  })

/** Azure's own fields, in both forms of an answer. */
export const azure: Hooks = both(
  {
    completion: (body) => ({
      ...body,
      prompt_filter_results: [
        { prompt_index: 0, content_filter_results: { hate: { filtered: false, severity: 'safe' } } },
      ],
    }),
  },
  eachChoice((choice) => {
    choice['content_filter_results'] = {}
  }),
  streamed((chunks) => [
    {
      choices: [],
      created: 0,
      id: '',
      model: '',
      object: '',
      prompt_filter_results: [{ prompt_index: 0, content_filter_results: {} }],
    },
    ...chunks,
  ]),
)

export const uuid = (value: JsonObject): void => {
  value['id'] = `${letters(String(value['id']), 8)}-ad3f-4a02-9bc7-0123456789ab`
}

/** Arguments of a call in the fragment that opens it. */
export const wholeArguments: Hooks = streamed((chunks) => {
  const openings = new Map<unknown, JsonObject>()
  return chunks.filter((chunk) => {
    const delta = objects(chunk['choices'])[0]?.['delta']
    const [fragment] = isObject(delta) ? objects(delta['tool_calls']) : []
    const fn = fragment?.['function']
    if (!fragment || !isObject(fn)) return true
    const opening = openings.get(fragment['index'])
    if (!opening) openings.set(fragment['index'], fn)
    else opening['arguments'] = `${String(opening['arguments'])}${String(fn['arguments'])}`
    return !opening
  })
})

/** The role in a chunk of its own, the call in the next. */
export const roleApart: Hooks = streamed((chunks) =>
  chunks.flatMap((chunk) => {
    const [choice] = objects(chunk['choices'])
    const delta = choice?.['delta']
    if (!choice || !isObject(delta) || !('role' in delta) || !('tool_calls' in delta)) return [chunk]
    const { tool_calls: calls, ...role } = delta
    return [
      { ...chunk, choices: [{ ...choice, delta: role }] },
      { ...chunk, choices: [{ ...choice, delta: { tool_calls: calls ?? null } }] },
    ]
  }),
)

/** Sent by OpenAI since late 2024, and by few others: worth knowing, and no client's undoing. */
export const UNTOLD = {
  'parameters/prediction/is-counted': 'worth knowing: nothing tells what became of a prediction',
  'reasoning/text/tokens-told': 'worth knowing: the thoughts are not counted',
  'usage/details/cached-told': 'worth knowing: what the cache saved is not told',
  'usage/details/reasoning-told': 'worth knowing: what thoughts cost is not told',
}
