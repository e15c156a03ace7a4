import { inReads, timed } from '../../fixtures/replies/pace.ts'
import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { heldBack, isChatPiece } from '../../src/checks/pace.ts'
import { text, TEXT } from '../../src/checks/reply.ts'
import { textDeltas } from '../../src/checks/stream.ts'
import {
  answer,
  chat,
  chunks,
  inconclusive,
  stream,
  streamed,
  suite,
  ignored,
  type Json,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/guides/streaming-responses'
const SAY = { content: '1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16', finish: 'length' }

/** A text of that many characters takes many tokens. */
const LONG_TEXT = 20

const frames = [...chunks(SAY).map((chunk: Json) => `data: ${JSON.stringify(chunk)}\n\n`), 'data: [DONE]\n\n']
const reads = (...ends: number[]) => inReads(frames, ends)

const oneToken = stream({ content: '1', finish: 'length' })

export default suite({
  id: 'streaming/incremental',
  about: 'an answer of many tokens, plain, streamed, and streamed for one token only, to compare their times',
  model: 'chat',
  steps: {
    plain: chat({ messages: COUNTING, max_tokens: 24 }),
    streamed: streamed({ messages: COUNTING, max_tokens: 24 }),
    again: streamed({ messages: COUNTING, max_tokens: 24, stream_options: { include_usage: true } }),
    first: streamed({ messages: COUNTING, max_tokens: 1 }),
  },
  conforming: {
    plain: timed(answer(SAY), 900),
    streamed: stream(SAY),
    again: stream(SAY, { usage: true }),
    first: timed(oneToken, 100, 120),
  },
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
      check: ({ plain, streamed: one, again, first }) =>
        heldBack({ plain, first, streams: [one, again], isPiece: isChatPiece }),
      violating: [
        // Everything at the end; 4 KiB blocks; two halves.
        { streamed: timed(reads(), 880) },
        { streamed: timed(reads(12), 600, 880) },
        { streamed: timed(reads(16), 700, 800) },
        // A fast server, twice.
        { plain: timed(answer(SAY), 190), streamed: timed(reads(), 191), again: timed(reads(), 189) },
        { plain: timed(answer(SAY), 190), streamed: timed(reads(16), 185, 191), again: timed(reads(), 189) },
      ],
      conforming: [
        {},
        // One stall on the way.
        { streamed: timed(reads(1, 2, 3, 4, 5, 16), 100, 150, 200, 250, 300, 850) },
        { streamed: timed(reads(2, 4, 6, 8, 10, 12, 14, 16), 100, 110, 120, 130, 140, 150, 160, 170, 190) },
      ],
      inconclusive: [
        { plain: timed(answer(SAY), 130), streamed: timed(reads(), 125) },
        // A fast server, once: the network may have stalled.
        { plain: timed(answer(SAY), 190), streamed: timed(reads(), 191) },
        // All of it in one packet, as it took no time.
        { plain: timed(answer(SAY), 130), streamed: timed(reads(), 131), again: timed(reads(), 131) },
        // Only the stream took long: the model may have been loading.
        { plain: timed(answer(SAY), 130), streamed: timed(reads(), 4000) },
        { streamed: stream({ content: 'One, two.' }) },
      ],
    },
  },
})
