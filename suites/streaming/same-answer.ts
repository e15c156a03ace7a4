import { COUNTING, THREE_WORDS } from '../../fixtures/sent/prompts.ts'
import { finishReason, firstChoice, FINISH, text, TEXT, toolCalls } from '../../src/checks/reply.ts'
import { reasoned, thoughtAlike } from '../../src/checks/tokens.ts'
import {
  answer,
  chat,
  inconclusive,
  stream,
  streamed,
  streamWith,
  suite,
  extra,
  missing,
  wrong,
  type Finding,
  type Json,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat-streaming'

const LONG = { content: '1, 2, 3, 4, 5, 6, 7, 8', finish: 'length' }
const SHORT = { content: 'sun moon stars' }

const unspaced = (said: string): string => said.replace(/\s/g, '')

/** A pair of answers is compared in shape; the model may choose other words the second time. */
function* sameShape(plain: Observation, one: Observation): Generator<Finding, void> {
  const [want, got] = [firstChoice(plain), firstChoice(one)]
  if (got?.role !== want?.role)
    yield wrong(one, '$.choices[0].message.role', 'streamed, the role is another', want?.role, got?.role ?? 'absent')
  if (plain.reply?.choices.length !== one.reply?.choices.length) {
    yield wrong(
      one,
      '$.choices',
      'streamed, there are more or fewer choices',
      plain.reply?.choices.length,
      one.reply?.choices.length ?? 0,
    )
  }
  if (toolCalls(plain).length !== toolCalls(one).length) {
    yield extra(
      one,
      '$.choices[0].message.tool_calls',
      'only one of the two calls tools',
      toolCalls(plain).length,
      toolCalls(one).length,
    )
  }
  if (!reasoned(plain) && !reasoned(one) && (text(plain) === '') !== (text(one) === '')) {
    yield (text(one) === '' ? missing : extra)(one, TEXT, 'only one of the two has text', text(plain), text(one))
  }
}

export default suite({
  id: 'streaming/same-answer',
  about: 'two requests, each answered plain and as a stream',
  model: 'chat',
  steps: {
    longPlain: chat({ messages: COUNTING, max_tokens: 24 }),
    long: streamed({ messages: COUNTING, max_tokens: 24 }),
    shortPlain: chat({ messages: THREE_WORDS, max_tokens: 12 }),
    short: streamed({ messages: THREE_WORDS, max_tokens: 12 }),
  },
  conforming: { longPlain: answer(LONG), long: stream(LONG), shortPlain: answer(SHORT), short: stream(SHORT) },
  rules: {
    shape: {
      level: 'should',
      sentence: 'The stream adds up to an answer of the same shape as the plain one: role, choices, text.',
      source: SOURCE,
      breaks: 'apps that switch streaming on get an empty answer or another kind of answer',
      *check({ longPlain, long, shortPlain, short }) {
        yield* sameShape(longPlain, long)
        yield* sameShape(shortPlain, short)
      },
      violating: [
        { long: stream({ content: '', finish: 'length' }) },
        {
          short: streamWith(SHORT, (all) =>
            all.map((chunk, place) =>
              place === 0 ? { ...chunk, choices: [{ index: 0, delta: { content: '' }, finish_reason: null }] } : chunk,
            ),
          ),
        },
        {
          short: streamWith(SHORT, (all) =>
            all.map((chunk, place) => ({
              ...chunk,
              choices: [{ ...(chunk['choices'] as { [key: string]: Json }[])[0], index: place }],
            })),
          ),
        },
      ],
      conforming: [{}, { long: stream({ content: 'One, two, three', finish: 'length' }) }],
    },
    'finish-reason': {
      level: 'should',
      sentence: 'The same text ends with the same finish_reason, plain and streamed.',
      source: SOURCE,
      breaks: 'clients that go on after `length` or run tools after `tool_calls`, in one mode only',
      *check({ longPlain, long, shortPlain, short }) {
        const pairs = [
          [longPlain, long],
          [shortPlain, short],
        ] as const
        const judged = pairs.filter(([plain, one]) => text(plain).trim() === text(one).trim())
        if (judged.length === 0) return inconclusive('the model said something else the second time')
        for (const [plain, one] of judged) {
          if (finishReason(plain) !== finishReason(one))
            yield wrong(one, FINISH, 'streamed, the same text ends otherwise', finishReason(plain), finishReason(one))
        }
      },
      violating: [
        { long: stream({ ...LONG, finish: 'stop' }) },
        { short: stream({ ...SHORT, finish: null }) },
        { short: stream({ ...SHORT, finish: 'length' }) },
      ],
      inconclusive: [{ long: stream({ content: 'One', finish: 'stop' }), short: stream({ content: 'Sun!' }) }],
    },
    'nothing-lost': {
      level: 'should',
      sentence: 'The stream has no less text than the plain answer to the same request.',
      source: SOURCE,
      breaks: 'readers of the stream miss the first or last words',
      *check({ longPlain, long }) {
        const [want, got] = [text(longPlain), text(long)]
        // Equal texts show it, also where the server did not hold the token limit.
        if (want.trim() !== '' && want.trim() === got.trim()) return
        const filled = finishReason(longPlain) === 'length' && finishReason(long) === 'length'
        if (!filled || !thoughtAlike(longPlain, long)) return inconclusive('the text did not fill the limit both times')
        // A piece that is missing at either end; any other difference may be the model's.
        if (want.startsWith(got) || want.endsWith(got))
          yield missing(long, TEXT, 'streamed, a part of the text is missing', want, got)
        else if (unspaced(want) === unspaced(got) && got.length < want.length)
          yield missing(long, TEXT, 'streamed, the spaces between words are missing', want, got)
        else return inconclusive('the model said something else the second time')
      },
      violating: [
        { long: stream({ content: '1,2,3,4,5,6,7,8', finish: 'length' }) },
        { long: stream({ content: '1, 2, 3, 4, 5, 6, 7,', finish: 'length' }) },
        { long: stream({ content: ', 2, 3, 4, 5, 6, 7, 8', finish: 'length' }) },
      ],
      conforming: [{}, { longPlain: answer({ content: '1, 2.' }), long: stream({ content: '1, 2.' }) }],
      inconclusive: [
        { longPlain: answer({ content: '1, 2.' }), long: stream({ content: '1, 2' }) },
        { longPlain: answer({ content: '' }), long: stream({ content: '' }) },
        { long: stream({ content: 'One, two, three, four', finish: 'length' }) },
      ],
    },
  },
})
