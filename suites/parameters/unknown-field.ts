import { GREETING } from '../../fixtures/sent/prompts.ts'
import { neitherAnsweredNorRefused } from '../../src/checks/accepted.ts'
import { answer, anyAnswer, chat, json, raw, refusal, suite } from '../../src/define/index.ts'

export default suite({
  id: 'parameters/unknown-field',
  about: 'a chat call with a field that no API knows',
  model: 'chat',
  steps: { unknown: anyAnswer(chat({ messages: GREETING, max_tokens: 1, x_conformance_unknown: true })) },
  conforming: { unknown: answer({ content: 'Hello', finish: 'length', completionTokens: 1 }) },
  rules: {
    'tolerated-or-refused': {
      level: 'may',
      sentence: 'A request with an unknown field is answered, or refused in a proper 4xx.',
      source: 'https://platform.openai.com/docs/guides/error-codes/api-errors; observed: 400 unknown_parameter',
      breaks:
        'gateways and frameworks add fields of their own (Void, Jan): a crash or a page in place of an error is retried for nothing',
      judgesBroken: true,
      *check({ unknown }) {
        yield* neitherAnsweredNorRefused(unknown)
      },
      violating: [
        { unknown: refusal(500, { message: 'unexpected keyword argument', type: 'server_error' }) },
        { unknown: raw(['Bad Request'], { status: 400 }) },
        { unknown: json({ object: 'error', message: 'extra_forbidden' }, { status: 422 }) },
      ],
      conforming: [
        {},
        {
          unknown: refusal(400, {
            message: 'Unrecognized request argument supplied: x_conformance_unknown',
            code: 'unknown_parameter',
          }),
        },
      ],
    },
  },
})
