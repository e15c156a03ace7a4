import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { text } from '../../src/checks/reply.ts'
import { endsBefore, finishesWithStop, phraseIn, stopsOf } from '../../src/checks/stop.ts'
import { after, answer, chat, inconclusive, suite } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-stop'
const CONTROL = { content: '1, 2, 3, 4, 5, 6, 7, 8', finish: 'length' }

/** Longer than any token of such a text. */
const LENGTH = 8

export default suite({
  id: 'stop/multi-token',
  about: 'a `stop` phrase of several tokens, taken from what the model says without it',
  model: 'chat',
  steps: {
    control: chat({ messages: COUNTING, max_tokens: 24 }),
    stopped: after(24, ({ control }) => {
      const phrase = control && phraseIn(text(control), LENGTH)
      return phrase === undefined
        ? inconclusive('the model wrote too little to take a phrase from')
        : chat({ messages: COUNTING, max_tokens: 24, stop: phrase })
    }),
  },
  conforming: { control: answer(CONTROL), stopped: answer({ content: '1, 2, 3, ' }) },
  rules: {
    'ends-before-it': {
      level: 'should',
      sentence: 'The text ends right before a stop phrase that spans tokens, without its beginning.',
      source: SOURCE,
      breaks:
        'agents whose markers (`\\nObservation:`) take several tokens: the marker, or a part of it, stays in the text',
      parameter: 'chat.stop',
      check: ({ control, stopped }) => endsBefore(control, stopped, stopsOf(stopped)),
      violating: [
        // Tokens are compared one by one, so the phrase is never seen; or those before its last one stay.
        { stopped: answer(CONTROL) },
        { stopped: answer({ content: '1, 2, 3, 4, 5, 6, 7' }) },
        { stopped: answer({ content: '1, 2, 3, 4' }) },
        { stopped: answer({ content: '1, 2, 3, 4, 5,' }) },
        { stopped: answer({ content: '1, 2' }) },
      ],
      inconclusive: [{ control: answer({ content: 'One.' }) }, { stopped: answer({ content: 'One, two' }) }],
    },
    'finish-reason': {
      level: 'should',
      sentence: 'An answer cut by such a phrase ends with finish_reason `stop`.',
      source: SOURCE,
      breaks: 'clients that take `length` for a truncated answer and ask again',
      parameter: 'chat.stop',
      check: ({ control, stopped }) => finishesWithStop(control, stopped, stopsOf(stopped)),
      violating: [{ stopped: answer({ content: '1, 2, 3, ', finish: 'length' }) }],
      inconclusive: [{ stopped: answer(CONTROL) }],
    },
  },
})
