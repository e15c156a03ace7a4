import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { text } from '../../src/checks/reply.ts'
import { endsBefore, finishesWithStop, stopsOf } from '../../src/checks/stop.ts'
import {
  after,
  answer,
  answerWith,
  chat,
  inconclusive,
  stream,
  streamed,
  suite,
  missing,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-stop'
const CONTROL = { content: '1, 2, 3, 4, 5, 6, 7, 8', finish: 'length' }

/** Characters at the beginning of the answer that stop it: two, so that the first can leak. */
const LENGTH = 2

const stopping = (ask: typeof chat) =>
  after(8, ({ control }) => {
    const stop = control ? [...text(control).trimStart()].slice(0, LENGTH).join('').trim() : ''
    return stop === '' ? inconclusive('the model wrote nothing') : ask({ messages: COUNTING, max_tokens: 8, stop })
  })

export default suite({
  id: 'stop/at-start',
  about: 'a `stop` string that is the very beginning of what the model says, plain and streamed',
  model: 'chat',
  steps: {
    control: chat({ messages: COUNTING, max_tokens: 24 }),
    stopped: stopping(chat),
    streamed: stopping(streamed),
  },
  conforming: { control: answer(CONTROL), stopped: answer({ content: '' }), streamed: stream({ content: '' }) },
  rules: {
    'empty-text': {
      level: 'should',
      sentence: 'An answer that begins with the stop string has no text.',
      source: SOURCE,
      breaks: 'parsers that rely on the cut find the marker itself in the text',
      parameter: 'chat.stop',
      reads: ['control', 'stopped'],
      check: ({ control, stopped }) => endsBefore(control, stopped, stopsOf(stopped)),
      violating: [
        { stopped: answer({ content: '1, 2, 3', finish: 'length' }) },
        { stopped: answer({ content: '1,' }) },
        { stopped: answer({ content: '1' }) },
        { stopped: answer({ content: ' 2, 3, 4', finish: 'length' }) },
      ],
      conforming: [{}, { stopped: answer({ content: null }) }],
      inconclusive: [
        { control: answer({ content: '' }) },
        { stopped: answer({ content: 'Sure! Here', finish: 'length' }) },
      ],
    },
    'empty-stream': {
      level: 'should',
      sentence: 'A stream that begins with the stop string has no text either.',
      source: SOURCE,
      breaks: 'users see the marker flash up',
      parameter: 'chat.stop',
      reads: ['control', 'streamed'],
      check: ({ control, streamed: one }) => endsBefore(control, one, stopsOf(one)),
      violating: [
        { streamed: stream({ content: '1, 2, 3', finish: 'length' }) },
        { streamed: stream({ content: '1' }) },
      ],
      inconclusive: [{ control: answer({ content: '' }) }],
    },
    'still-an-answer': {
      level: 'should',
      sentence: 'An answer without text still has a choice with a message of the assistant.',
      source: SOURCE,
      breaks: 'clients that read `choices[0].message` of every answer',
      reads: ['stopped'],
      *check({ stopped }) {
        const choice = stopped.reply?.choices[0]
        if (text(stopped) !== '') return inconclusive('the answer has text')
        if (!choice) yield missing(stopped, '$.choices[0]', 'there is no choice', 'one choice', 'none')
        else if (choice.role !== 'assistant')
          yield missing(
            stopped,
            '$.choices[0].message.role',
            'there is no message of the assistant',
            'assistant',
            choice.role ?? 'absent',
          )
      },
      violating: [
        { stopped: answerWith({ content: '' }, (body) => ({ ...body, choices: [] })) },
        {
          stopped: answerWith({ content: '' }, (body) => ({ ...body, choices: [{ index: 0, finish_reason: 'stop' }] })),
        },
      ],
      inconclusive: [{ stopped: answer({ content: '1, 2, 3', finish: 'length' }) }],
    },
    'finish-reason': {
      level: 'should',
      sentence: 'An answer without text ends with finish_reason `stop`, plain and streamed.',
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
        { stopped: answer({ content: '', finish: 'length' }) },
        { streamed: stream({ content: '', finish: null }) },
      ],
      inconclusive: [{ stopped: answer({ content: '1, 2', finish: 'length' }) }],
    },
  },
})
