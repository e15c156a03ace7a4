import { inDeltas, misread, refuses } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import { isObject, objects, type JsonObject } from '../server-reply.ts'

const deltaIn = (chunk: JsonObject | undefined): JsonObject => {
  const delta = objects(chunk?.['choices'])[0]?.['delta']
  return isObject(delta) ? delta : {}
}
const calls = (chunk: JsonObject): boolean => 'tool_calls' in deltaIn(chunk)
const replayed =
  (key: string) =>
  (message: JsonObject): boolean =>
    key in message && 'tool_calls' in message

const emptied = (message: JsonObject): JsonObject[] =>
  objects(message['tool_calls']).map((call) => ({
    ...call,
    function: { ...(isObject(call['function']) ? call['function'] : {}), arguments: '{}' },
  }))

export const deviations: Deviation[] = [
  {
    name: 'thought-and-call-in-one',
    about: 'the last thought and the call share a chunk',
    seen: ['Ollama up to 0.15'],
    rules: ['reasoning/tools/one-at-a-time'],
    hooks: {
      chunks: (chunks) => {
        const at = chunks.findLastIndex((chunk) => 'reasoning' in deltaIn(chunk))
        const next = chunks[at + 1]
        if (at < 0 || next === undefined || !calls(next)) return chunks
        Object.assign(deltaIn(next), deltaIn(chunks[at]))
        return chunks.filter((_, place) => place !== at)
      },
    },
  },
  {
    name: 'streamed-call-without-thoughts',
    about: 'a stream with a call leaves the thoughts out',
    seen: ['vLLM', 'by parser'],
    rules: ['reasoning/tools/same-key'],
    hooks: {
      chunks: (chunks) => (chunks.some(calls) ? chunks.filter((chunk) => !('reasoning' in deltaIn(chunk))) : chunks),
    },
  },
  {
    name: 'streamed-call-other-key',
    about: 'a stream with a call has its thoughts under another key',
    rules: ['reasoning/tools/same-key'],
    hooks: {
      chunks: (chunks, request) =>
        chunks.some(calls)
          ? (inDeltas((delta) => {
              if (!('reasoning' in delta)) return
              delta['reasoning_content'] = delta['reasoning'] ?? ''
              delete delta['reasoning']
            }).chunks?.(chunks, request) ?? chunks)
          : chunks,
    },
  },
  {
    name: 'thoughts-before-calls-not-counted',
    about: '`completion_tokens` leaves out the thoughts before a call',
    rules: ['reasoning/tools/tokens-counted'],
    hooks: {
      generation: (choice) =>
        choice.reasoning && choice.calls.length > 0 ? { ...choice, completionTokens: 3 } : choice,
    },
  },
  ...['reasoning', 'reasoning_content'].flatMap((key): Deviation[] => [
    {
      name: `replayed-calls-with-${key.replace('_', '-')}-dropped`,
      about: `calls of a message with \`${key}\` reach the model without their arguments`,
      rules: [`reasoning/tools/replay-${key.replace('_', '-')}`],
      hooks: misread((messages) =>
        messages.map((message) => (replayed(key)(message) ? { ...message, tool_calls: emptied(message) } : message)),
      ),
    },
    {
      name: `replayed-calls-with-${key.replace('_', '-')}-crash`,
      about: `a message with calls and \`${key}\` gives a 500`,
      rules: ['reasoning/tools/answered'],
      hooks: refuses((body) => objects(body['messages']).some(replayed(key)), 500),
    },
  ]),
]
