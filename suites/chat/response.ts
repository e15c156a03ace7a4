import { GREETING } from '../../fixtures/sent/prompts.ts'
import { asksChat, succeeded } from '../../src/checks/pool.ts'
import { isObject } from '../../src/checks/reply.ts'
import { answer, chat, completion, contractSuite, json, toolCall } from '../../src/define/index.ts'

const logprobs = {
  content: [
    { token: 'Hello', logprob: -0.1, bytes: [72], top_logprobs: [{ token: 'Hello', logprob: -0.1, bytes: [72] }] },
  ],
  refusal: null,
}
const withLogprobs = structuredClone(completion())
Object.assign((withLogprobs['choices'] as { [key: string]: unknown }[])[0] ?? {}, { logprobs })

export default contractSuite({
  id: 'chat/response',
  about: 'a plain chat answer, and every other one of the run, field by field',
  model: 'chat',
  schema: 'chat-completion',
  steps: { plain: chat({ messages: GREETING, max_tokens: 16 }) },
  conforming: { plain: answer() },
  values: (observation) => {
    const { json: body, stream } = observation
    const plain = asksChat(observation) && succeeded(observation) && stream === null
    return plain && body.ok && isObject(body.value) && !isObject(body.value['error']) ? [body.value] : []
  },
  samples: [withLogprobs, completion({ toolCalls: [toolCall('get_weather', '{"city":"Rome"}')] })],
  replyWith: (sample) => json(sample),
})
