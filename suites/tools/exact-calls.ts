import { SEAT, SEAT_CALL, SEAT_NAME } from '../../fixtures/sent/exact-calls.ts'
import { isNested, isScalar, isWord, reformed } from '../../src/checks/copied-arguments.ts'
import { finishReason, toolCalls } from '../../src/checks/reply.ts'
import { CALLS, CUT, withoutCall } from '../../src/checks/tools.ts'
import {
  answer,
  chat,
  inconclusive,
  stream,
  streamed,
  suite,
  toolCall,
  type Finding,
  type Inconclusive,
  type Json,
  type Observation,
  type Rule,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/guides/function-calling'
const steps = { plain: chat(SEAT_CALL), streamed: streamed(SEAT_CALL) }
const calling = (changes: { [key: string]: Json } = {}) => ({
  toolCalls: [toolCall(SEAT_NAME, JSON.stringify({ ...SEAT, ...changes }))],
})

function* kept(
  answers: readonly Observation[],
  isAbout: (value: unknown) => boolean,
): Generator<Finding, Inconclusive | void> {
  let open: Inconclusive | undefined
  for (const one of answers) {
    const [call] = toolCalls(one)
    if (finishReason(one) === 'length') open = inconclusive(CUT)
    else if (call) {
      const left = yield* reformed(one, `${CALLS}[0].function.arguments`, {
        written: call.arguments,
        original: SEAT,
        isAbout,
      })
      open = left ?? open
    } else open = withoutCall(one)
  }
  return open
}

const keptRule = (
  isAbout: (value: unknown) => boolean,
  { sentence, breaks, changed }: Pick<Rule, 'sentence' | 'breaks'> & { changed: { [key: string]: Json }[] },
): Rule<typeof steps> => ({
  level: 'should',
  sentence,
  source: SOURCE,
  breaks,
  parameter: 'chat.tools',
  *check({ plain, streamed: one }) {
    return yield* kept([plain, one], isAbout)
  },
  violating: changed.flatMap((changes) => [
    { plain: answer(calling(changes)) },
    { streamed: stream(calling(changes)) },
  ]),
  inconclusive: [
    { plain: answer() },
    { streamed: stream({ ...calling(), finish: 'length' }) },
    { plain: answer(calling({ row: '9', aisle: null, area: 'left', guest: 'Bob' })) },
  ],
})

export default suite({
  id: 'tools/exact-calls',
  about: 'a call with a long name and a value of each type, made twice before, plain and streamed',
  model: 'tools',
  steps,
  conforming: { plain: answer(calling()), streamed: stream(calling()) },
  rules: {
    'numbers-and-booleans': keptRule(isScalar, {
      sentence: 'Numbers and booleans in the arguments of a chat tool call stay numbers and booleans.',
      breaks: 'tools in typed languages refuse the text "4" for a number; "false" counts as true',
      changed: [{ row: '4' }, { aisle: 'true' }, { aisle: 'True' }],
    }),
    objects: keptRule(isNested, {
      sentence: 'An object in the arguments of a chat tool call stays an object.',
      breaks: 'tools read fields of a text: agents that edit files or fill in forms fail on each call',
      changed: [{ guest: '{"name":"Ann"}' }, { guest: '{"name": "Ann"}' }],
    }),
    words: keptRule(isWord, {
      sentence: 'Words in the arguments of a chat tool call keep their letters, as `enum` demands.',
      breaks: 'tools refuse a value that is not one of those that they declare',
      changed: [{ area: 'FRONT' }, { area: 'Front' }],
    }),
  },
})
