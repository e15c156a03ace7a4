import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { endsBefore, finishesWithStop } from '../../src/checks/stop.ts'
import { answer, chat, suite } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-stop'
const WORD = '4'

export default suite({
  id: 'stop/string',
  about: 'a `stop` string that the model is sure to produce',
  model: 'chat',
  steps: {
    control: chat({ messages: COUNTING, max_tokens: 24 }),
    stopped: chat({ messages: COUNTING, max_tokens: 16, stop: WORD }),
  },
  conforming: {
    control: answer({ content: '1, 2, 3, 4, 5, 6, 7, 8', finish: 'length' }),
    stopped: answer({ content: '1, 2, 3, ' }),
  },
  rules: {
    'ends-before-it': {
      level: 'should',
      sentence: 'The text ends right before the stop string.',
      source: `${SOURCE}; observed in 159 of 159 answers`,
      breaks: 'ReAct agents and parsers that rely on the cut',
      parameter: 'chat.stop',
      check: ({ control, stopped }) => endsBefore(control, stopped, [WORD]),
      violating: [
        { stopped: answer({ content: '1, 2, 3, 4, 5, 6, 7, 8', finish: 'length' }) },
        { stopped: answer({ content: '1, 2, 3, 4, 5', finish: 'length' }) },
        // Kept at the end, as TGI did; taken out without stopping; stopped too early.
        { stopped: answer({ content: '1, 2, 3, 4' }) },
        { stopped: answer({ content: '1, 2, 3, , 5, 6', finish: 'length' }) },
        { stopped: answer({ content: '1' }) },
        { stopped: answer({ content: '' }) },
      ],
      conforming: [{}, { stopped: answer({ content: '1, 2, 3,' }) }],
      inconclusive: [
        { control: answer({ content: 'I like numbers.' }), stopped: answer({ content: 'I like numbers.' }) },
        { stopped: answer({ content: 'One, two, three', finish: 'length' }) },
        { stopped: answer({ content: '', finish: 'length' }) },
      ],
    },
    'finish-reason': {
      level: 'should',
      sentence: 'An answer cut by a stop string ends with finish_reason `stop`.',
      source: SOURCE,
      breaks: 'clients that take `length` for a truncated answer and ask again',
      parameter: 'chat.stop',
      check: ({ control, stopped }) => finishesWithStop(control, stopped, [WORD]),
      violating: [
        { stopped: answer({ content: '1, 2, 3, ', finish: 'length' }) },
        { stopped: answer({ content: '1, 2, 3, ', finish: null }) },
        { stopped: answer({ content: '1, 2, 3, ', finish: 'stop_sequence' }) },
      ],
      inconclusive: [
        { control: answer({ content: 'I like numbers.' }) },
        { stopped: answer({ content: '1, 2, 3, 4, 5', finish: 'length' }) },
      ],
    },
  },
})
