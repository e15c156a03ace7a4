import { saidResponse as said } from '../../fixtures/replies/response.ts'
import { assistant, user, type Message } from '../../fixtures/sent/prompts.ts'
import { RESPONSE_WEATHER, SKY } from '../../fixtures/sent/response-input.ts'
import { notInInput } from '../../src/checks/responses.ts'
import { countsOnly, json, respond, suite, type Rule, type Step } from '../../src/define/index.ts'

const CLEAR = 'clear'
const CITIES = ['Paris', 'Rome']
const idOf = (at: number): string => `call_several0000000000000000${at}`

const called = (...results: string[]): Message[] => [
  user('Weather in Paris and Rome?'),
  ...CITIES.map((city, at) => ({
    type: 'function_call',
    call_id: idOf(at),
    name: 'get_weather',
    arguments: JSON.stringify({ city }),
  })),
  ...results.map((output, at) => ({ type: 'function_call_output', call_id: idOf(at), output })),
]
const asking = (...input: Message[]): Step =>
  countsOnly(respond({ input, tools: [RESPONSE_WEATHER], max_output_tokens: 16 }))
const later = (first: string, second: string): Step =>
  asking(...called(first, second), assistant('The sky is clear over both.'), user('Say hello.'))

const steps = {
  brief: asking(...called(CLEAR, CLEAR)),
  second: asking(...called(CLEAR, SKY)),
  laterBrief: later(CLEAR, CLEAR),
  later: later(CLEAR, SKY),
}

const reaches = (
  brief: 'brief' | 'laterBrief',
  long: 'second' | 'later',
  { sentence, breaks }: Pick<Rule, 'sentence' | 'breaks'>,
): Rule<typeof steps> => ({
  level: 'should',
  sentence,
  source: 'https://platform.openai.com/docs/guides/function-calling#parallel-function-calling',
  breaks,
  reads: [brief, long],
  *check(observed) {
    return yield* notInInput(observed[brief], observed[long], SKY, 'the result')
  },
  violating: [{ [long]: said('Clear.', 80) }, { [long]: said('Clear.', 82) }],
  inconclusive: [{ [brief]: json({ object: 'response', output: [] }) }, { [long]: said('Clear.', 30) }],
})

export default suite({
  id: 'responses/several-results',
  about: 'the outputs of two function calls, the second brief or long, as the last items and with a later question',
  model: 'tools',
  answered: 'should',
  steps,
  conforming: {
    brief: said('Clear.', 80),
    second: said('Clear.', 102),
    laterBrief: said('Hello.', 80),
    later: said('Hello.', 102),
  },
  rules: {
    'second-reaches-model': reaches('brief', 'second', {
      sentence: 'Where an input of the Responses API has several function call outputs, the second reaches the model.',
      breaks: 'agents with parallel calls answer from the first result alone, or call again',
    }),
    'earlier-reaches-model': reaches('laterBrief', 'later', {
      sentence: 'A function call output of a Responses input still reaches the model when a later question follows.',
      breaks: 'agents forget what their tools found as soon as the user says something',
    }),
  },
})
