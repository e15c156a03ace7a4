import { inChoices, inDeltas, isStream, replaced } from '../../../src/deviations/changes.ts'
import { regenerated } from '../../../src/deviations/chat-hooks.ts'
import type { Deviation } from '../../../src/deviations/deviation.ts'
import type { Hooks } from '../../../src/deviations/hooks.ts'
import { isObject, objects, textOf, type JsonObject } from '../../../src/deviations/server-reply.ts'
import { defect } from './defect.ts'

const LONG = 15
const inLong = (change: (chunks: JsonObject[]) => JsonObject[]): Hooks => ({
  chunks: (chunks) => (chunks.length > LONG ? change(chunks) : chunks),
})

/** Every second call of `change`. */
const everySecond = (change: (delta: JsonObject, choice: JsonObject, chunk: JsonObject) => void): Hooks =>
  inDeltas((delta, choice, at, chunk) => {
    if (at % 2 === 1) change(delta, choice, chunk)
  })

const busy = (every: number, status: number): Hooks => {
  let count = 0
  return {
    response: (reply, { method }) =>
      method === 'POST' && ++count % every === 0
        ? {
            ...replaced(reply, {
              status,
              type: 'application/json',
              body: '{"error":{"message":"busy","type":"server_error","param":null,"code":null}}',
            }),
          }
        : reply,
  }
}

export const defects: Deviation[] = [
  defect(
    'second-deltas-null',
    'every second chunk has delta null',
    everySecond((_, choice) => {
      choice['delta'] = null
    }),
  ),
  defect(
    'long-streams-unfinished',
    'a long stream has no finish chunk',
    inLong((chunks) =>
      chunks.filter((chunk) => objects(chunk['choices']).every((choice) => choice['finish_reason'] === null)),
    ),
  ),
  defect(
    'long-streams-lose-tenth',
    'a long stream loses every tenth chunk',
    inLong((chunks) => chunks.filter((_, at) => at % 10 !== 9 || at === chunks.length - 1)),
  ),
  defect(
    'long-streams-repeat-tenth',
    'a long stream has every tenth chunk twice',
    inLong((chunks) => chunks.flatMap((chunk, at) => (at % 10 === 9 ? [chunk, chunk] : [chunk]))),
  ),
  defect(
    'long-streams-end-with-error',
    'a long stream breaks off with an error as a chunk',
    inLong((chunks) => [
      ...chunks.slice(0, LONG),
      { error: { message: 'out of memory', type: 'server_error', param: null, code: null } },
    ]),
  ),
  defect(
    'choice-index-on-first-chunk-only',
    'later chunks have no index in their choice',
    inDeltas((_, choice, at) => {
      if (at > 0) delete choice['index']
    }),
  ),
  defect('usage-chunk-counts-null', 'the counts of a stream are null', {
    chunks: (chunks) =>
      chunks.map((chunk) =>
        isObject(chunk['usage'])
          ? { ...chunk, usage: { prompt_tokens: null, completion_tokens: null, total_tokens: null } }
          : chunk,
      ),
  }),
  defect(
    'text-ends-with-blank',
    'texts end with a line break',
    regenerated(({ text }) => ({ text: text && `${text}\n` })),
  ),
  defect('capped-text-begins-with-line', 'a capped answer begins with two line breaks', {
    completion: (body, request) => {
      if (typeof request['max_tokens'] === 'number')
        for (const choice of objects(body['choices'])) {
          const message = isObject(choice['message']) ? choice['message'] : {}
          message['content'] = `\n\n${textOf(message['content'])}`
        }
      return body
    },
  }),
  defect(
    'cap-told-as-max-tokens',
    'an answer that the cap ended has the finish_reason max_tokens',
    inChoices((choice) => {
      if (choice['finish_reason'] === 'length') choice['finish_reason'] = 'max_tokens'
    }),
  ),
  defect('second-request-500', 'every second request gives a 500', busy(2, 500)),
  defect('third-request-503', 'every third request gives a 503', busy(3, 503)),
  defect('streams-end-at-40-letters', 'a stream ends after 40 letters and says stop', {
    generation: (said, { stream }) => (stream ? { ...said, text: said.text && said.text.slice(0, 40) } : said),
  }),
  defect('long-streams-cut', 'the connection breaks in a long stream', {
    response: (reply) =>
      isStream(reply) && reply.chunks.length > LONG
        ? { ...reply, chunks: reply.chunks.slice(0, LONG), cut: 'reset' }
        : reply,
  }),
]
