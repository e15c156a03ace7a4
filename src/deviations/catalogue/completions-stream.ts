import { ended, inChunks, isText } from '../completion-hooks.ts'
import type { Deviation } from '../deviation.ts'
import { objects, textOf, type JsonObject } from '../server-reply.ts'

/** The pieces of the first choice as one, in the last chunk that has a choice. */
function inOne(chunks: JsonObject[]): JsonObject[] {
  const whole = chunks
    .flatMap(({ choices }) => objects(choices))
    .map(({ text }) => textOf(text))
    .join('')
  const last = chunks.findLastIndex(({ choices }) => objects(choices).length > 0)
  return chunks
    .slice(last)
    .map((chunk, at) =>
      at === 0 ? { ...chunk, choices: objects(chunk['choices']).map((choice) => ({ ...choice, text: whole })) } : chunk,
    )
}

export const deviations: Deviation[] = [
  {
    name: 'completions-chunk-ids',
    about: 'each chunk has an id of its own',
    rules: ['completions/stream/id'],
    hooks: inChunks((chunk, at) => ({ ...chunk, id: `cmpl-${at}` })),
  },
  {
    name: 'completions-chunk-times',
    about: 'each chunk has its own time',
    seen: ['Ollama'],
    rules: ['completions/stream/created'],
    hooks: inChunks((chunk, at) => ({ ...chunk, created: 1_760_000_000 + at })),
  },
  {
    name: 'completions-chunk-models',
    about: 'the model goes empty',
    rules: ['completions/stream/model'],
    hooks: inChunks((chunk, at) => (at > 1 ? { ...chunk, model: '' } : chunk)),
  },
  {
    name: 'completions-not-done',
    about: 'streams end without `[DONE]`',
    rules: ['completions/stream/done'],
    hooks: {
      response: (reply, { path }) =>
        isText(path)
          ? { ...reply, chunks: reply.chunks.filter(({ bytes }) => !String(bytes).includes('[DONE]')) }
          : reply,
    },
  },
  {
    name: 'completions-endless',
    about: 'no chunk has a `finish_reason`',
    rules: ['completions/stream/ends-with-a-reason'],
    hooks: inChunks((chunk) => ({
      ...chunk,
      choices: objects(chunk['choices']).map((choice) => ({ ...choice, finish_reason: null })),
    })),
  },
  {
    name: 'completions-finish-empty',
    about: '`finish_reason` is "" until the end',
    rules: ['completions/stream/null-until-then'],
    hooks: inChunks((chunk) => ({
      ...chunk,
      choices: objects(chunk['choices']).map((choice) => ({ ...choice, finish_reason: choice['finish_reason'] ?? '' })),
    })),
  },
  {
    name: 'completions-finish-early',
    about: 'the end comes before the last piece',
    rules: ['completions/stream/no-text-after-it'],
    hooks: { textChunks: (chunks) => [...chunks.slice(-1), ...chunks.slice(0, -1)] },
  },
  {
    name: 'completions-one-chunk',
    about: 'the whole text is in one chunk',
    rules: ['completions/stream/in-pieces'],
    hooks: { textChunks: (chunks) => inOne(chunks) },
  },
  {
    name: 'completions-json-broken',
    about: 'an event of a streamed text is cut in its JSON',
    rules: ['streaming/framing/json'],
    hooks: {
      sse: (frames) =>
        frames.map((frame, at) =>
          at === 1 && frame.includes('"text_completion"') ? `${frame.slice(0, -12)}\n\n` : frame,
        ),
    },
  },
  {
    name: 'completions-stream-empty',
    about: 'streams have no text',
    rules: ['completions/stream-same/same-choices'],
    hooks: inChunks((chunk) => ({
      ...chunk,
      choices: objects(chunk['choices']).map((choice) => ({ ...choice, text: '' })),
    })),
  },
  {
    name: 'completions-stream-loses-first',
    about: 'streams lose their first piece',
    rules: ['completions/stream-same/nothing-lost'],
    hooks: { textChunks: (chunks) => chunks.slice(1) },
  },
  {
    name: 'completions-stream-other-end',
    about: 'streams end with `stop`, whatever ended them',
    rules: ['completions/stream-same/same-finish-reason'],
    hooks: inChunks((chunk) => ({
      ...chunk,
      choices: objects(chunk['choices']).map((choice) =>
        ended(choice) ? { ...choice, finish_reason: 'stop' } : choice,
      ),
    })),
  },
]
