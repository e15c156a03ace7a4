import { thinkingAnswer, thinkingStream, THOUGHT } from '../../fixtures/replies/thinking.ts'
import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { NO_THOUGHT, thought } from '../../src/checks/reasoning.ts'
import { text, TEXT } from '../../src/checks/reply.ts'
import { brief } from '../../src/checks/tools.ts'
import {
  answer,
  chat,
  ignored,
  inconclusive,
  refusable,
  streamed,
  suite,
  type Finding,
  type Inconclusive,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-stop'
const STOP = ', 4'
/** Room for thoughts and the first numbers. */
const ASKED = { messages: COUNTING, max_tokens: 64 }

/** The control has the string in its answer, so that it must be missing where it is a stop string. */
function* endsBefore(control: Observation, stopped: Observation): Generator<Finding, Inconclusive | void> {
  if (!text(control).includes(STOP)) return inconclusive('the model did not produce the stop string')
  if (text(stopped).includes(STOP))
    return yield ignored(stopped, TEXT, 'the answer goes on past the stop string', `no "${STOP}"`, brief(text(stopped)))
  if (!thought(stopped)) return inconclusive(NO_THOUGHT)
  if (text(stopped) === '') return inconclusive('the model did not come to its answer')
}

const thinking = (content: string): ReturnType<typeof thinkingAnswer> => thinkingAnswer({ content })
const streaming = (content: string): ReturnType<typeof thinkingStream> =>
  thinkingStream([{ reasoning: THOUGHT }], content)
const WHOLE = '1, 2, 3, 4, 5, 6'
const CUT = '1, 2, 3'

export default suite({
  id: 'reasoning/stop',
  about: 'a stop string in the answer of a model that thinks first, plain and streamed',
  model: 'thinking',
  answered: 'should',
  steps: {
    control: chat(ASKED),
    stopped: refusable(chat({ ...ASKED, stop: STOP })),
    streamed: refusable(streamed({ ...ASKED, stop: STOP })),
  },
  conforming: { control: thinking(WHOLE), stopped: thinking(CUT), streamed: streaming(CUT) },
  rules: {
    'ends-before-it': {
      level: 'should',
      sentence: 'A stop string ends the answer that comes after thoughts, and is not part of it.',
      source: SOURCE,
      breaks: 'agents that parse up to a stop string (ReAct) read on into what the model made up',
      parameter: 'chat.stop',
      reads: ['control', 'stopped'],
      *check({ control, stopped }) {
        return yield* endsBefore(control, stopped)
      },
      violating: [{ stopped: thinking(WHOLE) }, { stopped: thinking(`${CUT}${STOP}`) }],
      inconclusive: [{ control: thinking('Hello.') }, { stopped: thinking('') }, { stopped: answer({ content: CUT }) }],
    },
    'stream-ends-before-it': {
      level: 'should',
      sentence: 'A stop string ends the streamed answer that comes after thoughts, and is not part of it.',
      source: SOURCE,
      breaks: 'agents that stream show what comes after the stop string',
      parameter: 'chat.stop',
      reads: ['control', 'streamed'],
      *check({ control, streamed: stream }) {
        return yield* endsBefore(control, stream)
      },
      violating: [{ streamed: streaming(WHOLE) }, { streamed: streaming(`${CUT}${STOP}`) }],
      inconclusive: [{ control: thinking('Hello.') }, { streamed: streaming('') }],
    },
  },
})
