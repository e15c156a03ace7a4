import { TEXT_ANSWER } from '../../fixtures/replies/least-answers.ts'
import { TEXT_CALL } from '../../fixtures/sent/calls.ts'
import { complete, json, unseenSuite } from '../../src/define/index.ts'

export default unseenSuite({
  id: 'parameters/completion-unseen',
  about: 'legacy text completions with a field whose effect no client can see, and with a senseless value in its place',
  model: 'chat',
  endpoint: 'completions',
  schema: 'text-completion-request',
  source: 'https://platform.openai.com/docs/api-reference/completions/create',
  base: TEXT_CALL,
  request: complete,
  answered: json(TEXT_ANSWER),
  fields: {
    user: {
      value: 'conformance',
      wrong: 'type',
      what: 'who is asking',
      breaks: 'abuse of one user is laid at the door of all',
    },
  },
})
