import { isObject, objects, textOf, type JsonObject } from '../../exchange-types.ts'
import { commonHeaders } from '../../reply-headers.ts'
import { bodyText, deaf, inDeltas, isStream, type Fault } from '../fault.ts'

const isFinish = (chunk: JsonObject): boolean =>
  objects(chunk['choices']).some(({ finish_reason: finish }) => finish !== null)
const hasText = (chunk: JsonObject): boolean =>
  objects(chunk['choices']).some(({ delta }) => isObject(delta) && textOf(delta['content']) !== '')

/** The finish is told on the chunk before it. */
function finishWithText(chunks: JsonObject[]): JsonObject[] {
  return chunks.flatMap((chunk, at) => {
    const next = chunks[at + 1]
    const [choice] = objects(chunk['choices'])
    const [ending] = objects(next?.['choices'])
    if (choice && ending && next && isFinish(next)) choice['finish_reason'] = ending['finish_reason'] ?? null
    return isFinish(chunk) &&
      at > 0 &&
      chunks.length > 2 &&
      objects(chunk['choices']).some(({ delta }) => isObject(delta) && Object.keys(delta).length === 0)
      ? []
      : [chunk]
  })
}

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

export const faults: Fault[] = [
  {
    name: 'stream-ignored',
    about: 'a plain body comes though a stream was asked for',
    kills: ['streaming/chunk/answered', 'streaming/framing/answered'],
    hooks: deaf('stream', 'stream_options'),
  },
  {
    name: 'role-on-every-chunk',
    about: 'every delta has the role (Ollama to 0.24)',
    kills: ['streaming/role/once'],
    hooks: inDeltas((delta) => {
      delta['role'] = 'assistant'
    }),
  },
  {
    name: 'role-never',
    about: 'no delta has the role',
    kills: ['streaming/role/first'],
    hooks: inDeltas((delta) => {
      delete delta['role']
    }),
  },
  {
    name: 'role-emptied',
    about: 'later deltas have the role ""',
    kills: ['streaming/role/once'],
    hooks: inDeltas((delta) => {
      delta['role'] ??= ''
    }),
  },
  {
    name: 'finish-with-text',
    about: 'the finish shares the chunk of the last text (Ollama to 0.24)',
    kills: ['streaming/finish/alone'],
    hooks: { chunks: finishWithText },
  },
  {
    name: 'finish-never',
    about: 'the stream ends without a finish_reason',
    kills: ['streaming/finish/one'],
    hooks: { chunks: (chunks) => chunks.filter((chunk) => !isFinish(chunk)) },
  },
  {
    name: 'finish-null-to-the-end',
    about: 'the last chunk has finish_reason null',
    kills: ['streaming/finish/one'],
    hooks: inDeltas((_, choice) => {
      choice['finish_reason'] = null
    }),
  },
  {
    name: 'finish-empty-before',
    about: 'finish_reason is "" until the end (Ollama 0.1.35)',
    kills: ['streaming/finish/null-until-then'],
    hooks: inDeltas((_, choice) => {
      choice['finish_reason'] ??= ''
    }),
  },
  {
    name: 'finish-key-absent-before',
    about: 'finish_reason is left out until the end (gateways)',
    kills: ['streaming/finish/null-until-then'],
    hooks: inDeltas((_, choice) => {
      if (choice['finish_reason'] === null) delete choice['finish_reason']
    }),
  },
  {
    name: 'finish-twice',
    about: 'two chunks have a finish_reason (OpenRouter)',
    kills: ['streaming/finish/one'],
    hooks: {
      chunks: (chunks) => chunks.flatMap((chunk) => (isFinish(chunk) ? [chunk, structuredClone(chunk)] : [chunk])),
    },
  },
  {
    name: 'finish-on-every-chunk',
    about: 'every chunk has a finish_reason',
    kills: ['streaming/finish/one'],
    hooks: inDeltas((_, choice) => {
      choice['finish_reason'] = 'stop'
    }),
  },
  {
    name: 'text-after-finish',
    about: 'text comes after the finish',
    kills: ['streaming/finish/last'],
    hooks: { chunks: (chunks) => [...chunks.filter(isFinish), ...chunks.filter((chunk) => !isFinish(chunk))] },
  },
  {
    name: 'id-per-chunk',
    about: 'each chunk has an id of its own (litellm)',
    kills: ['streaming/identity/id'],
    hooks: inDeltas((_, __, at, chunk) => {
      chunk['id'] = `chatcmpl-${at}`
    }),
  },
  {
    name: 'created-per-chunk',
    about: 'created moves while streaming',
    kills: ['streaming/identity/created'],
    hooks: inDeltas((_, __, at, chunk) => {
      chunk['created'] = 1_790_000_000 + at
    }),
  },
  {
    name: 'model-per-chunk',
    about: 'the last chunk has an empty model (Ollama after an error)',
    kills: ['streaming/identity/model'],
    hooks: inDeltas((_, __, at, chunk) => {
      if (at > 0) chunk['model'] = ''
    }),
  },
  {
    name: 'model-changes',
    about: 'chunks name different models',
    kills: ['streaming/identity/model'],
    hooks: inDeltas((_, __, at, chunk) => {
      chunk['model'] = `gpt-4o-mini-${at}`
    }),
  },
  {
    name: 'fingerprint-changes',
    about: 'chunks have different fingerprints',
    kills: ['streaming/identity/fingerprint'],
    hooks: inDeltas((_, __, at, chunk) => {
      chunk['system_fingerprint'] = `fp_${at}`
    }),
  },
  {
    name: 'object-plain',
    about: 'chunks call themselves chat.completion',
    kills: ['streaming/chunk/object-value'],
    hooks: inDeltas((_, __, ___, chunk) => {
      chunk['object'] = 'chat.completion'
    }),
  },
  {
    name: 'text-in-one-delta',
    about: 'all text comes in one delta (Ollama 0.3 with tools)',
    kills: ['streaming/incremental/deltas'],
    hooks: { chunks: wholeText },
  },
  {
    name: 'text-cumulative',
    about: 'each delta repeats all text before it',
    kills: ['streaming/delta/increments'],
    hooks: { chunks: cumulative },
  },
  {
    name: 'message-beside-delta',
    about: 'each choice also has the whole message (Perplexity)',
    kills: ['streaming/delta/no-message'],
    hooks: inDeltas((delta, choice) => {
      choice['message'] = { role: 'assistant', content: delta['content'] ?? '' }
    }),
  },
  {
    name: 'message-for-delta',
    about: 'chunks carry message in place of delta',
    kills: ['streaming/chunk/choices-delta-present'],
    hooks: inDeltas((delta, choice) => {
      choice['message'] = delta
      delete choice['delta']
    }),
  },
  {
    name: 'last-text-lost',
    about: 'the last piece of text is dropped',
    kills: ['streaming/same-answer/nothing-lost'],
    hooks: { chunks: (chunks) => chunks.filter((chunk) => chunk !== chunks.findLast(hasText)) },
  },
  {
    name: 'spaces-trimmed',
    about: 'deltas lose the space before a word',
    kills: ['streaming/same-answer/nothing-lost'],
    hooks: inDeltas((delta) => {
      if (typeof delta['content'] === 'string') delta['content'] = delta['content'].trim()
    }),
  },
  {
    name: 'finish-carries-empty-text',
    about: 'the finish chunk has content "" (Ollama)',
    kills: ['streaming/finish/empty-delta'],
    hooks: inDeltas((delta, choice) => {
      if (choice['finish_reason'] !== null) delta['content'] = ''
    }),
  },
  {
    name: 'delta-null',
    about: 'the finish chunk has delta null',
    kills: ['streaming/chunk/choices-delta-type'],
    hooks: inDeltas((_, choice) => {
      if (choice['finish_reason'] !== null) choice['delta'] = null
    }),
  },
  {
    name: 'delta-absent',
    about: 'the finish chunk has no delta',
    kills: ['streaming/chunk/choices-delta-present'],
    hooks: inDeltas((_, choice) => {
      if (choice['finish_reason'] !== null) delete choice['delta']
    }),
  },
  {
    name: 'stream-cap-ignored',
    about: 'max_tokens holds for plain answers only',
    kills: ['parameters/max-tokens/caps-streams'],
    hooks: { request: (body) => (body['stream'] === true ? { ...body, max_tokens: null } : body) },
  },
  {
    name: 'obfuscation-number',
    about: 'the padding is no text',
    kills: ['streaming/chunk/obfuscation-type'],
    hooks: { chunks: (chunks) => chunks.map((chunk) => ({ ...chunk, obfuscation: 7 })) },
  },
  {
    name: 'stream-as-json-type',
    about: 'a stream comes as application/json',
    kills: ['streaming/framing/content-type'],
    hooks: {
      response: (reply) => (isStream(reply) ? { ...reply, headers: commonHeaders('application/json') } : reply),
    },
  },
  {
    name: 'stream-as-text-type',
    about: 'a stream comes as text/plain',
    kills: ['streaming/framing/content-type'],
    hooks: {
      response: (reply) =>
        isStream(reply) ? { ...reply, headers: commonHeaders('text/plain; charset=utf-8') } : reply,
    },
  },
  {
    name: 'stream-one-burst',
    about: 'the whole stream arrives at once, after the last token',
    kills: ['streaming/incremental/as-generated'],
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
