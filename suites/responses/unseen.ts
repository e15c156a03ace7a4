import { RESPONSE_ANSWER } from '../../fixtures/replies/least-answers.ts'
import { RESPONSE_CALL } from '../../fixtures/sent/calls.ts'
import { json, respond, unseenSuite } from '../../src/define/index.ts'

export default unseenSuite({
  id: 'responses/unseen',
  about:
    'a request for a response with a field whose effect shows only in conversations of great length, and with a senseless value in its place',
  model: 'chat',
  endpoint: 'responses',
  schema: 'response-request',
  source: 'https://platform.openai.com/docs/api-reference/responses/create',
  base: RESPONSE_CALL,
  request: respond,
  answered: json(RESPONSE_ANSWER),
  fields: {
    context_management: {
      value: [{ type: 'compaction', compact_threshold: 200_000 }],
      wrong: 'type',
      what: 'when a long conversation is summed up',
      breaks: 'agents that run for hours reach the end of the window, which they had asked to be kept from',
    },
  },
})
