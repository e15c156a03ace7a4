import type { Json } from '../../../src/suite/steps.ts'
import { objects, textOf, type JsonObject } from '../../exchange-types.ts'
import type { Hooks } from '../../hooks.ts'
import { replaced, type Fault } from '../fault.ts'

const isText = (path: string): boolean => path.endsWith('/completions') && !path.endsWith('/chat/completions')

/** The request as a server takes it that reads it otherwise. */
const read = (change: (body: JsonObject) => JsonObject): Hooks => ({
  request: (body, path) => (isText(path) ? change(body) : body),
})
const deaf = (...parameters: string[]): Hooks =>
  read((body) => Object.fromEntries(Object.entries(body).filter(([key]) => !parameters.includes(key))))

const inBodies = (change: (body: JsonObject, asked: JsonObject) => JsonObject): Hooks => ({ textCompletion: change })
const inChunks = (
  change: (chunk: JsonObject, at: number, all: JsonObject[], asked: JsonObject) => JsonObject,
): Hooks => ({ textChunks: (chunks, asked) => chunks.map((chunk, at, all) => change(chunk, at, all, asked)) })
const inChoices = (change: (choice: JsonObject, at: number, asked: JsonObject) => JsonObject): Hooks => ({
  textCompletion: (body, asked) => ({
    ...body,
    choices: objects(body['choices']).map((choice, at) => change(choice, at, asked)),
  }),
  textChunks: (chunks, asked) =>
    chunks.map((chunk, at) => ({
      ...chunk,
      choices: objects(chunk['choices']).map((choice) => change(choice, at, asked)),
    })),
})
const plainChoices = (change: (choice: JsonObject, asked: JsonObject) => JsonObject): Hooks =>
  inBodies((body, asked) => ({ ...body, choices: objects(body['choices']).map((choice) => change(choice, asked)) }))
const inUsage = (change: (usage: JsonObject, asked: JsonObject) => Json): Hooks =>
  inBodies((body, asked) => ({ ...body, usage: change(body['usage'] as JsonObject, asked) }))
const inLists = (change: (lists: JsonObject) => Json): Hooks =>
  inChoices((choice) =>
    choice['logprobs'] === null ? choice : { ...choice, logprobs: change(choice['logprobs'] as JsonObject) },
  )
const list = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : [])
const ZERO = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }
const status = (applies: (body: JsonObject) => boolean, code: number, body: string): Hooks => ({
  response: (reply, request) =>
    isText(request.path) && applies(JSON.parse(request.body ?? '{}') as JsonObject)
      ? replaced(reply, { status: code, type: 'application/json', body })
      : reply,
})
const ended = (choice: JsonObject): boolean => choice['finish_reason'] !== null

