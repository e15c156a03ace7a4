import { answer, chat, completion, contractSuite, json, toolCall } from '../../src/define/index.ts'
import { isObject } from '../../src/checks/reply.ts'
import { GREETING } from '../../fixtures/prompts.ts'

const logprobs = { content: [{ token: 'Hello', logprob: -0.1, bytes: [72], top_logprobs: [{ token: 'Hello', logprob: -0.1, bytes: [72] }] }], refusal: null }
const withLogprobs = structuredClone(completion())
Object.assign((withLogprobs['choices'] as { [key: string]: unknown }[])[0] ?? {}, { logprobs })

export default contractSuite({
  id: 'chat/response',
  about: 'a plain chat answer, and every other one of the run, field by field',
  model: 'chat',
  schema: 'chat-completion',
  steps: { plain: chat({ messages: GREETING, max_tokens: 16 }) },
  conforming: { plain: answer() },
  values: ({ json: body, status, stream }) =>
    (stream === null && status === 200 && body.ok && isObject(body.value) && (body.value['object'] === 'chat.completion' || 'choices' in body.value) ? [body.value] : []),
  samples: [withLogprobs, completion({ toolCalls: [toolCall('get_weather', '{"city":"Rome"}')] })],
  replyWith: (sample) => json(sample),
})
