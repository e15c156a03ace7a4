import { listsOf, textAnswer, textBody } from '../../fixtures/replies/completion.ts'
import { COUNT_ON } from '../../fixtures/sent/prompts.ts'
import { isOlderThan } from '../../src/checks/age.ts'
import { textBodies, TEXT_CONTRACT_SINCE } from '../../src/checks/completions.ts'
import { complete, contractSuite, json, refusable } from '../../src/define/index.ts'

export default contractSuite({
  id: 'completions/response',
  about: 'a plain text completion, and every other one of the run, field by field',
  model: 'chat',
  answered: 'should',
  schema: 'text-completion',
  steps: { plain: refusable(complete({ prompt: COUNT_ON, max_tokens: 16 })) },
  conforming: { plain: textAnswer() },
  values: (one) => (isOlderThan(one, TEXT_CONTRACT_SINCE) ? [] : textBodies(one)),
  samples: [textBody({ logprobs: listsOf([' 7', ',']) })],
  replyWith: (sample) => json(sample),
})
