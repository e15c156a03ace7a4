import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { isChunkStream, eachStream, changing } from '../../src/checks/stream.ts'
import { sse, stream, streamed, streamWith, suite, type Json, type Rule } from '../../src/define/index.ts'

const steps = { streamed: streamed({ messages: COUNTING, max_tokens: 24 }) }

type Field = 'id' | 'created' | 'model' | 'system_fingerprint'

interface Constant extends Pick<Rule, 'level' | 'breaks'> {
  field: Field
  /** What a server at fault sends for it in the chunk at that place. */
  spoiled: (place: number) => Json
}

const same = {
  object: 'chat.completion.chunk',
  id: 'chatcmpl-1',
  created: 1_760_000_000,
  model: 'gpt-4o-mini-2024-07-18',
  system_fingerprint: null,
}

/** Azure reports on the prompt in an event before the first chunk, with none of the fields filled in. */
const azure = sse([
  {
    id: '',
    object: '',
    created: 0,
    model: '',
    choices: [],
    prompt_filter_results: [{ prompt_index: 0, content_filter_results: {} }],
  },
  { ...same, choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }] },
  { ...same, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
])

/** One rule a field that every chunk of a stream repeats. */
const constant = ({ field, spoiled, level, breaks }: Constant): Rule<typeof steps> => ({
  level,
  sentence: `All chunks of a stream have one \`${field}\`.`,
  source: 'https://platform.openai.com/docs/api-reference/chat-streaming/streaming; observed in 452 of 452 streams',
  breaks,
  traffic: eachStream(isChunkStream, (one) => changing(one, field)),
  violating: [
    {
      streamed: streamWith({ content: '1, 2, 3', finish: 'length' }, (all) =>
        all.map((chunk, place) => ({ ...chunk, [field]: spoiled(place) })),
      ),
    },
  ],
  conforming: [{}, { streamed: azure }],
})

export default suite({
  id: 'streaming/identity',
  about: 'a streamed chat answer and what its chunks repeat',
  model: 'chat',
  steps,
  conforming: { streamed: stream({ content: '1, 2, 3', finish: 'length' }) },
  rules: {
    id: constant({
      field: 'id',
      spoiled: (place) => `chatcmpl-${place}`,
      level: 'should',
      breaks:
        'traces and caches that group chunks by id take one answer for many (LiteLLM sent a new UUID with each chunk)',
    }),
    created: constant({
      field: 'created',
      spoiled: (place) => 1_760_000_000 + Math.floor(place / 3),
      level: 'should',
      breaks: 'logs and caches keyed by id and time split one answer in two',
    }),
    model: constant({
      field: 'model',
      spoiled: (place) => (place > 1 ? '' : 'smollm2:135m'),
      level: 'should',
      breaks: 'cost tables are keyed by it; a name that goes empty is how Ollama shows an error it swallowed',
    }),
    fingerprint: constant({
      field: 'system_fingerprint',
      spoiled: (place) => `fp_${place}`,
      level: 'may',
      breaks: 'reproducibility checks that tell back ends apart by it',
    }),
  },
})
