import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { text } from '../../src/checks/reply.ts'
import { endsBefore, finishesWithStop, phraseIn, stopsOf } from '../../src/checks/stop.ts'
import { after, answer, chat, inconclusive, stream, streamed, suite } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-stop'
const CONTROL = { content: '1, 2, 3, 4, 5, 6, 7, 8', finish: 'length' }

/** Longer than any token of such a text, so that it spans chunks. */
const LENGTH = 9

export default suite({
  id: 'stop/stream',
  about:
    'a stream with a `stop` phrase of several tokens, which spans its chunks and whose beginning also comes earlier',
  model: 'chat',
  steps: {
    control: chat({ messages: COUNTING, max_tokens: 24 }),
    streamed: after(24, ({ control }) => {
      const phrase = control && phraseIn(text(control), LENGTH, true)
      return phrase === undefined
        ? inconclusive('the model wrote too little to take a phrase from')
        : streamed({ messages: COUNTING, max_tokens: 24, stop: phrase })
    }),
  },
  conforming: { control: answer(CONTROL), streamed: stream({ content: '1, 2, 3, 4' }) },
  rules: {
    'leaks-nothing': {
      level: 'should',
      sentence: 'No delta carries any of the stop phrase: what may be its beginning is held back until that is clear.',
      source: SOURCE,
      breaks: 'what was streamed cannot be taken back: users see half a marker at the end of the answer',
      parameter: 'chat.stop',
      check: ({ control, streamed: one }) => endsBefore(control, one, stopsOf(one)),
      violating: [
        { streamed: stream(CONTROL) },
        { streamed: stream({ content: '1, 2, 3, 4,' }) },
        { streamed: stream({ content: '1, 2, 3, 4, 5' }) },
        { streamed: stream({ content: '1, 2, 3, 4, 5, 6, 7' }) },
        // What was held back is lost; the first characters of the phrase are taken for the whole.
        { streamed: stream({ content: '1, 2, 3' }) },
        { streamed: stream({ content: '1' }) },
      ],
      inconclusive: [{ control: answer({ content: 'One.' }) }, { streamed: stream({ content: 'One, two' }) }],
    },
    'finish-reason': {
      level: 'should',
      sentence: 'A stream cut by a stop string ends with finish_reason `stop`.',
      source: SOURCE,
      breaks: 'clients that take `length` for a truncated answer and ask again',
      parameter: 'chat.stop',
      check: ({ control, streamed: one }) => finishesWithStop(control, one, stopsOf(one)),
      violating: [
        { streamed: stream({ content: '1, 2, 3, 4', finish: 'length' }) },
        { streamed: stream({ content: '1, 2, 3, 4', finish: null }) },
      ],
      inconclusive: [{ streamed: stream(CONTROL) }],
    },
  },
})
