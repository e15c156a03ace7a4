import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { text, TEXT } from '../../src/checks/reply.ts'
import { textDeltas } from '../../src/checks/stream.ts'
import {
  answer,
  chat,
  chunks,
  inconclusive,
  raw,
  stream,
  streamed,
  suite,
  ignored,
  type Json,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/guides/streaming-responses'
const SAY = { content: '1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16', finish: 'length' }

/** Fewer deltas show nothing about their pace. */
const ENOUGH_DELTAS = 8
/** Deltas a network read has on average where somebody collects them. A stalled network clumps a few, never all. */
const CLUMP = 8
/** Milliseconds in which a server could well have sent some of the text before the rest. Below it, the server is just fast. */
const SLOW = 250
/** A text of that many characters takes many tokens. */
const LONG_TEXT = 20

type Reply = ReturnType<typeof stream>

/** The same reply with each of its network reads at that time. */
const timed = (reply: Reply, ...times: number[]): Reply => {
  const endMs = times.at(-1) ?? 0
  const body = reply.response?.chunks.map((chunk, i) => ({ ...chunk, at: times[i] ?? endMs })) ?? []
  return {
    ...reply,
    response: reply.response && { ...reply.response, chunks: body },
    timing: { ...reply.timing, headersMs: times[0] ?? 0, firstByteMs: times[0] ?? 0, endMs },
  }
}

const frames = [...chunks(SAY).map((chunk: Json) => `data: ${JSON.stringify(chunk)}\n\n`), 'data: [DONE]\n\n']
/** The stream in network reads that end before these frames. */
const reads = (...ends: number[]): Reply =>
  raw(
    [0, ...ends].map((from, i) => frames.slice(from, ends[i]).join('')),
    { headers: [['content-type', 'text/event-stream']] },
  )

const oneToken = stream({ content: '1', finish: 'length' })

export default suite({
  id: 'streaming/incremental',
  about: 'an answer of many tokens, plain, streamed, and streamed for one token only, to compare their times',
  model: 'chat',
  steps: {
    plain: chat({ messages: COUNTING, max_tokens: 24 }),
    streamed: streamed({ messages: COUNTING, max_tokens: 24 }),
    first: streamed({ messages: COUNTING, max_tokens: 1 }),
  },
  conforming: { plain: timed(answer(SAY), 900), streamed: stream(SAY), first: timed(oneToken, 100, 120) },
  rules: {
    deltas: {
      level: 'should',
      sentence: 'A streamed answer of many tokens comes in more than one content delta.',
      source: SOURCE,
      breaks:
        'readers wait for the whole answer, as without a stream (Ollama with tools before 0.8, adapters that only imitate a stream)',
      parameter: 'chat.stream',
      reads: ['streamed'],
      *check({ streamed: one }) {
        if (text(one).length < LONG_TEXT) return inconclusive('the model wrote too little')
        if (textDeltas(one).length <= 1) yield ignored(one, TEXT, 'all the text is in one delta', 'several deltas', 1)
      },
      violating: [{ streamed: stream({ content: '1,2,3,4,5,6,7,8,9,10,11,12', finish: 'length' }) }],
      inconclusive: [{ streamed: stream({ content: 'One.' }) }],
    },
    'as-generated': {
      level: 'should',
      sentence: 'Deltas arrive as the model makes them and are not held back.',
      source: SOURCE,
      breaks:
        'readers see nothing for seconds, then a block; clients with read timeouts give up (buffering proxies such as nginx by default)',
      parameter: 'chat.stream',
      *check({ plain, streamed: one, first }) {
        const deltas = textDeltas(one)
        if (one.exchange.response?.headers.some(([name]) => name.toLowerCase() === 'content-encoding'))
          return inconclusive('the stream is compressed, so its pieces cannot be told apart')
        if (deltas.length < ENOUGH_DELTAS) return inconclusive('there are too few deltas')
        const inReads = new Set(deltas.map(({ read }) => read)).size
        if (deltas.length / inReads < CLUMP) return
        const [begin, end] = [deltas[0]?.at ?? 0, deltas.at(-1)?.at ?? 0]
        // Two answers must have taken long, so that a model that was still loading, or a busy moment, is no evidence.
        const wait = Math.min(plain.exchange.timing.endMs, begin) - first.exchange.timing.endMs
        if (end - begin < SLOW && wait < SLOW)
          return inconclusive('the answer came too fast to tell whether it was held back')
        yield ignored(
          one,
          'body',
          'the text was held back and came in blocks',
          `more than ${inReads} network reads for ${deltas.length} deltas`,
          `${inReads} reads between ${begin} and ${end} ms`,
        )
      },
      violating: [
        // Everything at the end; 4 KiB blocks; two halves.
        { streamed: timed(reads(), 880) },
        { streamed: timed(reads(12), 600, 880) },
        { streamed: timed(reads(16), 700, 800) },
      ],
      conforming: [
        {},
        // One stall on the way.
        { streamed: timed(reads(1, 2, 3, 4, 5, 16), 100, 150, 200, 250, 300, 850) },
        { streamed: timed(reads(2, 4, 6, 8, 10, 12, 14, 16), 100, 110, 120, 130, 140, 150, 160, 170, 180) },
      ],
      inconclusive: [
        { plain: timed(answer(SAY), 130), streamed: timed(reads(), 125) },
        // Only the stream took long: the model may have been loading.
        { plain: timed(answer(SAY), 130), streamed: timed(reads(), 4000) },
        { streamed: stream({ content: 'One, two.' }) },
      ],
    },
  },
})
