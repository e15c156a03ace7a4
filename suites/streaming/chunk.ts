import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { chunksOf, isChatStream } from '../../src/checks/stream.ts'
import { chunks, contractSuite, sse, stream, streamed, toolCall, type Json } from '../../src/define/index.ts'

const entry = (token: string): Json => ({
  token,
  logprob: -0.1,
  bytes: [...Buffer.from(token)],
  top_logprobs: [{ token, logprob: -0.1, bytes: [...Buffer.from(token)] }],
})

/** The chunk of an example stream that brings the second text, or what stands in its place. */
const chunkAt = (place: number, all: { [key: string]: Json }[], choice: { [key: string]: Json } = {}): Json => {
  const chunk = structuredClone(all.at(place) ?? {})
  const [first] = chunk['choices'] as { [key: string]: Json }[]
  return first ? { ...chunk, choices: [{ ...first, ...choice }] } : chunk
}

const called = chunks({ toolCalls: [toolCall('get_weather', '{"city":"Rome"}')] })

export default contractSuite({
  id: 'streaming/chunk',
  about: 'a streamed chat answer, every chunk of it and of all other streams of the run, field by field',
  model: 'chat',
  schema: 'chat-completion-chunk',
  steps: { streamed: streamed({ messages: COUNTING, max_tokens: 24 }) },
  conforming: { streamed: stream() },
  values: (observation) => (isChatStream(observation) ? chunksOf(observation).map(({ chunk }) => chunk) : []),
  samples: [
    chunkAt(0, chunks({ content: 'Hello there.' })),
    chunkAt(1, chunks({ content: 'Hello there.' }), {
      logprobs: { content: [entry('Hello')], refusal: [entry('No')] },
    }),
    chunkAt(1, called),
    chunkAt(1, called, { delta: { function_call: { name: 'get_weather', arguments: '' } } }),
    chunkAt(-1, chunks({ content: 'Hello there.' }, { usage: true })),
    { ...chunks()[0], choices: [], moderation: {} },
  ],
  replyWith: (sample) => sse([sample]),
})
