import { counted } from '../../fixtures/replies/chat.ts'
import { assistant, user, type Message } from '../../fixtures/sent/prompts.ts'
import { SKY } from '../../fixtures/sent/response-input.ts'
import { calledTurn, WEATHER } from '../../fixtures/sent/tools.ts'
import { notInPrompt } from '../../src/checks/instruction.ts'
import { answer, chat, countsOnly, suite, type Rule, type Step } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/guides/function-calling#parallel-function-calling'
const CLEAR = 'clear'

const called = (first: string, second: string): Message[] =>
  calledTurn(
    'Weather in Paris and Rome?',
    [
      { city: 'Paris', result: first },
      { city: 'Rome', result: second },
    ].map(({ city, result }, at) => ({
      id: `call_several0000000000000000${at}`,
      name: 'get_weather',
      arguments: JSON.stringify({ city }),
      result,
    })),
  )
const asking = (...messages: Message[]): Step => countsOnly(chat({ messages, tools: [WEATHER], max_tokens: 1 }))
const later = (first: string, second: string): Step =>
  asking(...called(first, second), assistant('The sky is clear over both.'), user('Say hello.'))

const steps = {
  brief: asking(...called(CLEAR, CLEAR)),
  first: asking(...called(SKY, CLEAR)),
  second: asking(...called(CLEAR, SKY)),
  laterBrief: later(CLEAR, CLEAR),
  later: later(CLEAR, SKY),
}

/** The text of one result has to be in the prompt; the same turn with one word in its place is the control. */
const reaches = (
  brief: 'brief' | 'laterBrief',
  long: 'first' | 'second' | 'later',
  { sentence, breaks }: Pick<Rule, 'sentence' | 'breaks'>,
): Rule<typeof steps> => ({
  level: 'should',
  sentence,
  source: SOURCE,
  breaks,
  reads: [brief, long],
  *check(observed) {
    return yield* notInPrompt(observed[brief], observed[long], SKY, 'the result')
  },
  violating: [{ [long]: counted(80) }, { [long]: counted(82) }],
  inconclusive: [{ [brief]: answer({ usage: null }) }, { [long]: counted(30) }],
})

export default suite({
  id: 'tools/several-results',
  about: 'the results of two calls of one turn, each brief or long, as the last messages and with a later question',
  model: 'tools',
  steps,
  conforming: {
    brief: counted(80),
    first: counted(102),
    second: counted(102),
    laterBrief: counted(80),
    later: counted(102),
  },
  rules: {
    'first-reaches-model': reaches('brief', 'first', {
      sentence: 'Where a turn has several calls, the first result is part of the prompt.',
      breaks: 'agents with parallel calls answer from the last result alone, or call again',
    }),
    'second-reaches-model': reaches('brief', 'second', {
      sentence: 'Where a turn has several calls, the second result is part of the prompt.',
      breaks: 'agents with parallel calls answer from the first result alone, or call again',
    }),
    'earlier-reaches-model': reaches('laterBrief', 'later', {
      sentence: 'The result of a call is still part of the prompt when a later question follows.',
      breaks: 'agents forget what their tools found as soon as the user says something',
    }),
  },
})
