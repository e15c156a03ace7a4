import { saidResponse } from '../../fixtures/replies/response.ts'
import { RESPONSE_CALL } from '../../fixtures/sent/calls.ts'
import { system, user } from '../../fixtures/sent/prompts.ts'
import { RESPONSE_WEATHER } from '../../fixtures/sent/response-input.ts'
import { noResponse } from '../../src/checks/responses.ts'
import { countsOnly, respond, usualSuite, type Json, type Step } from '../../src/define/index.ts'

const CREATE = 'https://platform.openai.com/docs/api-reference/responses/create'
const asking = (fields: { [field: string]: Json }): Step => countsOnly(respond({ ...RESPONSE_CALL, ...fields }))

export default usualSuite({
  id: 'responses/usual-requests',
  about:
    'requests for a response with what many clients always send: a default spelled out, turns in a row, a strict tool',
  model: 'chat',
  endpoint: 'Responses',
  control: respond(RESPONSE_CALL),
  answered: saidResponse('Hello.'),
  notAnswered: (one) => noResponse(one, 'refused'),
  usual: {
    'top-p': {
      step: asking({ top_p: 1 }),
      what: '`top_p: 1`, which is the default,',
      breaks: 'apps that send every value of their settings, also those that nobody changed',
      source: `${CREATE}#responses-create-top_p`,
      parameter: 'responses.top_p',
    },
    'turns-in-a-row': {
      step: asking({ input: [system('Be kind.'), user('My name is Anna.'), user('Say hello.')] }),
      what: 'a system message and two user messages in a row',
      breaks: 'agents that put context before the question, such as Codex: some templates want turns to alternate',
      source: `${CREATE}#responses-create-input`,
      parameter: 'responses.input',
    },
    strict: {
      step: { ...asking({ tools: [{ ...RESPONSE_WEATHER, strict: true }] }), model: 'tools' },
      what: 'a function that is declared with `strict: true`, which is the default,',
      breaks: 'the SDKs and the OpenAI Agents SDK: each request with tools is refused',
      source: `${CREATE}#responses-create-tools`,
      parameter: 'responses.tools',
    },
  },
})
