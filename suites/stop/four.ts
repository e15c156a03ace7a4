import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { endsBefore, finishesWithStop } from '../../src/checks/stop.ts'
import { answer, chat, suite } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-stop'

/** Only the last one is in the text before the limit. */
const WORDS = ['Observation:', '\nUser:', '</tool>', '4']

export default suite({
  id: 'stop/four',
  about: 'a `stop` list of four strings, the most that OpenAI allows, of which the model is sure to produce the last',
  model: 'chat',
  steps: {
    control: chat({ messages: COUNTING, max_tokens: 24 }),
    stopped: chat({ messages: COUNTING, max_tokens: 16, stop: WORDS }),
  },
  conforming: {
    control: answer({ content: '1, 2, 3, 4, 5, 6, 7, 8', finish: 'length' }),
    stopped: answer({ content: '1, 2, 3, ' }),
  },
  rules: {
    'last-one-counts': {
      level: 'should',
      sentence: 'The text ends before the stop string that is last in the list.',
      source: SOURCE,
      breaks: 'agents that stop at several markers run on into a made-up tool result',
      parameter: 'chat.stop',
      check: ({ control, stopped }) => endsBefore(control, stopped, WORDS),
      violating: [
        { stopped: answer({ content: '1, 2, 3, 4, 5, 6', finish: 'length' }) },
        { stopped: answer({ content: '1, 2, 3, 4' }) },
      ],
      inconclusive: [{ control: answer({ content: 'I like numbers.' }) }],
    },
    'finish-reason': {
      level: 'should',
      sentence: 'That answer ends with finish_reason `stop`.',
      source: SOURCE,
      breaks: 'clients that take `length` for a truncated answer and ask again',
      parameter: 'chat.stop',
      check: ({ control, stopped }) => finishesWithStop(control, stopped, WORDS),
      violating: [{ stopped: answer({ content: '1, 2, 3, ', finish: 'length' }) }],
      inconclusive: [{ stopped: answer({ content: '1, 2, 3, 4, 5, 6', finish: 'length' }) }],
    },
  },
})
