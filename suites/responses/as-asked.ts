import { messageItem, responseOf, streamedResponse } from '../../fixtures/replies/response.ts'
import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { asks } from '../../src/checks/pool.ts'
import { asAskedSuite, json, refusable, respond } from '../../src/define/index.ts'

const BODY = { input: COUNTING, max_output_tokens: 16 }
const made = responseOf([messageItem('1, 2, 3')])

export default asAskedSuite({
  id: 'responses/as-asked',
  what: 'A request for a response',
  is: (one) => asks(one, 'POST', /\/responses$/),
  // Other suites send them as well.
  steps: { plain: refusable(respond(BODY)), streamed: refusable(respond({ ...BODY, stream: true })) },
  conforming: { plain: json(made), streamed: streamedResponse(made) },
  source: 'https://platform.openai.com/docs/api-reference/responses/create#responses-create-stream',
  breaks: 'Codex and the Agents SDK wait for events that never come, or fail on `event:`',
  parameter: 'responses.stream',
})
