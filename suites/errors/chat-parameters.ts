import { CHAT_CALL } from '../../fixtures/sent/calls.ts'
import { user } from '../../fixtures/sent/prompts.ts'
import { answer, chat, negativeSuite } from '../../src/define/index.ts'

/** Nothing that a local server acts upon: accepted nonsense does no harm. */
const HARMLESS = { level: 'may', breaks: 'code written against this server fails when it moves to OpenAI' } as const
/** Without a cap that holds, only a stream can be ended from outside. */
const STREAM = { stream: true }

export default negativeSuite({
  id: 'errors/chat-parameters',
  about: 'chat calls with one parameter each that is of the wrong type, out of range, or none of the values there are',
  model: 'chat',
  schema: 'chat-completion-request',
  source: 'https://platform.openai.com/docs/api-reference/chat/create',
  base: CHAT_CALL,
  request: chat,
  answered: answer({ content: 'Hello', finish: 'length', completionTokens: 1 }),
  tells: true,
  fields: {
    temperature: { constraints: ['type', 'minimum', 'maximum'] },
    top_p: { constraints: ['maximum'] },
    presence_penalty: { constraints: ['maximum'] },
    frequency_penalty: { constraints: ['minimum'] },
    n: { constraints: ['minimum'] },
    seed: { constraints: ['type'] },
    max_tokens: {
      constraints: ['type', 'minimum'],
      beside: STREAM,
      breaks: 'an app whose sum of tokens went wrong gets an answer without end, or an empty one',
    },
    max_completion_tokens: {
      constraints: ['minimum'],
      beside: STREAM,
      without: ['max_tokens'],
      breaks: 'an app whose sum of tokens went wrong gets an answer without end, or an empty one',
    },
    stop: { constraints: ['type'] },
    stream: { constraints: ['type'] },
    logprobs: { constraints: ['type'] },
    top_logprobs: { constraints: ['maximum'], beside: { logprobs: true } },
    logit_bias: { constraints: ['type'] },
    response_format: {
      constraints: ['type'],
      breaks: 'JSON mode is off and nobody knows: the parser of the app fails on prose',
    },
    'response_format.type': {
      constraints: ['value'],
      breaks: 'JSON mode is off and nobody knows: the parser of the app fails on prose',
    },
    reasoning_effort: { constraints: ['value'] },
    user: { constraints: ['type'], ...HARMLESS },
    metadata: { constraints: ['type'], ...HARMLESS },
    service_tier: { constraints: ['value'], ...HARMLESS },
  },
  mistakes: {
    'message-content-type': {
      body: { messages: [user(7)] },
      parameter: 'messages',
      what: 'a number for the content of a message',
      breaks: 'a template bug of the app goes unnoticed: the model answers to nothing',
    },
    'message-role-missing': {
      body: { messages: [{ content: 'Say hello.' }] },
      parameter: 'messages',
      what: 'a message without a role',
      breaks: 'the template drops the message, and the model answers to nothing',
    },
    'top-logprobs-alone': {
      body: { top_logprobs: 2 },
      parameter: 'top_logprobs',
      what: '`top_logprobs` without `logprobs`',
      breaks: 'evaluation code reads probabilities that never come',
    },
    'stream-options-alone': {
      body: { stream_options: { include_usage: true } },
      parameter: 'stream_options',
      what: '`stream_options` without `stream`',
      ...HARMLESS,
    },
  },
})
