import type { Deviation } from '../../../src/deviations/deviation.ts'
import type { Hooks } from '../../../src/deviations/hooks.ts'
import { isObject, objects, type JsonObject } from '../../../src/deviations/server-reply.ts'
import type { Json } from '../../../src/suite/steps.ts'
import { parseJson } from '../../../src/wire/sse.ts'
import { defect } from './defect.ts'

/** The JSON that a chat answer holds, changed. */
const inJson = (change: (value: JsonObject) => Json, write: (value: Json) => string = JSON.stringify): Hooks => ({
  generation: (said, { response_format: format }) => {
    const parsed = isObject(format) ? parseJson(said.text ?? '') : undefined
    return parsed?.ok && isObject(parsed.value) ? { ...said, text: write(change(parsed.value)) } : said
  },
})
const each =
  (change: (value: Json, key: string) => Json): ((value: JsonObject) => Json) =>
  (value) =>
    Object.fromEntries(Object.entries(value).map(([key, one]) => [key, change(one, key)]))

export const defects: Deviation[] = [
  defect(
    'object-numbers-as-text',
    'numbers of an object are texts',
    inJson(each((one) => (typeof one === 'number' ? String(one) : one))),
  ),
  defect(
    'object-booleans-as-text',
    'booleans of an object are texts',
    inJson(each((one) => (typeof one === 'boolean' ? String(one) : one))),
  ),
  defect(
    'object-keys-reversed',
    'the keys of an object come in reverse order',
    inJson((value) => Object.fromEntries(Object.entries(value).toReversed())),
  ),
  defect(
    'object-last-key-absent',
    'the last key of an object is missing',
    inJson((value) => Object.fromEntries(Object.entries(value).slice(0, -1))),
  ),
  defect(
    'object-encoded-twice',
    'the object is encoded as JSON twice',
    inJson((value) => JSON.stringify(value)),
  ),
  defect(
    'object-enums-in-capitals',
    'short texts of an object are written in capitals',
    inJson(each((one, key) => (typeof one === 'string' && /^(kind|priority)$/.test(key) ? one.toUpperCase() : one))),
  ),
  defect(
    'object-lists-of-one-unwrapped',
    'a list of one is its entry',
    inJson(each((one) => (Array.isArray(one) && one.length === 1 ? (one[0] ?? null) : one))),
  ),
  defect(
    'object-with-trailing-comma',
    'objects end with a comma',
    inJson(
      (value) => value,
      (value) => JSON.stringify(value).replace(/\}$/, ',}'),
    ),
  ),
  defect(
    'object-with-explanation',
    'an explanation follows the object',
    inJson(
      (value) => value,
      (value) => `${JSON.stringify(value)}\nThis is the object.`,
    ),
  ),
  defect(
    'object-pretty',
    'objects are written over several lines',
    inJson(
      (value) => value,
      (value) => JSON.stringify(value, null, 2),
    ),
  ),
  defect('object-in-message-parsed', 'the message has the object also as `parsed`', {
    completion: (body) => ({
      ...body,
      choices: objects(body['choices']).map((choice) => ({
        ...choice,
        message: { ...(choice['message'] as JsonObject), parsed: { x: 1 } },
      })),
    }),
  }),
  defect(
    'object-under-properties',
    'the object stands under `properties`',
    inJson((value) => ({ properties: value })),
  ),
  defect(
    'object-empty',
    'the object is empty',
    inJson(() => ({})),
  ),
]
