import { inDeltas } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import type { Hooks } from '../hooks.ts'
import { isObject, objects, type ChatRequest, type Generation, type JsonObject } from '../server-reply.ts'
import { contentText, tokensOf } from '../tokens.ts'

const hasSystem = ({ messages }: ChatRequest): boolean => messages.some(({ role }) => role === 'system')
const said = (change: (text: string, request: ChatRequest) => string): Hooks => ({
  generation: (choice, request) =>
    choice.text !== null && choice.finish === 'stop' && hasSystem(request)
      ? { ...choice, text: change(choice.text, request) }
      : choice,
})

/** A limit of the server, told as the end of the answer. */
const cappedAt =
  (limit: number) =>
  (choice: Generation): Generation => {
    const tokens = tokensOf(choice.text ?? '')
    return tokens.length > limit
      ? { ...choice, text: tokens.slice(0, limit).join(''), finish: 'stop', completionTokens: limit }
      : choice
  }

const halved = (usage: JsonObject): JsonObject => {
  const completion = Number(usage['completion_tokens']) / 2
  return { ...usage, completion_tokens: completion, total_tokens: Number(usage['prompt_tokens']) + completion }
}

/** Answers that end too late or too early, and streams of which a part is missing. */
export const deviations: Deviation[] = [
  {
    name: 'runs-on-into-user-turn',
    about: 'the end of a turn is not known, so the model goes on as the user',
    rules: ['chat/own-turn/ends-with-its-turn'],
    hooks: said((text, { messages }) => `${text}\nuser\n${contentText(messages.at(-1) ?? {})}`),
  },
  {
    name: 'system-message-printed',
    about: 'the answer begins with the system message',
    rules: ['chat/own-turn/system-message-not-printed'],
    hooks: said((text, { messages }) => `${contentText(messages[0] ?? {})}\n${text}`),
  },
  {
    name: 'limit-of-50-told-as-stop',
    about: 'answers end after 50 tokens, and say `stop`',
    rules: ['parameters/no-limit/not-cut-silently'],
    hooks: { generation: cappedAt(50) },
  },
  {
    name: 'default-limit-of-128-told-as-stop',
    about: 'answers without a limit end after 128 tokens, and say `stop`',
    rules: ['parameters/no-limit/not-cut-silently'],
    hooks: {
      generation: (choice, request) =>
        'max_tokens' in request || 'max_completion_tokens' in request ? choice : cappedAt(128)(choice),
    },
  },
  {
    name: 'first-call-streamed',
    about: 'of several calls the first is streamed',
    rules: ['tools/streamed-calls/all-come'],
    hooks: inDeltas((delta) => {
      if (Array.isArray(delta['tool_calls']))
        delta['tool_calls'] = objects(delta['tool_calls']).filter(({ index }) => index === 0)
    }),
  },
  {
    name: 'n-streamed-counted-once',
    about: 'the usage of a stream counts the first choice',
    rules: ['parameters/n-usage/counts-all'],
    hooks: {
      chunks: (chunks, { n }) =>
        chunks.map((chunk) =>
          Number(n) === 2 && isObject(chunk['usage']) ? { ...chunk, usage: halved(chunk['usage']) } : chunk,
        ),
    },
  },
]
