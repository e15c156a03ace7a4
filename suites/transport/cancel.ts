import { COUNTING, repeatAfterMe } from '../../fixtures/sent/prompts.ts'
import { finishReason } from '../../src/checks/reply.ts'
import { textDeltas } from '../../src/checks/stream.ts'
import {
  abortAfter,
  answer,
  atOnce,
  brokenOff,
  chat,
  chunks,
  inconclusive,
  onOneConnection,
  stream,
  streamed,
  suite,
  wrong,
  type Observation,
} from '../../src/define/index.ts'

const LONG = 96
/** Milliseconds the rest of the answer must take to be told from chance, and the share of it that makes a wait. */
const TELLING = 800
const SHARE = 0.6

/** Asked nowhere else, so that each is really sent in its place. */
const short = (word: string) => chat({ messages: repeatAfterMe(word), max_tokens: 1 })

type Reply = ReturnType<typeof answer>
const lasting = (endMs: number, reply: Reply = answer({ content: 'a', finish: 'length' })): Reply => ({
  ...reply,
  timing: { ...reply.timing, headersMs: endMs - 2, firstByteMs: endMs - 1, endMs },
})
const hungUp = brokenOff(
  chunks({ content: '1, 2, 3' })
    .slice(0, 4)
    .map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`),
  'client-abort',
)
const LENGTHY = stream({ content: Array.from({ length: 16 }, (_, i) => `${i + 1},`).join(' '), finish: 'length' })
const cancelling = (before: number, next: number, later: number) => ({
  calls: [lasting(before), hungUp, lasting(next), lasting(later)],
})
const delayed = (ms: number, reply: Reply): Reply => ({
  ...reply,
  response: reply.response && {
    ...reply.response,
    chunks: reply.response.chunks.map((chunk) => ({ ...chunk, at: chunk.at + ms })),
  },
})
/** Two streams, the second that much later than the first. */
const queued = (ms: number, reply: Reply = LENGTHY) => ({ queue: [reply, delayed(ms, reply)] })

const endOf = ({ exchange }: Observation): number => exchange.timing.endMs

/** When the text of a stream came. */
function span(one: Observation): { from: number; to: number; deltas: number } {
  const deltas = textDeltas(one)
  return { from: deltas[0]?.at ?? 0, to: deltas.at(-1)?.at ?? 0, deltas: deltas.length }
}

/** Milliseconds a token takes; 0 where too few came to say. */
const pace = (one: Observation): number => {
  const { from, to, deltas } = span(one)
  return deltas < 8 ? 0 : (to - from) / (deltas - 1)
}

/** The text of one came only when that of the other was there. */
const oneAtATime = (one: Observation, other: Observation): boolean =>
  span(one).from >= span(other).to || span(other).from >= span(one).to

export default suite({
  id: 'transport/cancel',
  about:
    'a long stream that is hung up on between short calls, timed; before it two streams at once, to see whether the server works on one at a time',
  model: 'chat',
  steps: {
    queue: atOnce([11, 12].map((seed) => streamed({ messages: COUNTING, max_tokens: 16, seed }))),
    calls: onOneConnection([
      short('before'),
      abortAfter(3, streamed({ messages: COUNTING, max_tokens: LONG })),
      short('next'),
      short('later'),
    ]),
  },
  conforming: { ...queued(5000), ...cancelling(100, 130, 100) },
  rules: {
    'stops-generation': {
      level: 'should',
      sentence: 'When the client hangs up on a stream, its generation stops, and the next call does not wait for it.',
      source: 'https://platform.openai.com/docs/api-reference/chat-streaming',
      breaks:
        'everybody on a server with one slot: the answer nobody reads is written to its end first (LiteLLM and Portkey do not pass the hang-up on)',
      *check({ queue, calls }) {
        const [control, beside] = queue as [Observation, Observation]
        const [before, cut, next, later] = calls as [Observation, Observation, Observation, Observation]
        if (cut.exchange.failure?.stage !== 'client-abort')
          return inconclusive('the stream ended before it was hung up on')
        if (finishReason(control) !== 'length') return inconclusive('the model does not write for long')
        const rest = Math.min(pace(control), pace(beside)) * (LONG - 3)
        if (rest < TELLING) return inconclusive('the server is too fast to tell')
        // Both neighbours must have been quick, so that a busy machine is no evidence.
        const delay = endOf(next) - Math.max(endOf(before), endOf(later))
        if (delay > SHARE * rest)
          yield wrong(
            next,
            'timing',
            `the next call took ${Math.round(delay)} ms longer than those around it; the rest of the answer would have taken ${Math.round(rest)} ms`,
            'no wait',
            Math.round(delay),
          )
        else if (!oneAtATime(control, beside))
          return inconclusive('the server works on several calls at once, so a call would not have waited')
      },
      violating: [cancelling(100, 2600, 100), { ...cancelling(100, 2600, 150), ...queued(0) }],
      inconclusive: [
        queued(0),
        { calls: [lasting(100), stream({ content: '1, 2, 3' }), lasting(100), lasting(100)] },
        queued(5000, stream({ content: '1, 2, 3' })),
        queued(5000, {
          ...LENGTHY,
          response: LENGTHY.response && {
            ...LENGTHY.response,
            chunks: LENGTHY.response.chunks.map((chunk, i) => ({ ...chunk, at: 100 + i })),
          },
        }),
        // All of the machine was slow.
        { ...cancelling(100, 2600, 2500), ...queued(0) },
      ],
    },
  },
})
