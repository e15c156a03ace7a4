import { LINES } from '../../fixtures/sent/prompts.ts'
import { endsBefore, finishesWithStop } from '../../src/checks/stop.ts'
import { answer, chat, suite } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-stop'
const STOPS = ['\n']

export default suite({
  id: 'stop/line-break',
  about: 'a line break as `stop`, in a text of several lines',
  model: 'chat',
  steps: {
    control: chat({ messages: LINES, max_tokens: 12 }),
    stopped: chat({ messages: LINES, max_tokens: 12, stop: '\n' }),
  },
  conforming: {
    control: answer({ content: 'sun\nmoon\nstars' }),
    stopped: answer({ content: 'sun' }),
  },
  rules: {
    'ends-with-the-line': {
      level: 'should',
      sentence: 'With a line break as stop string the answer is one line.',
      source: SOURCE,
      breaks: 'code completion and ReAct loops, which stop at the end of a line, get the rest as well',
      parameter: 'chat.stop',
      check: ({ control, stopped }) => endsBefore(control, stopped, STOPS),
      violating: [
        { stopped: answer({ content: 'sun\nmoon\nstars' }) },
        { stopped: answer({ content: 'sun\nmoon' }) },
        { stopped: answer({ content: '' }) },
      ],
      inconclusive: [{ control: answer({ content: 'sun moon' }) }],
    },
    'finish-reason': {
      level: 'should',
      sentence: 'An answer cut by a line break ends with finish_reason `stop`.',
      source: SOURCE,
      breaks: 'clients that take `length` for a truncated answer and ask again',
      parameter: 'chat.stop',
      check: ({ control, stopped }) => finishesWithStop(control, stopped, STOPS),
      violating: [{ stopped: answer({ content: 'sun', finish: 'length' }) }],
      inconclusive: [{ stopped: answer({ content: 'moon' }) }],
    },
  },
})
