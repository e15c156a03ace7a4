import type { JsonObject } from '../../fixtures/replies/completion.ts'
import { entry, plainLogprobs, probabilities } from '../../fixtures/replies/logprobs.ts'
import { answer, answerWith, chunks, sse, stream, toolCall, type Json } from '../../src/define/index.ts'
import type { LegalAnswer } from './legal-answers.ts'

const CHAT = '/v1/chat/completions'
const MESSAGES = [{ role: 'user', content: 'Hello.' }]

const weather = (more: JsonObject = {}): JsonObject => ({
  type: 'function',
  function: {
    name: 'get_weather',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' } },
      required: ['city'],
      additionalProperties: false,
    },
    ...more,
  },
})
const called = toolCall('get_weather', '{"city":"Madrid"}')
const second = toolCall('get_weather', '{"city":"Paris"}', 'call_2')
const NAMED = { type: 'function', function: { name: 'get_weather' } }

const SCHEMA = {
  type: 'object',
  properties: { city: { type: 'string' }, size: { type: 'integer' } },
  required: ['city', 'size'],
  additionalProperties: false,
}
const FORMAT = { type: 'json_schema', json_schema: { name: 'place', strict: true, schema: SCHEMA } }

/** A refusal, which no format and no choice of a tool can forbid. */
const refused = answerWith({ content: null, completionTokens: 9 }, (body) => ({
  ...body,
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: null, refusal: 'I cannot help with that.', annotations: [] },
      logprobs: null,
      finish_reason: 'stop',
    },
  ],
}))

/** A model that used up its cap in thoughts. */
const thoughtAway = answerWith({ content: '', finish: 'length', completionTokens: 16 }, (body) => ({
  ...body,
  usage: {
    ...(body['usage'] as JsonObject),
    completion_tokens_details: { reasoning_tokens: 16, audio_tokens: 0 },
  },
}))

const withoutUsageKey = chunks({ completionTokens: 3 }, { usage: true })
const twoChoices = chunks({ content: 'One two.' }).flatMap((chunk) => {
  const [choice] = chunk['choices'] as JsonObject[]
  return [chunk, { ...chunk, choices: [{ ...choice, index: 1 }] } as JsonObject]
})

const chat = (about: string, request: Json, reply: LegalAnswer['reply']): LegalAnswer => ({
  about,
  path: CHAT,
  request: { messages: MESSAGES, ...(request as JsonObject) },
  reply,
})

