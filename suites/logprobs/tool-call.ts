import { entry, probabilities } from '../../fixtures/replies/logprobs.ts'
import { WEATHER_CALL } from '../../fixtures/sent/tools.ts'
import { entries, LOGPROBS, spelled } from '../../src/checks/logprobs.ts'
import { text, toolCalls } from '../../src/checks/reply.ts'
import { brief, NO_CALL } from '../../src/checks/tools.ts'
import {
  answer,
  answerWith,
  chat,
  inconclusive,
  refusable,
  suite,
  toolCall,
  extra,
  type Json,
} from '../../src/define/index.ts'

const ARGUMENTS = '{"city":"Madrid"}'
const calling = (logprobs: Json): ReturnType<typeof answerWith> =>
  answerWith({ toolCalls: [toolCall('get_weather', ARGUMENTS)] }, (body) => {
    Object.assign((body['choices'] as Json[])[0] as object, { logprobs })
    return body
  })
const of = (...tokens: string[]): Json => probabilities(tokens.map((token) => entry(token, 0)))

export default suite({
  id: 'logprobs/tool-call',
  about: 'log probabilities of an answer that is a tool call',
  model: 'tools',
  answered: 'should',
  steps: { called: refusable(chat({ ...WEATHER_CALL, logprobs: true })) },
  conforming: { called: calling(null) },
  rules: {
    'nothing-unsaid': {
      level: 'may',
      sentence:
        'Beside a tool call the log probabilities are null, or they are of what the answer says: no marks of the template stand among them.',
      source:
        'https://platform.openai.com/docs/api-reference/chat/object#chat/object-choices: of the tokens of the message; OpenAI gives none for calls of functions (ogx-ai/ogx#4261)',
      breaks: 'views that show the tokens show the inside of the template, and scores count it',
      *check({ called }) {
        const calls = toolCalls(called)
        if (calls.length === 0) return inconclusive(NO_CALL)
        const told = spelled(entries(called)).trim()
        const says = [text(called), ...calls.flatMap((call) => [call.arguments, call.name])]
        if (!says.some((one) => one.includes(told)))
          yield extra(
            called,
            `${LOGPROBS}.content`,
            'the tokens spell what no part of the answer says',
            null,
            brief(told),
          )
      },
      violating: [{ called: calling(of('<tool_call>', '{"name"', ': "get_weather"')) }],
      conforming: [{}, { called: calling(probabilities([])) }, { called: calling(of('{"city"', ':"Madrid"}')) }],
      inconclusive: [{ called: answer() }],
    },
  },
})
