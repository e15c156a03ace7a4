import { bodyText, deaf, inDeltas, isStream, withType } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import { isObject, objects, textOf, type JsonObject } from '../server-reply.ts'
import { isFinish } from '../stream-hooks.ts'

const hasText = (chunk: JsonObject): boolean =>
  objects(chunk['choices']).some(({ delta }) => isObject(delta) && textOf(delta['content']) !== '')

/** All text in one delta, as servers do that do not stream at all. */
function wholeText(chunks: JsonObject[]): JsonObject[] {
  const texts = chunks.filter(hasText)
  const [first] = texts
  if (!first) return chunks
  const all = texts
    .flatMap((chunk) => objects(chunk['choices']))
    .map(({ delta }) => (isObject(delta) ? textOf(delta['content']) : ''))
    .join('')
  const [choice] = objects(first['choices'])
  if (choice && isObject(choice['delta'])) choice['delta']['content'] = all
  return chunks.filter((chunk) => chunk === first || !hasText(chunk))
}

function cumulative(chunks: JsonObject[]): JsonObject[] {
  const said = new Map<unknown, string>()
  for (const choice of chunks.flatMap((chunk) => objects(chunk['choices']))) {
    const { delta, index } = choice
    if (!isObject(delta) || typeof delta['content'] !== 'string') continue
    said.set(index, (said.get(index) ?? '') + delta['content'])
    delta['content'] = said.get(index) ?? ''
  }
  return chunks
}

export const deviations: Deviation[] = [
  {
    name: 'stream-ignored',
    about: 'a plain body comes though a stream was asked for',
    rules: ['streaming/chunk/answered', 'streaming/framing/answered'],
    hooks: deaf('stream', 'stream_options'),
  },
  {
    name: 'text-after-finish',
    about: 'text comes after the finish',
    rules: ['streaming/finish/last'],
    hooks: { chunks: (chunks) => [...chunks.filter(isFinish), ...chunks.filter((chunk) => !isFinish(chunk))] },
  },
  {
    name: 'text-in-one-delta',
    about: 'all text comes in one delta',
    seen: ['Ollama 0.3 with tools'],
    rules: ['streaming/incremental/deltas'],
    hooks: { chunks: wholeText },
  },
  {
    name: 'text-cumulative',
    about: 'each delta repeats all text before it',
    rules: ['streaming/delta/increments'],
    hooks: { chunks: cumulative },
  },
  {
    name: 'last-text-lost',
    about: 'the last piece of text is dropped',
    rules: ['streaming/same-answer/nothing-lost'],
    hooks: { chunks: (chunks) => chunks.filter((chunk) => chunk !== chunks.findLast(hasText)) },
  },
  {
    name: 'spaces-trimmed',
    about: 'deltas lose the space before a word',
    rules: ['streaming/same-answer/nothing-lost'],
    hooks: inDeltas((delta) => {
      if (typeof delta['content'] === 'string') delta['content'] = delta['content'].trim()
    }),
  },
  {
    name: 'stream-cap-ignored',
    about: '`max_tokens` holds for plain answers only',
    rules: ['parameters/max-tokens/caps-streams'],
    hooks: {
      request: (body) => (body['stream'] === true && 'max_tokens' in body ? { ...body, max_tokens: null } : body),
    },
  },
  {
    name: 'stream-as-json-type',
    about: 'a stream comes as application/json',
    rules: ['streaming/framing/content-type'],
    hooks: {
      response: (reply) =>
        isStream(reply) ? { ...reply, headers: withType(reply.headers, 'application/json') } : reply,
    },
  },
  {
    name: 'stream-as-text-type',
    about: 'a stream comes as text/plain',
    rules: ['streaming/framing/content-type'],
    hooks: {
      response: (reply) =>
        isStream(reply) ? { ...reply, headers: withType(reply.headers, 'text/plain; charset=utf-8') } : reply,
    },
  },
  {
    name: 'stream-one-burst',
    about: 'the whole stream arrives at once, after the last token',
    rules: ['streaming/incremental/as-generated'],
    hooks: {
      response: (reply) =>
        isStream(reply)
          ? {
              ...reply,
              chunks: [
                { afterMs: reply.chunks.reduce((sum, { afterMs }) => sum + afterMs, 0), bytes: bodyText(reply) },
              ],
            }
          : reply,
    },
  },
]