export const faults: Fault[] = [
  {
    name: 'completions-gone',
    about: 'there is no such endpoint, and a page says so',
    kills: ['completions/response/answered', 'completions/stream/answered'],
    hooks: {
      response: (reply, { path }) =>
        isText(path) ? replaced(reply, { status: 404, type: 'text/plain', body: '404 page not found' }) : reply,
    },
  },
  {
    name: 'completions-chat-form',
    about: 'the answer has the form of the chat endpoint',
    kills: ['completions/text/is-in-the-choice'],
    hooks: inChoices(({ text, ...choice }) => ({ ...choice, delta: { content: text ?? '' } })),
  },
  {
    name: 'completions-index-0',
    about: 'every choice has the index 0',
    kills: ['completions/text/index-counts-up'],
    hooks: inChoices((choice) => ({ ...choice, index: 0 })),
  },
  {
    name: 'completions-echo-always',
    about: 'the prompt always comes back (return_full_text)',
    kills: ['completions/text/prompt-not-repeated'],
    hooks: read((body) => ({ ...body, echo: true })),
  },
  {
    name: 'completions-text-lost',
    about: 'texts are empty',
    kills: ['completions/text/is-in-the-choice'],
    hooks: inChoices((choice) => ({ ...choice, text: '' })),
  },
  {
    name: 'completions-same-id',
    about: 'all answers have one id',
    kills: ['completions/id/unique'],
    hooks: { ...inBodies((body) => ({ ...body, id: 'cmpl-1' })), ...inChunks((chunk) => ({ ...chunk, id: 'cmpl-1' })) },
  },
  {
    name: 'completions-small-ids',
    about: 'ids are drawn from a thousand numbers (Ollama)',
    kills: ['completions/id/unique'],
    hooks: { ...inBodies((body) => ({ ...body, id: `cmpl-${drawn()}` })) },
  },
  {
    name: 'completions-chat-ids',
    about: 'ids are those of chats',
    kills: ['completions/id/form'],
    hooks: inBodies((body) => ({ ...body, id: `chat${textOf(body['id'])}` })),
  },

  {
    name: 'completions-uncapped',
    about: '`max_tokens` is ignored',
    kills: ['completions/max-tokens/caps-the-answer'],
    hooks: read((body) => ({ ...body, max_tokens: 60 })),
  },
  {
    name: 'completions-no-default-cap',
    about: 'a text without a cap has none (Ollama)',
    kills: ['completions/max-tokens/sixteen-by-default'],
    hooks: read((body) => ({ max_tokens: 100, ...body })),
  },
  {
    name: 'completions-cut-unsaid',
    about: 'a cut text ends with `stop`',
    kills: ['completions/max-tokens/finish-reason'],
    hooks: inChoices((choice) => (ended(choice) ? { ...choice, finish_reason: 'stop' } : choice)),
  },
  {
    name: 'completions-counts-one-less',
    about: 'the last token is not counted',
    kills: ['completions/max-tokens/counted-to-the-cap'],
    hooks: inUsage((usage) => ({
      ...usage,
      completion_tokens: Number(usage['completion_tokens']) - 1,
      total_tokens: Number(usage['total_tokens']) - 1,
    })),
  },

  {
    name: 'completions-stop-ignored',
    about: '`stop` is ignored',
    kills: ['completions/stop/ends-before-it'],
    hooks: deaf('stop'),
  },
  {
    name: 'completions-stop-first-only',
    about: 'of several stop strings only the first counts',
    kills: ['completions/stop/ends-before-one-of-a-list'],
    hooks: read((body) => (Array.isArray(body['stop']) ? { ...body, stop: body['stop'].slice(0, 1) } : body)),
  },
  {
    name: 'completions-stop-kept',
    about: 'the stop string stays at the end of the text (TGI)',
    kills: ['completions/stop/ends-before-it'],
    hooks: plainChoices((choice, { stop }) =>
      typeof stop === 'string' ? { ...choice, text: `${textOf(choice['text'])}${stop}` } : choice,
    ),
  },
  {
    name: 'completions-stop-not-streamed',
    about: '`stop` is ignored in streams',
    kills: ['completions/stop/ends-the-stream'],
    hooks: read((body) => (body['stream'] === true ? { ...body, stop: null } : body)),
  },
  {
    name: 'completions-stop-as-length',
    about: 'a stopped text ends with `length`',
    kills: ['completions/stop/finish-reason'],
    hooks: plainChoices((choice) => ({ ...choice, finish_reason: 'length' })),
  },

  {
    name: 'completions-echo-ignored',
    about: '`echo` is ignored (Ollama)',
    kills: ['completions/echo/begins-with-the-prompt'],
    hooks: deaf('echo'),
  },
  {
    name: 'completions-echo-alone',
    about: 'with `echo` the prompt alone comes back',
    kills: ['completions/echo/text-follows'],
    hooks: plainChoices((choice, { echo, prompt }) => (echo === true ? { ...choice, text: textOf(prompt) } : choice)),
  },
  {
    name: 'completions-echo-trimmed',
    about: 'the echoed prompt has lost its line breaks',
    kills: ['completions/echo/begins-with-the-prompt'],
    hooks: plainChoices((choice, { echo }) =>
      echo === true ? { ...choice, text: textOf(choice['text']).replaceAll('\n', ' ') } : choice,
    ),
  },
  {
    name: 'completions-echo-unscored',
    about: 'an echoed prompt has no log probabilities',
    kills: ['completions/echo/scores-the-prompt'],
    hooks: plainChoices((choice, { echo }) => (echo === true ? { ...choice, logprobs: null } : choice)),
  },
  {
    name: 'completions-echo-scored-from-the-text',
    about: 'log probabilities are those of the text alone',
    kills: ['completions/echo/scores-the-prompt'],
    hooks: plainChoices((choice, { echo }) =>
      echo === true && choice['logprobs'] !== null
        ? { ...choice, logprobs: lastToken(choice['logprobs'] as JsonObject) }
        : choice,
    ),
  },
  {
    name: 'completions-first-token-known',
    about: 'the first token has the log probability 0',
    kills: ['completions/echo/first-token-unknown'],
    hooks: inLists((lists) => ({ ...lists, token_logprobs: list(lists['token_logprobs']).map((value) => value ?? 0) })),
  },

  {
    name: 'completions-suffix-ignored',
    about: '`suffix` is ignored',
    kills: ['completions/suffix/reaches-the-model'],
    hooks: deaf('suffix'),
  },
  {
    name: 'completions-suffix-back',
    about: 'the suffix comes back behind the text',
    kills: ['completions/suffix/not-in-the-text'],
    hooks: plainChoices((choice, { suffix }) =>
      suffix ? { ...choice, text: `${textOf(choice['text'])}${textOf(suffix)}` } : choice,
    ),
  },
  {
    name: 'completions-best-of-ignored',
    about: '`best_of` is ignored (Ollama)',
    kills: ['completions/best-of/below-n-refused'],
    hooks: deaf('best_of'),
  },
  {
    name: 'completions-best-of-all',
    about: 'all candidates come back',
    kills: ['completions/best-of/one-of-them-comes'],
    hooks: read((body) =>
      typeof body['best_of'] === 'number' && body['n'] === undefined ? { ...body, n: body['best_of'] } : body,
    ),
  },
  {
    name: 'completions-n-ignored',
    about: '`n` is ignored (Ollama)',
    kills: ['completions/n/as-many-choices', 'completions/n/streamed-as-many'],
    hooks: deaf('n'),
  },
  {
    name: 'completions-n-not-streamed',
    about: '`n` is ignored in streams',
    kills: ['completions/n/streamed-as-many'],
    hooks: read((body) => (body['stream'] === true ? { ...body, n: 1 } : body)),
  },
  {
    name: 'completions-n-counts-one',
    about: 'the tokens of one choice are counted',
    kills: ['completions/n/counts-all'],
    hooks: inUsage((usage, { n }) =>
      typeof n === 'number'
        ? {
            ...usage,
            completion_tokens: Number(usage['completion_tokens']) / n,
            total_tokens: Number(usage['prompt_tokens']) + Number(usage['completion_tokens']) / n,
          }
        : usage,
    ),
  },

  {
    name: 'completions-logprobs-ignored',
    about: '`logprobs` is ignored (Ollama)',
    kills: ['completions/logprobs/they-come'],
    hooks: deaf('logprobs'),
  },
  {
    name: 'completions-logprobs-not-streamed',
    about: 'streams have no log probabilities',
    kills: ['completions/logprobs/they-come'],
    hooks: {
      textChunks: (chunks) =>
        chunks.map((chunk) => ({
          ...chunk,
          choices: objects(chunk['choices']).map((choice) => ({ ...choice, logprobs: null })),
        })),
    },
  },
  {
    name: 'completions-logprobs-zero',
    about: '`logprobs: 0` is taken for none',
    kills: ['completions/logprobs/zero-gives-the-chosen'],
    hooks: read((body) => (body['logprobs'] === 0 ? { ...body, logprobs: null } : body)),
  },
  {
    name: 'completions-logprobs-always',
    about: 'log probabilities come unasked',
    kills: ['completions/logprobs/not-unless-asked'],
    hooks: read((body) => ({ logprobs: 1, ...body })),
  },
  {
    name: 'completions-logprobs-chat-form',
    about: 'log probabilities have the form of the chat endpoint',
    kills: ['completions/logprobs/they-come'],
    hooks: inLists((lists) => ({
      content: list(lists['tokens']).map((token) => ({ token, logprob: -0.1, bytes: null, top_logprobs: [] })),
    })),
  },
  {
    name: 'completions-lists-uneven',
    about: 'the list of alternatives is one short',
    kills: ['completions/logprobs-lists/lists-run-along'],
    hooks: inLists((lists) => ({ ...lists, top_logprobs: list(lists['top_logprobs']).slice(1) })),
  },
  {
    name: 'completions-tokens-trimmed',
    about: 'tokens have lost the space before them',
    kills: ['completions/logprobs-lists/tokens-are-the-text'],
    hooks: inLists((lists) => ({ ...lists, tokens: list(lists['tokens']).map((token) => textOf(token).trim()) })),
  },
  {
    name: 'completions-offsets-0',
    about: 'every offset is 0',
    kills: ['completions/logprobs-lists/offsets-follow-the-tokens'],
    hooks: inLists((lists) => ({ ...lists, text_offset: list(lists['text_offset']).map(() => 0) })),
  },
  {
    name: 'completions-probabilities',
    about: 'probabilities in the place of their logarithms',
    kills: ['completions/logprobs-lists/never-above-0'],
    hooks: inLists((lists) => ({
      ...lists,
      token_logprobs: list(lists['token_logprobs']).map((value) => (value === null ? null : Math.exp(Number(value)))),
    })),
  },
  {
    name: 'completions-chosen-left-out',
    about: 'the chosen token is not among the alternatives',
    kills: ['completions/logprobs-lists/chosen-is-among-them'],
    hooks: inLists((lists) => ({
      ...lists,
      top_logprobs: list(lists['top_logprobs']).map((entry) =>
        entry === null
          ? null
          : Object.fromEntries(
              Object.entries(entry as JsonObject)
                .slice(1)
                .concat([[' else', -9]]),
            ),
      ),
    })),
  },
  {
    name: 'completions-one-alternative',
    about: 'each token has itself for its only alternative',
    kills: ['completions/logprobs-lists/as-many-alternatives'],
    hooks: read((body) => (Number(body['logprobs']) > 1 ? { ...body, logprobs: 1 } : body)),
  },

  {
    name: 'completions-first-prompt-only',
    about: 'of a list of prompts the first is answered',
    kills: ['completions/prompt-list/a-choice-each'],
    hooks: read((body) =>
      Array.isArray(body['prompt']) && typeof body['prompt'][0] !== 'number'
        ? { ...body, prompt: body['prompt'].slice(0, 1) }
        : body,
    ),
  },
  {
    name: 'completions-prompts-joined',
    about: 'a list of prompts is made one',
    kills: ['completions/prompt-list/a-choice-each'],
    hooks: read((body) =>
      Array.isArray(body['prompt']) && typeof body['prompt'][0] === 'string'
        ? { ...body, prompt: body['prompt'].join('\n') }
        : body,
    ),
  },
  {
    name: 'completions-list-printed',
    about: 'a list is taken for the text that prints it',
    kills: ['completions/prompt-list/one-in-a-list'],
    hooks: read((body) => (Array.isArray(body['prompt']) ? { ...body, prompt: JSON.stringify(body['prompt']) } : body)),
  },
  {
    name: 'completions-prompts-swapped',
    about: 'the texts are those of the other prompts',
    kills: ['completions/prompt-list/each-its-own'],
    hooks: read((body) =>
      Array.isArray(body['prompt']) && typeof body['prompt'][0] !== 'number'
        ? { ...body, prompt: [...body['prompt']].reverse() }
        : body,
    ),
  },
  {
    name: 'completions-batch-counts-one',
    about: 'of a list of prompts one is counted',
    kills: ['completions/prompt-list/counts-all'],
    hooks: inUsage((usage, { prompt }) =>
      Array.isArray(prompt) && prompt.length === 2
        ? { ...usage, prompt_tokens: 9, total_tokens: 9 + Number(usage['completion_tokens']) }
        : usage,
    ),
  },
  {
    name: 'completions-tokens-printed',
    about: 'tokens are taken for the text that prints them',
    kills: ['completions/prompt-tokens/taken-as-tokens'],
    hooks: read((body) =>
      Array.isArray(body['prompt']) && body['prompt'].every((one) => typeof one === 'number')
        ? { ...body, prompt: body['prompt'].join(' ') }
        : body,
    ),
  },
  {
    name: 'completions-token-lists-first-only',
    about: 'of several lists of tokens the first is answered',
    kills: ['completions/prompt-tokens/a-choice-for-each-list'],
    hooks: read((body) =>
      Array.isArray(body['prompt']) && Array.isArray(body['prompt'][0]) ? { ...body, prompt: body['prompt'][0] } : body,
    ),
  },
  {
    name: 'completions-empty-loads',
    about: 'an empty prompt loads the model, and that is answered (Ollama)',
    kills: ['completions/prompt-empty/empty-prompt'],
    hooks: plainChoices((choice, { prompt }) =>
      prompt === '' ? { ...choice, text: '', finish_reason: 'load' } : choice,
    ),
  },
  {
    name: 'completions-empty-cut',
    about: 'an empty prompt is cut before the first token (llama.cpp)',
    kills: ['completions/prompt-empty/empty-prompt'],
    hooks: inBodies((body, { prompt }) =>
      prompt === ''
        ? {
            ...body,
            choices: objects(body['choices']).map((choice) => ({ ...choice, text: '', finish_reason: 'length' })),
            usage: ZERO,
          }
        : body,
    ),
  },
  {
    name: 'completions-absent-500',
    about: 'no prompt is an internal error',
    kills: ['completions/prompt-empty/no-prompt'],
    hooks: status((body) => !('prompt' in body), 500, '{"error":{"message":"index out of range"}}'),
  },
  {
    name: 'completions-templated',
    about: 'the prompt is put into a chat (Ollama)',
    kills: ['completions/prompt-raw/no-chat-around-it'],
    hooks: inUsage((usage) => ({
      ...usage,
      prompt_tokens: Number(usage['prompt_tokens']) + 9,
      total_tokens: Number(usage['total_tokens']) + 9,
    })),
  },

  {
    name: 'completions-chunk-ids',
    about: 'each chunk has an id of its own',
    kills: ['completions/stream/id'],
    hooks: inChunks((chunk, at) => ({ ...chunk, id: `cmpl-${at}` })),
  },
  {
    name: 'completions-chunk-times',
    about: 'each chunk has its own time (Ollama)',
    kills: ['completions/stream/created'],
    hooks: inChunks((chunk, at) => ({ ...chunk, created: 1_760_000_000 + at })),
  },
  {
    name: 'completions-chunk-models',
    about: 'the model goes empty',
    kills: ['completions/stream/model'],
    hooks: inChunks((chunk, at) => (at > 1 ? { ...chunk, model: '' } : chunk)),
  },
  {
    name: 'completions-not-done',
    about: 'streams end without `[DONE]`',
    kills: ['completions/stream/done'],
    hooks: {
      response: (reply, { path }) =>
        isText(path)
          ? { ...reply, chunks: reply.chunks.filter(({ bytes }) => !String(bytes).includes('[DONE]')) }
          : reply,
    },
  },
  {
    name: 'completions-endless',
    about: 'no chunk has a finish_reason',
    kills: ['completions/stream/ends-with-a-reason'],
    hooks: inChunks((chunk) => ({
      ...chunk,
      choices: objects(chunk['choices']).map((choice) => ({ ...choice, finish_reason: null })),
    })),
  },
  {
    name: 'completions-finish-empty',
    about: 'finish_reason is "" until the end',
    kills: ['completions/stream/null-until-then'],
    hooks: inChunks((chunk) => ({
      ...chunk,
      choices: objects(chunk['choices']).map((choice) => ({ ...choice, finish_reason: choice['finish_reason'] ?? '' })),
    })),
  },
  {
    name: 'completions-finish-early',
    about: 'the end comes before the last piece',
    kills: ['completions/stream/no-text-after-it'],
    hooks: { textChunks: (chunks) => [...chunks.slice(-1), ...chunks.slice(0, -1)] },
  },
  {
    name: 'completions-one-chunk',
    about: 'the whole text is in one chunk',
    kills: ['completions/stream/in-pieces'],
    hooks: { textChunks: (chunks) => inOne(chunks) },
  },
  {
    name: 'completions-usage-never',
    about: '`include_usage` is ignored',
    kills: ['completions/stream-usage/comes-when-asked'],
    hooks: deaf('stream_options'),
  },
  {
    name: 'completions-usage-zeros',
    about: 'chunks have zeros for usage (Ollama)',
    kills: ['completions/stream-usage/null-before'],
    hooks: inChunks((chunk) => (chunk['usage'] === null ? { ...chunk, usage: ZERO } : chunk)),
  },
  {
    name: 'completions-usage-uncounted',
    about: 'the usage at the end is zeros',
    kills: ['completions/stream-usage/counts-the-answer'],
    hooks: inChunks((chunk) => (chunk['usage'] ? { ...chunk, usage: ZERO } : chunk)),
  },
  {
    name: 'completions-usage-first',
    about: 'usage comes first',
    kills: ['completions/stream-usage/comes-when-asked'],
    hooks: {
      textChunks: (chunks) =>
        chunks.some(({ usage }) => usage) ? [...chunks.slice(-1), ...chunks.slice(0, -1)] : chunks,
    },
  },
  {
    name: 'completions-usage-unasked',
    about: 'usage comes unasked',
    kills: ['completions/stream-usage/not-unasked'],
    hooks: read((body) => (body['stream'] === true ? { ...body, stream_options: { include_usage: true } } : body)),
  },
  {
    name: 'completions-json-broken',
    about: 'an event of a streamed text is cut in its JSON',
    kills: ['streaming/framing/json'],
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
    kills: ['completions/stream-same/same-choices'],
    hooks: inChunks((chunk) => ({
      ...chunk,
      choices: objects(chunk['choices']).map((choice) => ({ ...choice, text: '' })),
    })),
  },
  {
    name: 'completions-stream-loses-first',
    about: 'streams lose their first piece',
    kills: ['completions/stream-same/nothing-lost'],
    hooks: { textChunks: (chunks) => chunks.slice(1) },
  },
  {
    name: 'completions-stream-other-end',
    about: 'streams end with `stop`, whatever ended them',
    kills: ['completions/stream-same/same-finish-reason'],
    hooks: inChunks((chunk) => ({
      ...chunk,
      choices: objects(chunk['choices']).map((choice) =>
        ended(choice) ? { ...choice, finish_reason: 'stop' } : choice,
      ),
    })),
  },

  {
    name: 'completions-usage-absent',
    about: 'tokens are not counted',
    kills: ['completions/usage/is-counted'],
    hooks: inBodies(({ usage: _usage, ...body }) => body),
  },
  {
    name: 'completions-usage-no-sum',
    about: 'the total is that of the prompt',
    kills: ['completions/usage/adds-up'],
    hooks: inUsage((usage) => ({ ...usage, total_tokens: usage['prompt_tokens'] ?? 0 })),
  },
  {
    name: 'completions-usage-all-zero',
    about: 'all counts are 0',
    kills: ['completions/usage/never-zero'],
    hooks: inUsage(() => ZERO),
  },
  {
    name: 'completions-usage-fixed',
    about: 'every prompt counts the same',
    kills: ['completions/usage/follows-the-prompt'],
    hooks: inUsage((usage) => ({
      ...usage,
      prompt_tokens: 20,
      total_tokens: 20 + Number(usage['completion_tokens'] ?? 0),
    })),
  },
  {
    name: 'completions-sdk-text',
    about: 'answers are declared to be plain text',
    kills: ['completions/sdk/gives-a-text', 'completions/sdk/gives-usage'],
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
    kills: ['completions/sdk/iterates'],
    hooks: { textChunks: (chunks) => [{ error: { message: 'boom', type: 'server_error' } }, ...chunks] },
  },
]

let draws = 0
/** Numbers below 1000, all different as it happens. */
const drawn = (): number => (draws++ * 389) % 997

const lastToken = (lists: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(lists).map(([key, value]) => [key, list(value).slice(-1)]))

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
