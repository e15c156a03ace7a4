import { answer, chat, finding, inconclusive, suite } from '../../src/define/index.ts'
import { finishReason, FINISH, text, TEXT } from '../../src/checks/reply.ts'
import { COUNTING } from '../../fixtures/prompts.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-stop'
const WORD = '4'

export default suite({
  id: 'stop/string',
  about: 'a `stop` string that the model is sure to produce',
  model: 'chat',
  steps: {
    control: chat({ messages: COUNTING, max_tokens: 24 }),
    stopped: chat({ messages: COUNTING, max_tokens: 24, stop: WORD }),
  },
  conforming: {
    control: answer({ content: '1, 2, 3, 4, 5, 6, 7, 8', finish: 'length' }),
    stopped: answer({ content: '1, 2, 3, ' }),
  },
  rules: {
    'ends-before-it': {
      level: 'must',
      sentence: 'The text ends right before the stop string.',
      source: `${SOURCE}; observed in 159 of 159 answers`,
      breaks: 'ReAct agents and parsers that rely on the cut',
      *check({ control, stopped }) {
        const full = text(control)
        if (!full.includes(WORD)) return inconclusive('without `stop` the model did not produce the stop string')
        const expected = full.slice(0, full.indexOf(WORD))
        if (text(stopped) === full) yield finding(stopped, { kind: 'ignored', path: TEXT, message: '`stop` changed nothing', expected, actual: text(stopped) })
        else if (text(stopped).includes(WORD)) yield finding(stopped, { kind: 'wrong-value', path: TEXT, message: 'the stop string is in the text', expected, actual: text(stopped) })
        else if (text(stopped).trimEnd() !== expected.trimEnd()) yield finding(stopped, { kind: 'wrong-value', path: TEXT, message: 'the text is not cut at the stop string', expected, actual: text(stopped) })
      },
      violating: [
        { stopped: answer({ content: '1, 2, 3, 4, 5, 6, 7, 8', finish: 'length' }) },
        { stopped: answer({ content: '1, 2, 3, 4' }) },
        { stopped: answer({ content: '1' }) },
      ],
      inconclusive: [{ control: answer({ content: 'I like numbers.' }), stopped: answer({ content: 'I like numbers.' }) }],
    },
    'finish-reason': {
      level: 'must',
      sentence: 'An answer cut by a stop string ends with finish_reason `stop`.',
      source: SOURCE,
      breaks: 'clients that take `length` for a truncated answer and ask again',
      *check({ control, stopped }) {
        if (!text(control).includes(WORD)) return inconclusive('without `stop` the model did not produce the stop string')
        if (text(stopped).includes(WORD)) return inconclusive('the stop string did not stop the model')
        if (finishReason(stopped) !== 'stop') yield finding(stopped, { kind: 'wrong-value', path: FINISH, message: 'not reported as stopped', expected: 'stop', actual: finishReason(stopped) })
      },
      violating: [{ stopped: answer({ content: '1, 2, 3, ', finish: 'length' }) }],
    },
  },
})
