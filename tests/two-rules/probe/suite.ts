import { COUNTING } from '../../../fixtures/sent/prompts.ts'
import { endsBefore } from '../../../src/checks/stop.ts'
import { answer, chat, suite } from '../../../src/define/index.ts'

const WORD = '6'

/** A rule with a probe that no recording holds. */
export default suite({
  id: 'stop/trial-probe',
  about: 'a `stop` string that comes late',
  model: 'chat',
  steps: {
    control: chat({ messages: COUNTING, max_tokens: 24 }),
    stopped: chat({ messages: COUNTING, max_tokens: 21, stop: WORD }),
  },
  conforming: {
    control: answer({ content: '1, 2, 3, 4, 5, 6, 7, 8', finish: 'length' }),
    stopped: answer({ content: '1, 2, 3, 4, 5, ' }),
  },
  rules: {
    'ends-before-it': {
      level: 'should',
      sentence: 'A chat answer must end right before a `stop` string that comes late.',
      source: 'invented for tests/two-rules',
      breaks: 'nobody: `stop/string` demands the same',
      check: ({ control, stopped }) => endsBefore(control, stopped, [WORD]),
      violating: [{ stopped: answer({ content: '1, 2, 3, 4, 5, 6, 7, 8', finish: 'length' }) }],
      inconclusive: [
        { control: answer({ content: 'I like numbers.' }), stopped: answer({ content: 'I like numbers.' }) },
      ],
    },
  },
})
