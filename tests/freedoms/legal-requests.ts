import { listsOf, textAnswer, textBody, textStream, type JsonObject } from '../../fixtures/replies/completion.ts'
import { asBase64, embedded, UP } from '../../fixtures/replies/embedding.ts'
import {
  callItem,
  cutResponse,
  messageItem,
  reasoningItem,
  responseOf,
  streamedResponse,
  thinkingItem,
} from '../../fixtures/replies/response.ts'
import { json } from '../../src/define/index.ts'
import type { LegalAnswer } from './legal-answers.ts'

const legal =
  (path: string, base: JsonObject) =>
  (about: string, request: JsonObject, reply: LegalAnswer['reply']): LegalAnswer => ({
    about,
    path,
    request: { ...base, ...request },
    reply,
  })

const completed = legal('/v1/completions', { prompt: 'One, two,' })
const embed = legal('/v1/embeddings', { input: 'Hello.' })
const respond = legal('/v1/responses', { input: 'Hello.' })

/** A plain response, and the same as a stream. */
const respondBoth = (about: string, request: JsonObject, response: JsonObject): LegalAnswer[] => [
  respond(about, request, json(response)),
  respond(`${about}, streamed`, { ...request, stream: true }, streamedResponse(response)),
]

const TOOL: JsonObject = {
  type: 'function',
  name: 'get_weather',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
}
/** As a response says it again: with what was filled in. */
const FILLED: JsonObject = { ...TOOL, description: null, strict: true }
const ARGUMENTS = '{"city":"Madrid"}'
/** A function that is found by a search comes back, and is called, in a namespace. */
const SEARCH: JsonObject[] = [{ type: 'tool_search' }, { ...TOOL, defer_loading: true }]
const IN_NAMESPACE: JsonObject[] = [{ type: 'tool_search' }, { ...FILLED, type: 'namespace', tools: [FILLED] }]
const ADDED: JsonObject = { type: 'additional_tools', role: 'developer', tools: [{ ...TOOL, name: 'get_time' }] }
const item = (id: string, of: JsonObject): JsonObject => ({ ...of, id })
const refusal: JsonObject = {
  ...messageItem(''),
  content: [{ type: 'refusal', refusal: 'I cannot help with that.' }],
}
const schema: JsonObject = {
  type: 'json_schema',
  name: 'place',
  strict: true,
  schema: { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'], additionalProperties: false },
}

/** Answers of the other endpoints that fit their request, though at a first glance they may not. */
export const LEGAL_REQUESTS: LegalAnswer[] = [
  completed(
    'a choice for each prompt',
    { prompt: ['One,', 'Two,'], max_tokens: 16 },
    textAnswer({ tokens: 16 }, { tokens: 16 }),
  ),
  completed(
    'choices for each of two prompts',
    { prompt: ['One,', 'Two,'], n: 2, max_tokens: 16 },
    textAnswer({ tokens: 16 }, { tokens: 16 }, { tokens: 16 }, { tokens: 16 }),
  ),
  completed('one choice for a prompt of tokens', { prompt: [9906, 1917], max_tokens: 16 }, textAnswer({ tokens: 16 })),
  completed('one choice for a list of one prompt', { prompt: ['One,'], max_tokens: 16 }, textAnswer({ tokens: 16 })),
  completed('the best of three, whose tokens all count', { best_of: 3, max_tokens: 16 }, textAnswer({ tokens: 48 })),
  completed(
    'a text that ends by itself where the cap is',
    { max_tokens: 4 },
    textAnswer({ text: ' three, four', finish: 'stop', tokens: 4 }),
  ),
  completed('a stream without options', { max_tokens: 16, stream: true }, textStream()),
  completed(
    'logprobs of 0 alternatives',
    { logprobs: 0, max_tokens: 2 },
    textAnswer({ text: ' 7, 8', tokens: 2, logprobs: listsOf([' 7,', ' 8'], 0, 9) }),
  ),
  completed(
    'marks that the prompt has',
    { prompt: '<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n', max_tokens: 16 },
    textAnswer({ text: 'Hello.<|im_end|>', finish: 'stop' }),
  ),
  completed(
    'an echo without anything more',
    { echo: true, max_tokens: 0 },
    json({ ...textBody({ text: 'One, two,', tokens: 0 }) }),
  ),

  embed('one vector for a text', {}, embedded([UP])),
  embed('one vector for a list of one text', { input: ['Hello.'] }, embedded([UP])),
  embed('one vector for a text of tokens', { input: [9906, 1917] }, embedded([UP])),
  embed('a vector for each text of tokens', { input: [[9906], [1917]] }, embedded([UP, UP])),
  embed('the same vector for the same text', { input: ['Hello.', 'Hello.'] }, embedded([UP, UP])),
  embed('an encoding of null', { encoding_format: null }, embedded([UP])),
  embed('base64 of the dimensions asked for', { encoding_format: 'base64', dimensions: 4 }, embedded([asBase64(UP)])),

  ...respondBoth(
    'several messages',
    {},
    responseOf([item('msg_1', messageItem('Hello.')), item('msg_2', messageItem('There.'))]),
  ),
  ...respondBoth('ids in another form', {}, { ...responseOf([item('a1', messageItem('Hello.'))]), id: '7f3a' }),
  ...respondBoth(
    'a text that ends by itself where the cap is',
    { max_output_tokens: 8 },
    responseOf([messageItem('Hello.')], { max_output_tokens: 8 }),
  ),
  ...respondBoth('a text that the cap cut', { max_output_tokens: 16 }, cutResponse('Hello there')),
  ...respondBoth(
    'thoughts that the cap cut, and nothing else',
    { max_output_tokens: 16, tools: [TOOL], tool_choice: 'required' },
    { ...cutResponse(''), output: [reasoningItem('Hm.')], tools: [FILLED], tool_choice: 'required' },
  ),
  ...respondBoth(
    'thoughts, a message and a call',
    { tools: [TOOL] },
    responseOf([thinkingItem('Hm.'), messageItem('I look it up.'), callItem(ARGUMENTS)], { tools: [FILLED] }),
  ),
  ...respondBoth(
    'two calls of one tool',
    { tools: [TOOL] },
    responseOf([item('fc_1', callItem(ARGUMENTS)), { ...item('fc_2', callItem(ARGUMENTS)), call_id: 'call_2' }], {
      tools: [FILLED],
    }),
  ),
  ...respondBoth(
    'a tool asked for by name',
    { tools: [TOOL], tool_choice: { type: 'function', name: 'get_weather' } },
    responseOf([callItem(ARGUMENTS)], { tools: [FILLED], tool_choice: { type: 'function', name: 'get_weather' } }),
  ),
  respond(
    'a refusal where a call was required',
    { tools: [TOOL], tool_choice: 'required' },
    json(responseOf([refusal], { tools: [FILLED], tool_choice: 'required' })),
  ),
  respond(
    'a refusal in place of JSON',
    { text: { format: schema } },
    json(responseOf([refusal], { text: { format: { ...schema, description: null }, verbosity: 'medium' } })),
  ),
  ...respondBoth(
    'JSON with blanks',
    { text: { format: schema } },
    responseOf([messageItem('\n{ "a": 1 }')], {
      text: { format: { ...schema, description: null }, verbosity: 'medium' },
    }),
  ),
  respond(
    'a tier that the service chose',
    { service_tier: 'auto' },
    json(responseOf([messageItem('Hello.')], { service_tier: 'default' })),
  ),
  respond('the model by its dated name', { model: 'gpt-4o-mini' }, json(responseOf([messageItem('Hello.')]))),
  respond(
    'an effort that the service filled in',
    { reasoning: { summary: 'auto' } },
    json(responseOf([messageItem('Hello.')], { reasoning: { effort: 'medium', summary: 'detailed' } })),
  ),
  ...respondBoth(
    'a function that was searched for',
    { tools: SEARCH },
    responseOf([{ ...callItem(ARGUMENTS), namespace: 'get_weather' }], { tools: IN_NAMESPACE }),
  ),
  ...respondBoth(
    'a function that came with the input',
    { tools: [TOOL], input: [ADDED] },
    responseOf([callItem('{}', 'get_time')], { tools: [FILLED, { ...FILLED, name: 'get_time' }] }),
  ),
  ...respondBoth(
    'a function that was searched for in an earlier turn',
    { tools: SEARCH, previous_response_id: 'resp_68af4030dcb48193' },
    responseOf([callItem(ARGUMENTS, 'get_time')], {
      tools: IN_NAMESPACE,
      previous_response_id: 'resp_68af4030dcb48193',
    }),
  ),
  respond(
    'what is not stored',
    { store: false, metadata: { a: 'b' } },
    json(responseOf([messageItem('Hello.')], { store: false, metadata: { a: 'b' } })),
  ),
]
