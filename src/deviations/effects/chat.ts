import { inChoices, inDeltas, isStream, refuses } from '../changes.ts'
import type { Hooks } from '../hooks.ts'
import { streamed, unstreamed } from '../restream.ts'
import {
  callsAllTheSame,
  callsAnother,
  callsTwice,
  prose,
  uncapped,
  unstopped,
  withText,
  words,
} from '../retellings.ts'
import { inChat } from '../said.ts'
import {
  isObject,
  objects,
  type ChatRequest,
  type JsonObject,
  type ServerReply,
  type ServerRequest,
} from '../server-reply.ts'
import { tokensOf } from '../tokens.ts'

const onlyFirst = (chunks: JsonObject[]): JsonObject[] =>
  chunks.filter((chunk) => objects(chunk['choices']).every(({ index }) => index === 0 || index === undefined))
const severally = ({ n }: ChatRequest): boolean => typeof n === 'number' && n > 1
const oneInStreams: Hooks = { chunks: (chunks, request) => (severally(request) ? onlyFirst(chunks) : chunks) }

/** Changes the log probabilities of what asked for them. */
const inScores = (change: (logprobs: JsonObject) => JsonObject | null): Hooks => {
  const inChoice = (choice: JsonObject): void => {
    if (isObject(choice['logprobs'])) choice['logprobs'] = change(choice['logprobs'])
  }
  return {
    ...inChoices((choice) => {
      inChoice(choice)
    }),
    ...inDeltas((_, choice) => {
      inChoice(choice)
    }),
  }
}
const inAlternatives = (change: (top: JsonObject[]) => JsonObject[]): Hooks =>
  inScores((logprobs) => ({
    ...logprobs,
    content: objects(logprobs['content']).map((entry) => ({
      ...entry,
      top_logprobs: change(objects(entry['top_logprobs'])),
    })),
  }))
const unlikely = (rank: number): JsonObject => ({
  token: ` ${rank}`,
  logprob: -9 - rank,
  bytes: [...Buffer.from(` ${rank}`)],
})

/** Streams what was not to be streamed. */
const streams = (applies: (body: JsonObject) => boolean, at = /\/chat\/completions/): Hooks => ({
  response: (reply, request) =>
    request.method === 'POST' && at.test(request.path) && applies(bodyOf(request)) ? streamed(reply, request) : reply,
})
const isChat = ({ method, path }: ServerRequest): boolean => method === 'POST' && path.includes('/chat/completions')
const bodyOf = ({ body }: ServerRequest): JsonObject => {
  const parsed: unknown = JSON.parse(body ?? '{}')
  return isObject(parsed) ? parsed : {}
}
const inOnePiece = (reply: ServerReply, request: ServerRequest): ServerReply =>
  isStream(reply) && isChat(request) ? unstreamed(reply, request) : reply

const usageUnasked = (chunks: JsonObject[], { stream_options: options }: ChatRequest): JsonObject[] => {
  const last = chunks.at(-1)
  const asked = isObject(options) && options['include_usage'] === true
  const usage = { prompt_tokens: 9, completion_tokens: chunks.length, total_tokens: 9 + chunks.length }
  return last && !asked ? [...chunks, { ...last, choices: [], usage }] : chunks
}

const legacyInWords: Hooks = {
  generation: (said, { functions, function_call: choice }) =>
    functions && isObject(choice) && said.calls.length > 0 ? { ...said, ...withText('I would look that up.') } : said,
}

/** What chat replies show where the server reads a request otherwise. */
export const chatEffects: Record<string, Hooks> = {
  'n-ignored': {
    ...oneInStreams,
    completion: (body) => ({ ...body, choices: objects(body['choices']).slice(0, 1) }),
  },
  'n-streams-ignored': oneInStreams,
  'max-tokens-ignored': inChat(uncapped()),
  'max-completion-tokens-ignored': inChat(uncapped()),
  'max-completion-tokens-streams-ignored': inChat(uncapped(({ streams }) => streams)),
  'stream-cap-ignored': inChat(uncapped(({ streams }) => streams)),
  'max-tokens-one-more': inChat((said) =>
    said.finish === 'length' && said.text !== null
      ? { text: `${said.text} on`, completionTokens: said.completionTokens + 1 }
      : null,
  ),
  'max-tokens-at-least-16': inChat((said, { cap }) =>
    said.finish === 'length' && said.text !== null && cap !== null && cap < 16
      ? { text: said.text + ' on'.repeat(16 - cap), completionTokens: said.completionTokens + 16 - cap }
      : null,
  ),
  'logprobs-ignored': inScores(() => null),
  'top-logprobs-ignored': inAlternatives(() => []),
  'top-logprobs-5-at-most': inAlternatives((top) => top.slice(0, 5)),
  'top-logprobs-always-20': inAlternatives((top) =>
    top.length === 0 ? top : [...top, ...Array.from({ length: 20 - top.length }, (_, rank) => unlikely(rank))],
  ),
  'streams-unasked': streams(({ stream }) => stream !== true),
  'stream-false-streams': streams(({ stream }) => stream === false),
  'stream-null-streams': streams(({ stream }) => stream === null),
  'completions-stream-unasked': streams(({ stream }) => stream !== true, /v1\/completions/),
  'responses-stream-unasked': streams(({ stream }) => stream !== true, /\/responses/),
  'stream-ignored': { response: inOnePiece },
  'include-usage-ignored': {
    chunks: (chunks) =>
      chunks
        .filter((chunk) => objects(chunk['choices']).length > 0 || !isObject(chunk['usage']))
        .map(({ usage: _, ...chunk }) => chunk),
  },
  'include-usage-refused': refuses((body) => isObject(body['stream_options'])),
  'usage-unasked': { chunks: usageUnasked },
  'tools-ignored': inChat(words()),
  'tool-choice-ignored': inChat(
    (said, asked) =>
      words(({ choice }) => choice === 'required' || choice === 'named')(said, asked) ?? callsAllTheSame(said, asked),
  ),
  'tool-choice-required-ignored': inChat(words(({ choice }) => choice === 'required')),
  'tool-choice-required-streams-ignored': inChat(words(({ choice, streams: s }) => choice === 'required' && s)),
  'tool-choice-named-ignored': inChat(words(({ choice }) => choice === 'named')),
  'tool-choice-none-ignored': inChat(callsAllTheSame),
  'tool-choice-none-streams-ignored': inChat((said, asked) => (asked.streams ? callsAllTheSame(said, asked) : null)),
  'named-calls-first': inChat(callsAnother),
  'parallel-ignored': inChat(callsTwice),
  'schema-as-json-mode': inChat((said, asked) =>
    prose('json_schema')(said, asked) === null ? null : withText('{"answer":"yes"}'),
  ),
  'stop-ignored': inChat(unstopped()),
  'stop-string-ignored': inChat(unstopped(({ stopList }) => !stopList)),
  'stop-list-ignored': inChat(unstopped(({ stopList }) => stopList)),
  'stop-streams-ignored': inChat(unstopped(({ streams: s }) => s)),
  'stop-plain-ignored': inChat(unstopped(({ streams: s }) => !s)),
  'format-ignored': inChat(prose()),
  'format-ignored-in-streams': inChat((said, asked) => (asked.streams ? prose()(said, asked) : null)),
  'effort-ignored': inChat((said, { effort }) =>
    effort === 'none' && !said.reasoning && said.text
      ? {
          reasoning: 'Okay, let me think about what was asked. I should answer it.',
          completionTokens: said.completionTokens + tokensOf('Okay, let me think about what was asked.').length,
        }
      : null,
  ),
  'function-call-ignored': legacyInWords,
}
