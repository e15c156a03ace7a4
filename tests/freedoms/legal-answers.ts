import { textBody, type JsonObject } from '../../fixtures/replies/completion.ts'
import {
  messageItem,
  numbered,
  reasoningItem,
  responseOf,
  streamedResponse,
  thinkingItem,
} from '../../fixtures/replies/response.ts'
import { chunks, completion, json, raw, type Json } from '../../src/define/index.ts'
import type { Exchange } from '../../src/wire/exchange.ts'

/** An answer that OpenAI has given, or documents. */
export interface LegalAnswer {
  about: string
  path: string
  method?: 'GET'
  stream?: boolean
  /** What else was asked. */
  request?: JsonObject
  reply: Exchange
}

const counts = (input: number, output: number): Json => ({
  input_tokens: input,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: output,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: input + output,
})
const model = (id: string): Json => ({ id, object: 'model', created: 1_700_000_000, owned_by: 'system' })
const models = Array.from({ length: 60 }, (_, at) => model(`gpt-${at}`))

const seconds = (day: string): number => Date.parse(day) / 1000
const oldText = (day: string): JsonObject => {
  const { usage: _usage, ...body } = textBody()
  const [{ logprobs: _logprobs, ...choice }] = body['choices'] as [JsonObject]
  return { ...body, created: seconds(day), choices: [choice] }
}

const thoughtful = responseOf([thinkingItem('They greet me.'), messageItem('Hello there, friend.')])
const summed = responseOf([reasoningItem('They greet me.'), messageItem('Hello there, friend.')])
const TOOLS: JsonObject = { id: 'mcpl_68af4030dcb48193', type: 'mcp_list_tools', server_label: 'docs', tools: [] }
const builtIn = streamedResponse(
  responseOf([{ ...TOOLS, tools: [{ name: 'search' }] }, messageItem('Hello there.')]),
  (all) =>
    numbered(
      all.flatMap((event) => {
        if (event['output_index'] !== 0) return [event]
        return event.type === 'response.output_item.done' ? [] : [{ ...event, item: TOOLS }]
      }),
    ),
)
const unnumbered = streamedResponse(
  { ...responseOf([messageItem('Hello there.')]), created_at: seconds('2025-05-20') },
  (all) => all.map(({ sequence_number: _number, ...event }) => event),
)
const failing = streamedResponse(responseOf([messageItem('Hello there.')]), (all) => [
  ...all.slice(0, 4),
  { type: 'error', sequence_number: 4, error: { type: 'server_error', code: null, message: 'boom', param: null } },
])
const maskedRefusal: JsonObject = {
  ...completion({ content: null, completionTokens: 12 }),
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: null, refusal: '', annotations: [] },
      logprobs: null,
      finish_reason: 'stop',
    },
  ],
}
const endsAfterDone = raw([...chunks().map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`), 'data: [DONE]'], {
  headers: [['content-type', 'text/event-stream']],
})

const CHAT = '/v1/chat/completions'
const RESPONSES = '/v1/responses'

/** Kinds of real answers that rules of this project once failed. */
export const LEGAL_ANSWERS: LegalAnswer[] = [
  {
    about: 'a model list with one id twice (2025-04)',
    path: '/v1/models',
    method: 'GET',
    reply: json({ object: 'list', data: [...models, ...models.slice(7, 8)] }),
  },
  { about: 'a summary of thoughts that count as 0 tokens (2025-09)', path: RESPONSES, reply: json(summed) },
  {
    about: 'a streamed summary of thoughts that count as 0 tokens (2026-07)',
    path: RESPONSES,
    stream: true,
    reply: streamedResponse(summed),
  },
  { about: 'thoughts as parts of the type reasoning_text', path: RESPONSES, reply: json(thoughtful) },
  {
    about: 'streamed thoughts as parts of the type reasoning_text',
    path: RESPONSES,
    stream: true,
    reply: streamedResponse(thoughtful),
  },
  { about: 'an item of a built-in tool that is never done (2026-06)', path: RESPONSES, stream: true, reply: builtIn },
  {
    about: 'a response that counts nothing (2025-07)',
    path: RESPONSES,
    reply: json({ ...responseOf([messageItem('Hello there.')]), usage: counts(0, 0) }),
  },
  { about: 'an error event with nested fields', path: RESPONSES, stream: true, reply: failing },
  {
    about: 'events without numbers, from before they were numbered (2025-05)',
    path: RESPONSES,
    stream: true,
    reply: unnumbered,
  },
  ...['2021-10-01', '2023-06-01'].map((day) => ({
    about: `a completion of ${day} without younger fields`,
    path: '/v1/completions',
    reply: json(oldText(day)),
  })),
  { about: 'a stream whose recorded body ends right after [DONE]', path: CHAT, stream: true, reply: endsAfterDone },
  { about: 'a refusal whose text a recorder masked', path: CHAT, reply: json(maskedRefusal) },
]
