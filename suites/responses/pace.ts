import { inReads, timed } from '../../fixtures/replies/pace.ts'
import {
  cutResponse,
  messageItem,
  responseOf,
  streamedResponse,
  streamEvents,
} from '../../fixtures/replies/response.ts'
import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { heldBack, isResponsePiece } from '../../src/checks/pace.ts'
import { after, json, respond, stream, streamed, suite } from '../../src/define/index.ts'

const BODY = { input: COUNTING, max_output_tokens: 16 }
const SAID = cutResponse('1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12')
const frames = streamEvents(SAID).map((event) => `event: ${String(event['type'])}\ndata: ${JSON.stringify(event)}\n\n`)
/** The beginning at once, and all of the text in one read. */
const atOnce = inReads(frames, [2])

export default suite({
  id: 'responses/pace',
  about: 'a response, plain and streamed twice, and a chat stream of one token, to compare their times',
  model: 'chat',
  answered: 'should',
  steps: {
    plain: respond(BODY),
    streamed: respond({ ...BODY, stream: true }),
    again: respond({ ...BODY, stream: true, stream_options: { include_obfuscation: false } }),
    // Made while it runs, so that the suite is no part of what is asked about chat streams.
    first: after(1, () => streamed({ messages: COUNTING, max_tokens: 1 })),
  },
  conforming: {
    plain: timed(json(SAID), 900),
    streamed: streamedResponse(SAID),
    again: streamedResponse(SAID),
    first: timed(stream({ content: '1', finish: 'length' }), 100, 120),
  },
  rules: {
    'as-generated': {
      level: 'should',
      sentence: 'The text deltas of a streamed response arrive as the model makes them and are not held back.',
      source: 'https://platform.openai.com/docs/guides/streaming-responses',
      breaks: 'Codex and chat pages show nothing for seconds, then a block; clients with read timeouts give up',
      parameter: 'responses.stream',
      check: ({ plain, streamed: one, again, first }) =>
        heldBack({ plain, first, streams: [one, again], isPiece: isResponsePiece }),
      violating: [
        { streamed: timed(atOnce, 100, 880) },
        { plain: timed(json(SAID), 190), streamed: timed(atOnce, 100, 191), again: timed(atOnce, 100, 189) },
      ],
      inconclusive: [
        { plain: timed(json(SAID), 190), streamed: timed(atOnce, 100, 191) },
        { plain: timed(json(SAID), 130), streamed: timed(atOnce, 100, 131), again: timed(atOnce, 100, 131) },
        { streamed: streamedResponse(responseOf([messageItem('1')])) },
      ],
    },
  },
})
