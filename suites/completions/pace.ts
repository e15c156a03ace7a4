import { textAnswer, textChunks, textStream } from '../../fixtures/replies/completion.ts'
import { inReads, timed } from '../../fixtures/replies/pace.ts'
import { COUNTING, COUNT_ON } from '../../fixtures/sent/prompts.ts'
import { heldBack, isTextPiece } from '../../src/checks/pace.ts'
import { after, complete, refusable, stream, streamed, suite } from '../../src/define/index.ts'

const BODY = { prompt: COUNT_ON, max_tokens: 16 }
const SAY = { text: ' 7, 8, 9, 10, 11, 12, 13, 14, 15, 16', finish: 'length' }
const frames = [...textChunks(SAY).map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`), 'data: [DONE]\n\n']
const atOnce = inReads(frames, [])

export default suite({
  id: 'completions/pace',
  about: 'a text completion, plain and streamed twice, and a stream of one token, to compare their times',
  model: 'chat',
  answered: 'should',
  steps: {
    plain: refusable(complete(BODY)),
    streamed: refusable(complete({ ...BODY, stream: true })),
    again: refusable(complete({ ...BODY, stream: true, stream_options: { include_usage: true } })),
    // Made while it runs, so that the suite is no part of what is asked about chat streams.
    first: after(1, () => streamed({ messages: COUNTING, max_tokens: 1 })),
  },
  conforming: {
    plain: timed(textAnswer(SAY), 900),
    streamed: textStream(SAY),
    again: textStream(SAY, { usage: true }),
    first: timed(stream({ content: '1', finish: 'length' }), 100, 120),
  },
  rules: {
    'as-generated': {
      level: 'should',
      sentence: 'The pieces of a streamed text completion arrive as the model makes them and are not held back.',
      source: 'https://platform.openai.com/docs/api-reference/completions/create#completions-create-stream',
      breaks: 'editors show a suggestion only when it is complete (buffering proxies such as nginx by default)',
      parameter: 'completions.stream',
      check: ({ plain, streamed: one, again, first }) =>
        heldBack({ plain, first, streams: [one, again], isPiece: isTextPiece }),
      violating: [
        { streamed: timed(atOnce, 880) },
        { plain: timed(textAnswer(SAY), 190), streamed: timed(atOnce, 191), again: timed(atOnce, 189) },
      ],
      inconclusive: [
        { plain: timed(textAnswer(SAY), 190), streamed: timed(atOnce, 191) },
        { plain: timed(textAnswer(SAY), 130), streamed: timed(atOnce, 131), again: timed(atOnce, 131) },
        { streamed: textStream({ text: ' 7' }) },
      ],
    },
  },
})
