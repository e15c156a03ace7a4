import { GREETING } from '../../fixtures/sent/prompts.ts'
import { chunksOf } from '../../src/checks/stream.ts'
import {
  inconclusive,
  refusable,
  stream,
  streamed,
  streamWith,
  suite,
  ignored,
  type Observation,
} from '../../src/define/index.ts'

/** Chunks with padding to speak of. */
const padded = (one: Observation): number =>
  chunksOf(one).filter(({ chunk }) => typeof chunk['obfuscation'] === 'string' && chunk['obfuscation'] !== '').length
const bare = streamWith({}, (chunks) => chunks.map(({ obfuscation: _, ...chunk }) => chunk))

export default suite({
  id: 'parameters/obfuscation',
  about: 'a stream as it comes, and with `stream_options: {"include_obfuscation": false}`',
  model: 'chat',
  answered: 'may',
  steps: {
    control: streamed({ messages: GREETING, max_tokens: 4 }),
    off: refusable(streamed({ messages: GREETING, max_tokens: 4, stream_options: { include_obfuscation: false } })),
  },
  conforming: { control: stream(), off: bare },
  rules: {
    'can-be-turned-off': {
      level: 'may',
      sentence: 'With `include_obfuscation: false` no chunk is padded.',
      source:
        'https://platform.openai.com/docs/api-reference/chat/create#chat-create-stream_options; observed: all chunks padded since 2025-09',
      breaks: 'who pays for bandwidth on a link that can be trusted pays for padding',
      parameter: 'chat.stream_options.include_obfuscation',
      *check({ control, off }) {
        const [before, after] = [padded(control), padded(off)]
        if (before === 0) return inconclusive('the server pads nothing, so there is nothing to turn off')
        if (after > 0) yield ignored(off, 'events[].obfuscation', `${after} chunks are padded all the same`, 0, after)
      },
      violating: [{ off: stream() }],
      inconclusive: [{ control: bare }],
    },
  },
})
