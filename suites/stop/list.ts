import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { endsBefore, finishesWithStop } from '../../src/checks/stop.ts'
import { answer, chat, suite } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-stop'

/** The first one in the list is the last one in the text. */
const WORDS = ['5', '4']

export default suite({
  id: 'stop/list',
  about: 'a `stop` list of two strings that the model is sure to produce, in both orders',
  model: 'chat',
  steps: {
    control: chat({ messages: COUNTING, max_tokens: 24 }),
    stopped: chat({ messages: COUNTING, max_tokens: 16, stop: WORDS }),
    turned: chat({ messages: COUNTING, max_tokens: 16, stop: WORDS.toReversed() }),
  },
  conforming: {
    control: answer({ content: '1, 2, 3, 4, 5, 6, 7, 8', finish: 'length' }),
    stopped: answer({ content: '1, 2, 3, ' }),
    turned: answer({ content: '1, 2, 3, ' }),
  },
  rules: {
    'ends-before-earliest': {
      level: 'should',
      sentence: 'The text ends before whichever stop string comes first in it.',
      source: SOURCE,
      breaks: 'agents that stop at several markers run on into a made-up tool result',
      parameter: 'chat.stop',
      reads: ['control', 'stopped'],
      check: ({ control, stopped }) => endsBefore(control, stopped, WORDS),
      violating: [
        { stopped: answer({ content: '1, 2, 3, 4, 5, 6', finish: 'length' }) },
        // Only the first of the list counts.
        { stopped: answer({ content: '1, 2, 3, 4, ' }) },
        { stopped: answer({ content: '1, 2, 3, 4' }) },
      ],
      inconclusive: [{ control: answer({ content: 'I like numbers.' }) }],
    },
    'in-any-order': {
      level: 'should',
      sentence: 'The order of the list changes nothing.',
      source: SOURCE,
      breaks: 'a marker works or not by its place in the list, in agents that stop at several',
      parameter: 'chat.stop',
      reads: ['control', 'turned'],
      check: ({ control, turned }) => endsBefore(control, turned, WORDS),
      violating: [
        // Only the last of the list counts.
        { turned: answer({ content: '1, 2, 3, 4, ' }) },
        { turned: answer({ content: '1, 2, 3, 4, 5, 6', finish: 'length' }) },
      ],
      inconclusive: [{ control: answer({ content: 'I like numbers.' }) }],
    },
    'finish-reason': {
      level: 'should',
      sentence: 'An answer cut by one of several stop strings ends with finish_reason `stop`.',
      source: SOURCE,
      breaks: 'clients that take `length` for a truncated answer and ask again',
      parameter: 'chat.stop',
      reads: ['control', 'stopped'],
      check: ({ control, stopped }) => finishesWithStop(control, stopped, WORDS),
      violating: [{ stopped: answer({ content: '1, 2, 3, ', finish: 'length' }) }],
      inconclusive: [{ stopped: answer({ content: '1, 2, 3, 4, ' }) }],
    },
  },
})
