import { listsOf, textChunks, textStream } from '../../fixtures/replies/completion.ts'
import { COUNT_ON } from '../../fixtures/sent/prompts.ts'
import { isOlderThan } from '../../src/checks/age.ts'
import { isTextStream, TEXT_CONTRACT_SINCE } from '../../src/checks/completions.ts'
import { chunksOf } from '../../src/checks/stream.ts'
import { complete, contractSuite, refusable, sse } from '../../src/define/index.ts'

const usageChunk = textChunks({}, { usage: true }).at(-1) ?? {}

export default contractSuite({
  id: 'completions/chunk',
  about: 'a streamed text completion, every chunk of it and of all others of the run, field by field',
  model: 'chat',
  answered: 'should',
  schema: 'text-completion-chunk',
  steps: {
    streamed: refusable(
      complete({ prompt: COUNT_ON, max_tokens: 16, stream: true, stream_options: { include_usage: true } }),
    ),
  },
  conforming: { streamed: textStream({}, { usage: true }) },
  values: (observation) =>
    isTextStream(observation) && !isOlderThan(observation, TEXT_CONTRACT_SINCE)
      ? chunksOf(observation).map(({ chunk }) => chunk)
      : [],
  samples: [textChunks({}, { logprobs: (piece) => listsOf([piece]) })[0] ?? {}, usageChunk],
  replyWith: (sample) => sse([sample]),
})
