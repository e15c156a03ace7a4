import { replaced } from '../changes.ts'
import { deaf, ended, inBodies, inChoices, inChunks, inUsage, isText, plainChoices, read } from '../completion-hooks.ts'
import type { Deviation } from '../deviation.ts'
import type { Hooks } from '../hooks.ts'
import { isObject, objects, textOf, type JsonObject } from '../server-reply.ts'
import { tokensOf } from '../tokens.ts'

const status = (applies: (body: JsonObject) => boolean, code: number, body: string): Hooks => ({
  response: (reply, request) =>
    isText(request.path) && applies(JSON.parse(request.body ?? '{}') as JsonObject)
      ? replaced(reply, { status: code, type: 'application/json', body })
      : reply,
})

let draws = 0
/** Numbers below 1000, all different as it happens. */
const drawn = (): number => (draws++ * 389) % 997

export const deviations: Deviation[] = [
  {
    name: 'completions-gone',
    about: 'there is no such endpoint, and a page says so',
    rules: ['completions/response/answered', 'completions/stream/answered'],
    hooks: {
      response: (reply, { path }) =>
        isText(path) ? replaced(reply, { status: 404, type: 'text/plain', body: '404 page not found' }) : reply,
    },
  },
  {
    name: 'completions-chat-form',
    about: 'the answer has the form of the chat endpoint',
    rules: ['completions/text/is-in-the-choice'],
    hooks: inChoices(({ text, ...choice }) => ({ ...choice, delta: { content: text ?? '' } })),
  },
  {
    name: 'completions-chat-message',
    about: 'the text of a completion is in `message.content`, as in an answer of the chat endpoint',
    rules: ['completions/text/is-in-the-choice'],
    hooks: inChoices(({ text, ...choice }) => ({
      ...choice,
      message: { role: 'assistant', content: text ?? '' },
    })),
  },
  {
    name: 'completions-index-0',
    about: 'every choice has the index 0',
    rules: ['completions/text/index-counts-up'],
    hooks: inChoices((choice) => ({ ...choice, index: 0 })),
  },
  {
    name: 'completions-echo-always',
    about: 'the prompt always comes back',
    seen: ['return_full_text'],
    rules: ['completions/text/prompt-not-repeated'],
    hooks: read((body) => ({ ...body, echo: true })),
  },
  {
    name: 'completions-text-lost',
    about: 'texts are empty',
    rules: ['completions/text/is-in-the-choice'],
    hooks: inChoices((choice) => ({ ...choice, text: '' })),
  },
  {
    name: 'completions-same-id',
    about: 'all answers have one id',
    rules: ['completions/id/unique'],
    hooks: { ...inBodies((body) => ({ ...body, id: 'cmpl-1' })), ...inChunks((chunk) => ({ ...chunk, id: 'cmpl-1' })) },
  },
  {
    name: 'completions-small-ids',
    about: 'ids are drawn from a thousand numbers',
    seen: ['Ollama'],
    rules: ['completions/id/unique'],
    hooks: { ...inBodies((body) => ({ ...body, id: `cmpl-${drawn()}` })) },
  },
  {
    name: 'completions-chat-ids',
    about: 'ids are those of chats',
    rules: ['completions/id/form'],
    hooks: inBodies((body) => ({ ...body, id: `chat${textOf(body['id'])}` })),
  },
  {
    name: 'completions-uncapped',
    about: '`max_tokens` is ignored',
    rules: ['completions/stream/capped', 'completions/max-tokens/caps-the-answer'],
    hooks: read((body) => ({ ...body, max_tokens: 60 })),
  },
  {
    name: 'completions-no-default-cap',
    about: 'a text without a cap has none',
    seen: ['Ollama'],
    rules: ['completions/max-tokens/sixteen-by-default'],
    hooks: read((body) => ({ max_tokens: 100, ...body })),
  },
  {
    name: 'completions-cut-unsaid',
    about: 'a cut text ends with `stop`',
    rules: ['completions/max-tokens/finish-reason'],
    hooks: inChoices((choice) => (ended(choice) ? { ...choice, finish_reason: 'stop' } : choice)),
  },
  {
    name: 'completions-counts-one-less',
    about: 'the last token is not counted',
    rules: ['completions/max-tokens/counted-to-the-cap'],
    hooks: inUsage((usage) => ({
      ...usage,
      completion_tokens: Number(usage['completion_tokens']) - 1,
      total_tokens: Number(usage['total_tokens']) - 1,
    })),
  },
  {
    name: 'completions-cap-counts-letters',
    about: 'the cap counts characters, not tokens',
    rules: ['completions/max-tokens/counted-to-the-cap'],
    hooks: inBodies((body, { max_tokens: cap }) => {
      const choices = objects(body['choices'])
      const [first] = choices
      if (typeof cap !== 'number' || !first || !isObject(body['usage'])) return body
      const cut = (choice: JsonObject): string => textOf(choice['text']).slice(0, cap)
      const completion = tokensOf(cut(first)).length
      return {
        ...body,
        choices: choices.map((choice) => ({ ...choice, text: cut(choice), finish_reason: 'length' })),
        usage: {
          ...body['usage'],
          completion_tokens: completion,
          total_tokens: Number(body['usage']['prompt_tokens']) + completion,
        },
      }
    }),
  },
  {
    name: 'completions-stop-ignored',
    about: '`stop` is ignored',
    rules: ['completions/stop/ends-before-it', 'completions/stop/not-in-text'],
    hooks: deaf('stop'),
  },
  {
    name: 'completions-stop-first-only',
    about: 'of several stop strings only the first counts',
    rules: ['completions/stop/ends-before-one-of-a-list'],
    hooks: read((body) => (Array.isArray(body['stop']) ? { ...body, stop: body['stop'].slice(0, 1) } : body)),
  },
  {
    name: 'completions-stop-kept',
    about: 'the stop string stays at the end of the text',
    seen: ['TGI'],
    rules: ['completions/stop/ends-before-it'],
    hooks: plainChoices((choice, { stop }) =>
      typeof stop === 'string' ? { ...choice, text: `${textOf(choice['text'])}${stop}` } : choice,
    ),
  },
  {
    name: 'completions-stop-not-streamed',
    about: '`stop` is ignored in streams',
    rules: ['completions/stop/ends-the-stream'],
    hooks: read((body) => (body['stream'] === true ? { ...body, stop: null } : body)),
  },
  {
    name: 'completions-stop-as-length',
    about: 'a stopped text ends with `length`',
    rules: ['completions/stop/finish-reason'],
    hooks: plainChoices((choice) => ({ ...choice, finish_reason: 'length' })),
  },
  {
    name: 'completions-absent-500',
    about: 'no prompt is an internal error',
    rules: ['completions/prompt-empty/no-prompt'],
    hooks: status((body) => !('prompt' in body), 500, '{"error":{"message":"index out of range"}}'),
  },
  {
    name: 'completions-templated',
    about: 'the prompt is put into a chat',
    seen: ['Ollama'],
    rules: ['completions/prompt-raw/no-chat-around-it'],
    hooks: inUsage((usage) => ({
      ...usage,
      prompt_tokens: Number(usage['prompt_tokens']) + 9,
      total_tokens: Number(usage['total_tokens']) + 9,
    })),
  },
  {
    name: 'completions-sdk-text',
    about: 'answers are declared to be plain text',
    rules: ['completions/sdk/gives-a-text', 'completions/sdk/gives-usage'],
    hooks: {
      response: (reply, { path }) =>
        isText(path) && reply.status === 200
          ? {
              ...reply,
              headers: reply.headers.map(([name, value]) => [
                name,
                name === 'content-type' && value.startsWith('application/json') ? 'text/plain' : value,
              ]),
            }
          : reply,
    },
  },
  {
    name: 'completions-sdk-error',
    about: 'streams begin with an error',
    rules: ['completions/sdk/iterates'],
    hooks: { textChunks: (chunks) => [{ error: { message: 'boom', type: 'server_error' } }, ...chunks] },
  },
]
