import { deaf, inDeltas, misread } from '../changes.ts'
import { deaf as deafInTextCompletions } from '../completion-hooks.ts'
import type { Deviation } from '../deviation.ts'
import type { Hooks } from '../hooks.ts'
import { isObject, objects, type JsonObject } from '../server-reply.ts'
import { promptTokens } from '../tokens.ts'

/** A parameter that has its effect in plain answers, and none in streams. */
const deafInStreams = (applies: (body: JsonObject) => boolean, ...parameters: string[]): Hooks => ({
  request: (body) =>
    body['stream'] === true && applies(body)
      ? Object.fromEntries(Object.entries(body).filter(([key]) => !parameters.includes(key)))
      : body,
})

const withoutCalls = (messages: JsonObject[]): JsonObject[] => messages.map(({ tool_calls: _, ...message }) => message)
const choiceOf = (body: JsonObject): unknown => body['tool_choice']

/** One chunk more, made from the one at that place. */
const inserted = (place: number, make: (chunk: JsonObject) => JsonObject): Hooks => ({
  chunks: (chunks) =>
    chunks.flatMap((chunk, at) =>
      at === place && objects(chunk['choices']).length > 0 ? [make(chunk), chunk] : [chunk],
    ),
})

/** Usage changed where an answer has several choices. */
const ofSeveral: Hooks = {
  completion: (body) => {
    const { choices, usage } = body
    if (!isObject(usage) || objects(choices).length < 2) return body
    const one = Number(usage['completion_tokens']) / objects(choices).length
    return { ...body, usage: { ...usage, completion_tokens: one, total_tokens: Number(usage['prompt_tokens']) + one } }
  },
}

