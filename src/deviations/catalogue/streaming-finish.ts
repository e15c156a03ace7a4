import { inDeltas } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import { isObject, objects, type JsonObject } from '../server-reply.ts'
import { isFinish } from '../stream-hooks.ts'

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

export const deviations: Deviation[] = [
  {
    name: 'finish-with-text',
    about: 'the finish shares the chunk of the last text',
    seen: ['Ollama to 0.24'],
    rules: ['streaming/finish/alone'],
    hooks: { chunks: finishWithText },
  },
  {
    name: 'finish-never',
    about: 'the stream ends without a `finish_reason`',
    rules: ['streaming/finish/one', 'streaming/error-inside/done-with-a-reason'],
    hooks: { chunks: (chunks) => chunks.filter((chunk) => !isFinish(chunk)) },
  },
  {
    name: 'finish-null-to-the-end',
    about: 'the last chunk has `finish_reason` null',
    rules: ['streaming/finish/one', 'streaming/error-inside/done-with-a-reason'],
    hooks: inDeltas((_, choice) => {
      choice['finish_reason'] = null
    }),
  },
  {
    name: 'finish-empty-before',
    about: '`finish_reason` is "" until the end',
    seen: ['Ollama 0.1.35'],
    rules: ['streaming/finish/null-until-then'],
    hooks: inDeltas((_, choice) => {
      choice['finish_reason'] ??= ''
    }),
  },
  {
    name: 'finish-key-absent-before',
    about: '`finish_reason` is left out until the end',
    seen: ['gateways'],
    rules: ['streaming/finish/null-until-then'],
    hooks: inDeltas((_, choice) => {
      if (choice['finish_reason'] === null) delete choice['finish_reason']
    }),
  },
  {
    name: 'finish-twice',
    about: 'two chunks have a `finish_reason`',
    seen: ['OpenRouter'],
    rules: ['streaming/finish/one'],
    hooks: {
      chunks: (chunks) => chunks.flatMap((chunk) => (isFinish(chunk) ? [chunk, structuredClone(chunk)] : [chunk])),
    },
  },
  {
    name: 'finish-on-every-chunk',
    about: 'every chunk has a `finish_reason`',
    rules: ['streaming/finish/one'],
    hooks: inDeltas((_, choice) => {
      choice['finish_reason'] = 'stop'
    }),
  },
  {
    name: 'finish-carries-empty-text',
    about: 'the finish chunk has content ""',
    seen: ['Ollama'],
    rules: ['streaming/finish/empty-delta'],
    hooks: inDeltas((delta, choice) => {
      if (choice['finish_reason'] !== null) delta['content'] = ''
    }),
  },
]
