import { CHAT_CALL } from '../../fixtures/sent/calls.ts'
import { answer, chat, unseenSuite } from '../../src/define/index.ts'

const ABUSE = 'abuse of one user is laid at the door of all'
const CACHE = 'prompts that should be cached are paid for, and waited for, in full'

export default unseenSuite({
  id: 'parameters/unseen',
  about: 'chat calls with one field each whose effect no client can see, and with a senseless value in its place',
  model: 'chat',
  endpoint: 'chat',
  schema: 'chat-completion-request',
  source: 'https://platform.openai.com/docs/api-reference/chat/create',
  base: CHAT_CALL,
  request: chat,
  answered: answer({ content: 'Hello', finish: 'length', completionTokens: 1 }),
  fields: {
    user: { value: 'conformance', wrong: 'type', what: 'who is asking', breaks: ABUSE },
    safety_identifier: { value: 'conformance', wrong: 'type', what: 'who is asking, as a hash', breaks: ABUSE },
    prompt_cache_key: { value: 'conformance', wrong: 'type', what: 'which prompts share a cache', breaks: CACHE },
    prompt_cache_retention: {
      value: 'in_memory',
      wrong: 'type',
      what: 'how long a prompt is cached',
      breaks: CACHE,
      source: 'https://platform.openai.com/docs/guides/prompt-caching; refused for models without it',
    },
    prompt_cache_options: {
      value: { mode: 'explicit', ttl: '30m' },
      wrong: 'type',
      what: 'how a prompt is cached',
      breaks: CACHE,
      source: 'https://platform.openai.com/docs/guides/prompt-caching; observed: accepted by gpt-5.6',
    },
    verbosity: {
      value: 'medium',
      wrong: 'value',
      what: 'how much is said; only some models know more than `medium`',
      breaks: 'answers come longer or shorter than the app has room for',
    },
  },
})
