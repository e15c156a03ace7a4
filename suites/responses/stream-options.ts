import { cutResponse, streamedResponse } from '../../fixtures/replies/response.ts'
import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { eventsOf } from '../../src/checks/response-stream.ts'
import { inconclusive, refusable, respond, suite, ignored, type Observation } from '../../src/define/index.ts'

const BODY = { input: COUNTING, max_output_tokens: 16, stream: true }
const RESPONSE = cutResponse('1, 2, 3, 4, 5')
const bare = streamedResponse(RESPONSE)
const padded = streamedResponse(RESPONSE, (events) =>
  events.map((event) => (event.type.endsWith('.delta') ? { ...event, obfuscation: 'a1b2c3' } : event)),
)

const paddedAt = (stream: Observation): number | undefined =>
  eventsOf(stream).find(({ event }) => 'obfuscation' in event)?.at

export default suite({
  id: 'responses/stream-options',
  about: 'a streamed response whose deltas shall not be padded',
  model: 'chat',
  answered: 'should',
  steps: {
    control: respond(BODY),
    asked: refusable(respond({ ...BODY, stream_options: { include_obfuscation: false } })),
  },
  conforming: { control: padded, asked: bare },
  rules: {
    'no-padding': {
      level: 'may',
      sentence: 'With `include_obfuscation: false` no event has padding.',
      source:
        'https://platform.openai.com/docs/api-reference/responses/create#responses-create-stream_options; by default observed on nearly all deltas since 2025-09',
      breaks: 'apps on slow lines pay for letters that nobody reads',
      parameter: 'responses.stream_options',
      *check({ control, asked }) {
        const at = paddedAt(asked)
        if (at !== undefined)
          yield ignored(asked, `events[${at}].obfuscation`, 'the padding is there all the same', 'absent', 'present')
        else if (paddedAt(control) === undefined) return inconclusive('the server pads nothing anyway')
      },
      violating: [{ asked: padded }],
      inconclusive: [{ control: bare }],
    },
  },
})