/** Answers of a chat that fit their request, though at a first glance they may not. */
export const LEGAL_CHATS: LegalAnswer[] = [
  chat('a text that ends by itself where the cap is', { max_tokens: 3 }, answer({ completionTokens: 3 })),
  chat(
    'a streamed text that ends by itself where the cap is',
    { max_tokens: 3, stream: true, stream_options: { include_usage: true } },
    sse(withoutUsageKey),
  ),
  chat('thoughts alone within the cap', { max_completion_tokens: 16 }, thoughtAway),
  chat(
    'a JSON text that the cap cut',
    { max_tokens: 4, response_format: FORMAT },
    answer({ content: '{"city":"Ma', finish: 'length', completionTokens: 4 }),
  ),
  chat(
    'JSON with blanks and a line end around it',
    { response_format: FORMAT },
    answer({ content: '\n{ "city": "Madrid",\n "size": 3 }\n' }),
  ),
  chat(
    'JSON with its properties in another order',
    { response_format: FORMAT },
    answer({ content: '{"size":3,"city":"Madrid"}' }),
  ),
  chat(
    'a whole number that is written with a fraction of zero',
    { response_format: FORMAT },
    answer({ content: '{"city":"Madrid","size":3.0}' }),
  ),
  chat('a refusal in place of JSON', { response_format: FORMAT }, refused),
  chat(
    'a fence where no format was asked for',
    { response_format: { type: 'text' } },
    answer({ content: '```json\n{"a":1}\n```' }),
  ),
  chat('a call in place of JSON', { response_format: FORMAT, tools: [weather()] }, answer({ toolCalls: [called] })),
  chat(
    'a tool asked for by name, which ends with stop',
    { tools: [weather()], tool_choice: NAMED },
    answer({ toolCalls: [called], finish: 'stop' }),
  ),
  chat(
    'a streamed tool asked for by name, which ends with stop',
    { tools: [weather()], tool_choice: NAMED, stream: true },
    stream({ toolCalls: [called], finish: 'stop' }),
  ),
  chat('a refusal where a call was required', { tools: [weather()], tool_choice: 'required' }, refused),
  chat(
    'arguments that the cap cut',
    { tools: [weather({ strict: true })], tool_choice: 'required', max_tokens: 5 },
    answer({ toolCalls: [toolCall('get_weather', '{"city":"Mad')], finish: 'length', completionTokens: 5 }),
  ),
  chat(
    'streamed arguments that the cap cut',
    { tools: [weather({ strict: true })], tool_choice: 'required', max_tokens: 5, stream: true },
    stream({ toolCalls: [toolCall('get_weather', '{"city":"Mad')], finish: 'length' }),
  ),
  chat(
    'thoughts that the cap cut before a required call',
    { tools: [weather()], tool_choice: 'required', max_completion_tokens: 16 },
    thoughtAway,
  ),
  chat('text beside calls', { tools: [weather()] }, answer({ content: 'I look it up.', toolCalls: [called] })),
  chat('two calls of one tool', { tools: [weather()] }, answer({ toolCalls: [called, second] })),
  chat(
    'one call where only one may come',
    { tools: [weather()], parallel_tool_calls: false },
    answer({ toolCalls: [called] }),
  ),
  chat(
    'a call without arguments',
    { tools: [{ type: 'function', function: { name: 'now' } }] },
    answer({ toolCalls: [toolCall('now', '{}')] }),
  ),
  chat(
    'an optional argument that is left out, and blanks in the JSON',
    {
      tools: [
        weather({ parameters: { type: 'object', properties: { city: { type: 'string' }, unit: { type: 'string' } } } }),
      ],
    },
    answer({ toolCalls: [toolCall('get_weather', '{ "city" : "Madrid" }')] }),
  ),
  chat(
    'ids of calls in another form',
    { tools: [weather()] },
    answer({ toolCalls: [toolCall('get_weather', '{"city":"Madrid"}', '7f3a')] }),
  ),
  chat('two choices whose chunks alternate', { n: 2, stream: true }, sse(twoChoices)),
  chat(
    'two choices of which one is cut',
    { n: 2, max_tokens: 4 },
    answer({ content: 'One.', completionTokens: 6 }, { content: 'One two three', finish: 'length' }),
  ),
  chat('n that is null', { n: null }, answer()),
  chat('a list of no stop texts', { stop: [] }, answer({ content: 'Hello there.' })),
  chat(
    'the beginning of a stop text within the text',
    { stop: ['END OF FILE'] },
    answer({ content: 'END OF the story.' }),
  ),
  chat('a stop text that only differs in its case', { stop: 'end' }, answer({ content: 'The END' })),
  chat(
    'a stop text among the arguments of a call',
    { stop: ['Madrid'], tools: [weather()] },
    answer({ toolCalls: [called] }),
  ),
  chat(
    'a control mark that the request speaks of',
    { messages: [{ role: 'user', content: 'Which mark ends a turn: <|im_end|> or </s>?' }] },
    answer({ content: 'A turn ends with <|im_end|>' }),
  ),
  chat('logprobs of null beside a call', { logprobs: true, tools: [weather()] }, answer({ toolCalls: [called] })),
  chat(
    'logprobs without alternatives',
    { logprobs: true, max_tokens: 4 },
    plainLogprobs(
      probabilities(['Hello', ' there', '.', ' How'].map((token) => ({ ...entry(token, 0), bytes: null }))),
    ),
  ),
  chat(
    'null for what may be absent',
    { stop: null, tools: null, response_format: null, stream: false, logprobs: null },
    answer(),
  ),
  chat('options of a stream that ask for nothing', { stream: true, stream_options: {} }, stream()),
  chat('stream options that ask for no usage', { stream: true, stream_options: { include_usage: false } }, stream()),
]
