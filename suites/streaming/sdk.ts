import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { asArray, chunkChoices, deltaOf, isObject, text, type JsonObject } from '../../src/checks/reply.ts'
import { valueOf, taken } from '../../src/checks/sdk.ts'
import {
  inconclusive,
  sse,
  stream,
  streamWith,
  suite,
  viaSdk,
  extra,
  missing,
  wrong,
  type Json,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://github.com/openai/openai-node/blob/master/helpers.md'
const BODY = { messages: COUNTING, max_tokens: 16, stream: true }
const SAY = { content: '1, 2, 3, 4, 5', finish: 'length' }

type Piece = { [key: string]: Json }

const changed = (change: (choice: Piece, place: number, last: number) => Json) =>
  streamWith(SAY, (all) =>
    all.map((chunk, place) => ({
      ...chunk,
      choices: [change((chunk['choices'] as Piece[])[0] ?? {}, place, all.length - 1)],
    })),
  )

const nameless = changed((choice) => {
  const { role: _role, ...delta } = choice['delta'] as Piece
  return { ...choice, delta }
})
const endless = changed((choice) => ({ ...choice, finish_reason: null }))
const worded = sse([{ error: 'an error was encountered while running the model' }], { done: false })
const failing = sse([{ error: { message: 'boom', type: 'server_error' } }], { done: false })

/** Whether text should have come at all is for `chat/content` to say. */
const NO_TEXT = 'the stream has no text to see'

/** The chunks a caller of the iterator sees, as the choices they hold. */
const choicesSeen = (one: Observation): JsonObject[] => asArray(valueOf(one)).filter(isObject).flatMap(chunkChoices)

export default suite({
  id: 'streaming/sdk',
  about: 'a stream read by the official SDK, chunk by chunk and by its stream helper',
  model: 'chat',
  steps: {
    iterated: viaSdk('iterate', BODY),
    helped: viaSdk('stream-helper', BODY),
  },
  conforming: { iterated: stream(SAY), helped: stream(SAY) },
  rules: {
    iterates: {
      level: 'should',
      sentence: 'Iterating the stream with openai-node raises no error.',
      source: SOURCE,
      breaks: 'every app that streams with the official SDK',
      reads: ['iterated'],
      check: ({ iterated }) => taken(iterated),
      violating: [{ iterated: failing }, { iterated: worded }],
    },
    'iterated-whole': {
      level: 'should',
      sentence: 'The chunks it gives hold text and one finish_reason.',
      source: SOURCE,
      breaks: 'loops that append `chunk.choices[0].delta.content` until finish_reason is set',
      reads: ['iterated'],
      *check({ iterated }) {
        if (iterated.sdk?.ok !== true) return inconclusive('the SDK gave no chunks')
        const seen = choicesSeen(iterated)
        const written = seen
          .map((choice) => deltaOf(choice)['content'])
          .filter((content) => typeof content === 'string')
          .join('')
        const ends = seen.filter(
          (choice) => typeof choice['finish_reason'] === 'string' && choice['finish_reason'] !== '',
        ).length
        if (ends !== 1)
          yield (ends === 0 ? missing : extra)(
            iterated,
            'chunks[].choices[0].finish_reason',
            `the loop sees ${ends} ends`,
            1,
            ends,
          )
        if (text(iterated) === '') return inconclusive(NO_TEXT)
        if (written === '')
          yield missing(iterated, 'chunks[].choices[0].delta.content', 'the loop sees no text', 'text', written)
      },
      violating: [{ iterated: endless }],
      // A stream without events is no answer: that is told once, by `answered`.
      inconclusive: [
        { iterated: sse([]) },
        { iterated: failing },
        { iterated: stream({ content: '', finish: 'length' }) },
      ],
    },
    helper: {
      level: 'should',
      sentence: 'The stream helper of openai-node puts the stream together without an error.',
      source: SOURCE,
      breaks: 'apps that use `chat.completions.stream()` or `runTools()`: it insists on a role and a finish_reason',
      reads: ['helped'],
      check: ({ helped }) => taken(helped),
      violating: [{ helped: nameless }, { helped: endless }, { helped: failing }],
      inconclusive: [{ helped: sse([]) }],
    },
    'helper-answer': {
      level: 'should',
      sentence: 'What it puts together is a finished message of the assistant, with text.',
      source: SOURCE,
      breaks: 'apps that store the final message of the helper',
      reads: ['helped'],
      *check({ helped }) {
        const answer = valueOf(helped)
        const [choice] = isObject(answer) ? chunkChoices(answer) : []
        if (!choice) return inconclusive('the helper gave no answer')
        const message = isObject(choice['message']) ? choice['message'] : {}
        if (message['role'] !== 'assistant')
          yield wrong(
            helped,
            '$.choices[0].message.role',
            'not a message of the assistant',
            'assistant',
            message['role'],
          )
        if (typeof choice['finish_reason'] !== 'string')
          yield missing(helped, '$.choices[0].finish_reason', 'not finished', 'length', choice['finish_reason'])
        if (message['content'] || message['tool_calls']) return
        if (text(helped) === '') return inconclusive(NO_TEXT)
        yield missing(
          helped,
          '$.choices[0].message.content',
          'the message is empty',
          'text',
          message['content'] ?? null,
        )
      },
      violating: [
        {
          helped: changed((choice, place) => ({
            ...choice,
            delta: place === 0 ? { role: 'model', content: '1' } : {},
          })),
        },
      ],
      inconclusive: [{ helped: endless }, { helped: stream({ content: '', finish: 'length' }) }],
    },
  },
})
