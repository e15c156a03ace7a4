import { textAnswer, textStream } from '../../fixtures/replies/completion.ts'
import { COUNT_ON } from '../../fixtures/sent/prompts.ts'
import { asksText } from '../../src/checks/completions.ts'
import { asAskedSuite, complete, refusable } from '../../src/define/index.ts'

const BODY = { prompt: COUNT_ON, max_tokens: 16 }

export default asAskedSuite({
  id: 'completions/as-asked',
  what: 'A request for a text completion',
  is: asksText,
  // Other suites send them as well.
  steps: { plain: refusable(complete(BODY)), streamed: refusable(complete({ ...BODY, stream: true })) },
  conforming: { plain: textAnswer(), streamed: textStream({}) },
  source: 'https://platform.openai.com/docs/api-reference/completions/create#completions-create-stream',
  breaks: 'editors that complete code show nothing, or fail on `data:`',
  parameter: 'completions.stream',
})