/** What works in the one form and not in the other, or for a part and not for the whole. */
export const deviations: Deviation[] = [
  {
    name: 'completions-format-ignored',
    about: 'JSON is asked for in a text completion, and prose comes',
    seen: ['Ollama'],
    rules: ['completions/json-mode/heeded-or-refused'],
    hooks: deafInTextCompletions('response_format'),
  },
  {
    name: 'reasoning-object-ignored',
    about: 'an effort in `reasoning` is not read',
    rules: ['reasoning/object/heeded-or-refused'],
    hooks: deaf('reasoning'),
  },
  {
    name: 'n-streams-ignored',
    about: 'n holds for plain answers only',
    rules: ['parameters/n/as-many-streamed'],
    hooks: deafInStreams(() => true, 'n'),
  },
  {
    name: 'n-streams-mixed',
    about: 'the choices of a stream share the index 0',
    rules: ['parameters/n/as-many-streamed'],
    hooks: inDeltas((_, choice) => {
      choice['index'] = 0
    }),
  },
  {
    name: 'n-counted-once',
    about: 'usage counts one of several choices',
    rules: ['parameters/n/counts-all'],
    hooks: ofSeveral,
  },
  {
    name: 'max-completion-tokens-streams-ignored',
    about: '`max_completion_tokens` holds for plain answers only',
    rules: ['parameters/max-completion-tokens/caps-the-answer'],
    hooks: deafInStreams(() => true, 'max_completion_tokens'),
  },
  {
    name: 'max-tokens-one-more',
    about: 'the cap is passed by one token',
    rules: ['parameters/max-tokens/caps-the-answer'],
    hooks: {
      request: (body) =>
        typeof body['max_tokens'] === 'number' ? { ...body, max_tokens: body['max_tokens'] + 1 } : body,
    },
  },
  {
    name: 'max-tokens-at-least-16',
    about: 'small caps are raised',
    rules: ['parameters/max-tokens/caps-the-answer'],
    hooks: {
      request: (body) =>
        typeof body['max_tokens'] === 'number' ? { ...body, max_tokens: Math.max(16, body['max_tokens']) } : body,
    },
  },
  {
    name: 'tool-choice-none-streams-ignored',
    about: '`tool_choice` none holds for plain answers only',
    rules: ['tools/choice-none/no-call-streamed'],
    hooks: deafInStreams((body) => choiceOf(body) === 'none', 'tool_choice'),
  },
  {
    name: 'tool-choice-required-streams-ignored',
    about: '`tool_choice` required holds for plain answers only',
    rules: ['tools/choice-required/forces-a-call-streamed'],
    hooks: deafInStreams((body) => choiceOf(body) === 'required', 'tool_choice'),
  },
  {
    name: 'old-calls-never-reach-the-model',
    about: 'the template has no place for earlier calls',
    rules: ['tools/assistant-replay/calls-reach-model'],
    hooks: {
      generation: (choice, request) => ({
        ...choice,
        promptTokens: promptTokens({ ...request, messages: withoutCalls(request.messages) }),
      }),
    },
  },
  {
    name: 'calls-not-counted',
    about: '`completion_tokens` is 0 beside calls',
    rules: ['usage/sum/completion-never-zero'],
    hooks: { generation: (choice) => (choice.calls.length > 0 ? { ...choice, completionTokens: 0 } : choice) },
  },
  {
    name: 'calls-run-together',
    about: 'two calls come as one, with the arguments of both',
    rules: ['tools/parallel/distinct-arguments'],
    hooks: {
      generation: (choice) => {
        const [first] = choice.calls
        return first && choice.calls.length > 1
          ? { ...choice, calls: [{ ...first, arguments: choice.calls.map((call) => call.arguments).join('') }] }
          : choice
      },
    },
  },
  {
    name: 'call-ids-begin-anew',
    about: 'the ids of calls begin anew with each answer',
    rules: ['tools/ids/differ-between-answers'],
    hooks: {
      generation: (choice) => ({ ...choice, calls: choice.calls.map((call, at) => ({ ...call, id: `call_${at}` })) }),
    },
  },
  {
    name: 'system-gone-beside-developer',
    about: 'a developer message takes the place of the system message',
    rules: ['roles/developer/beside-system'],
    hooks: misread((messages) =>
      messages.some(({ role }) => role === 'developer') ? messages.filter(({ role }) => role !== 'system') : messages,
    ),
  },
  {
    name: 'parts-last-only',
    about: 'only the last of several text parts is read',
    rules: ['chat/content-parts/none-lost'],
    hooks: misread((messages) =>
      messages.map((message) =>
        Array.isArray(message['content']) ? { ...message, content: message['content'].slice(-1) } : message,
      ),
    ),
  },
  {
    name: 'line-breaks-lost',
    about: 'line breaks are lost in streams',
    rules: ['streaming/line-breaks/kept'],
    hooks: inDeltas((delta) => {
      if (typeof delta['content'] === 'string') delta['content'] = delta['content'].replaceAll('\n', '')
    }),
  },
  {
    name: 'stop-first-letter',
    about: 'the first letter of a stop sequence is taken for all of it',
    rules: ['stop/stream/leaks-nothing'],
    hooks: {
      request: (body) =>
        body['stop'] && [body['stop']].flat().length < 5
          ? {
              ...body,
              stop: [body['stop']]
                .flat()
                .map((one) => String(one).slice(0, 1))
                .filter(Boolean),
            }
          : body,
    },
  },
  {
    name: 'text-null-in-between',
    about: 'a later delta has content null',
    seen: ['LiteLLM'],
    rules: ['streaming/delta/no-null-text'],
    hooks: inserted(2, (chunk) => ({
      ...chunk,
      choices: [{ index: 0, delta: { content: null }, logprobs: null, finish_reason: null }],
    })),
  },
  {
    name: 'chunk-without-choice',
    about: 'a chunk has no choice and nothing else',
    rules: ['streaming/delta/no-bare-chunk'],
    hooks: inserted(2, (chunk) => ({ ...chunk, choices: [] })),
  },
  {
    name: 'event-null',
    about: 'an event is null',
    rules: ['streaming/framing/json'],
    hooks: { sse: (frames) => [...frames.slice(0, -1), 'data: null\n\n', ...frames.slice(-1)] },
  },
  {
    name: 'finish-own-word-in-streams',
    about: '`finish_reason` is `end_turn` in streams',
    rules: ['streaming/chunk/choices-finish-reason-value'],
    hooks: inDeltas((_, choice) => {
      if (choice['finish_reason'] === 'stop') choice['finish_reason'] = 'end_turn'
    }),
  },
  {
    name: 'role-model',
    about: 'the role of a stream is `model`',
    rules: ['streaming/chunk/choices-delta-role-value'],
    hooks: inDeltas((delta) => {
      if ('role' in delta) delta['role'] = 'model'
    }),
  },
]
