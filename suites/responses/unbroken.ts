import { messageItem, responseOf, streamedResponse } from '../../fixtures/replies/response.ts'
import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { comeToTheirEnd } from '../../src/checks/unbroken.ts'
import { brokenOff, json, respond, suite } from '../../src/define/index.ts'

const RESPONSE = responseOf([messageItem('1, 2, 3')])
const BODY = { input: COUNTING, max_output_tokens: 24 }
const broken = brokenOff(['event: response.created\ndata: {'])

export default suite({
  id: 'responses/unbroken',
  about: 'a plain and a streamed response',
  model: 'chat',
  steps: { plain: respond(BODY), streamed: respond({ ...BODY, stream: true }) },
  conforming: { plain: json(RESPONSE), streamed: streamedResponse(RESPONSE) },
  rules: {
    'comes-to-its-end': {
      level: 'should',
      sentence: 'The connection does not break inside a response, plain or streamed.',
      source: 'https://www.rfc-editor.org/rfc/rfc9112#section-8; no answer of OpenAI was observed to break off',
      breaks: 'no client asks again for a body: an agent on the Responses API loses the turn',
      traffic: comeToTheirEnd(/\/responses$/),
      violating: [{ plain: broken, streamed: broken }],
      conforming: [{}, { streamed: broken }],
    },
  },
})
