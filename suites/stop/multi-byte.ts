import { MULTIBYTE } from '../../fixtures/sent/prompts.ts'
import { text } from '../../src/checks/reply.ts'
import { endsBefore, finishesWithStop, stopsOf } from '../../src/checks/stop.ts'
import { after, answer, chat, inconclusive, stream, streamed, suite, type Observation } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-stop'
const CONTROL = { content: 'café 🚀 日本 naïve' }

/** An emoji, which mostly takes several tokens, else any other character of several bytes. */
const stopIn = (control: Observation | undefined): string | undefined => {
  const full = control ? text(control) : ''
  return (/(?!^)[\u{10000}-\u{10ffff}]/u.exec(full) ?? /(?!^)[^\x00-\x7f\ufffd]/u.exec(full))?.[0]
}

const stopping = (ask: typeof chat) =>
  after(16, ({ control }) => {
    const stop = stopIn(control)
    return stop === undefined
      ? inconclusive('the model wrote no character of several bytes')
      : ask({ messages: MULTIBYTE, max_tokens: 16, stop })
  })

export default suite({
  id: 'stop/multi-byte',
  about: 'a `stop` character of several bytes, plain and streamed',
  model: 'chat',
  steps: {
    control: chat({ messages: MULTIBYTE, max_tokens: 24 }),
    stopped: stopping(chat),
    streamed: stopping(streamed),
  },
  conforming: {
    control: answer(CONTROL),
    stopped: answer({ content: 'café ' }),
    streamed: stream({ content: 'café ' }),
  },
  rules: {
    'ends-before-it': {
      level: 'should',
      sentence: 'The text ends right before a stop string of several bytes.',
      source: SOURCE,
      breaks: 'prompts whose markers are not ASCII, as in most languages',
      parameter: 'chat.stop',
      reads: ['control', 'stopped'],
      check: ({ control, stopped: one }) => endsBefore(control, one, stopsOf(one)),
      violating: [
        { stopped: answer(CONTROL) },
        { stopped: answer({ content: 'café 🚀' }) },
        { stopped: answer({ content: 'café \uFFFD' }) },
      ],
      inconclusive: [{ control: answer({ content: 'cafe' }) }],
    },
    'streamed-ends-before-it': {
      level: 'should',
      sentence: 'A stream ends right before it, too, with none of its bytes.',
      source: SOURCE,
      breaks: 'users see a replacement character at the end of the answer',
      parameter: 'chat.stop',
      reads: ['control', 'streamed'],
      check: ({ control, streamed: one }) => endsBefore(control, one, stopsOf(one)),
      violating: [
        { streamed: stream(CONTROL) },
        { streamed: stream({ content: 'café 🚀' }) },
        { streamed: stream({ content: 'café \uFFFD' }) },
      ],
      inconclusive: [{ control: answer({ content: 'cafe' }) }],
    },
    'finish-reason': {
      level: 'should',
      sentence: 'An answer cut by such a character ends with finish_reason `stop`, plain and streamed.',
      source: SOURCE,
      breaks: 'clients that take `length` for a truncated answer and ask again',
      parameter: 'chat.stop',
      *check({ control, stopped, streamed: one }) {
        const open = [
          yield* finishesWithStop(control, stopped, stopsOf(stopped)),
          yield* finishesWithStop(control, one, stopsOf(one)),
        ]
        return open.find(Boolean)
      },
      violating: [
        { stopped: answer({ content: 'café ', finish: 'length' }) },
        { streamed: stream({ content: 'café ', finish: 'length' }) },
      ],
      inconclusive: [{ streamed: stream(CONTROL) }],
    },
  },
})
