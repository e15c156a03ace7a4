import { GREETING } from '../../fixtures/sent/prompts.ts'
import { GUARDED, SINGING, SONG, SONG_SCHEMA, SONG_TOKENS } from '../../fixtures/sent/repetition.ts'
import { asFormat } from '../../fixtures/sent/schemas.ts'
import { isPartOf, timesSung } from '../../src/checks/repetition.ts'
import { finishReason, FINISH, text, TEXT } from '../../src/checks/reply.ts'
import { endedByServer } from '../../src/checks/stream.ts'
import { brief } from '../../src/checks/tools.ts'
import {
  answer,
  chat,
  chunks,
  inconclusive,
  missing,
  provoking,
  refusable,
  sse,
  stream,
  streamed,
  suite,
  wrong,
  type Finding,
  type Inconclusive,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/object#chat/object-choices'
const ASKED = { messages: SINGING, max_tokens: SONG_TOKENS, response_format: asFormat(SONG_SCHEMA) }
const GREETED = { messages: GREETING, max_tokens: 16 }

/** Why the answer is no whole one; undefined where it has its end. */
function endless(one: Observation): Finding | undefined {
  const reason = finishReason(one)
  if (typeof reason !== 'string' || reason === '')
    return missing(one, FINISH, 'the answer ends without a reason', 'stop or length', reason ?? null)
  return one.stream?.done === 0 ? missing(one, 'events', '[DONE] never came', 1, 0) : undefined
}

function* ends(control: Observation, one: Observation): Generator<Finding, Inconclusive | void> {
  if (!endedByServer(one)) return inconclusive('the answer was not read to its end')
  if (endless(control)) return inconclusive('an answer without repetition does not end properly either')
  const [said, times] = [text(one), timesSung(text(one))]
  if (times <= GUARDED / 2) return inconclusive('the model did not repeat the word')
  const found = endless(one)
  if (found) return yield { ...found, message: `${found.message}, after one word came ${times} times` }
  if (finishReason(one) !== 'length' && isPartOf(SONG, said))
    return yield wrong(one, TEXT, `cut after one word came ${times} times, without a word of it`, SONG, brief(said))
  if (times <= GUARDED) return inconclusive(`the model repeated the word only ${times} times`)
}

const CUT = SONG.split(' ')
  .slice(0, GUARDED + 1)
  .join(' ')

const unended = sse(chunks({ content: SONG }).slice(0, -1), { done: false, complete: false })
const hungUp = { ...unended, failure: { stage: 'guard' as const, code: 'ABORTED', message: 'too many events' } }

export default suite({
  id: 'chat/repeated-token',
  about: 'a schema and earlier turns that leave nothing to say but one word forty times, plain and streamed',
  model: 'chat',
  answered: 'should',
  steps: {
    control: chat(GREETED),
    controlStream: streamed({ ...GREETED, stream_options: { include_usage: true } }),
    plain: provoking(refusable(chat(ASKED))),
    streamed: provoking(refusable(streamed(ASKED))),
  },
  conforming: {
    control: answer(),
    controlStream: stream({}, { usage: true }),
    plain: answer({ content: SONG }),
    streamed: stream({ content: SONG }),
  },
  rules: {
    plain: {
      level: 'should',
      sentence: 'A chat answer that repeats one token more than 30 times comes whole, with a `finish_reason`.',
      source: `${SOURCE}; Ollama has a guard that ends such an answer`,
      breaks: 'apps with long lists of equal values: the SDKs get half a JSON text without a reason',
      reads: ['control', 'plain'],
      *check({ control, plain }) {
        return yield* ends(control, plain)
      },
      violating: [
        { plain: answer({ content: CUT, finish: null }) },
        { plain: answer({ content: CUT, finish: '' }) },
        { plain: answer({ content: CUT }) },
      ],
      conforming: [{}, { plain: answer({ content: SONG, finish: 'length' }) }],
      inconclusive: [
        { plain: answer({ content: 'I cannot sing.' }) },
        { control: answer({ finish: null }), plain: answer({ content: CUT, finish: null }) },
      ],
    },
    streamed: {
      level: 'should',
      sentence:
        'A chat stream that repeats one token more than 30 times comes whole, with a `finish_reason` and `[DONE]`.',
      source: `${SOURCE}; Ollama has a guard that ends such a stream`,
      breaks: 'the AI SDK raises "ended without a finish reason", other clients wait for the end',
      reads: ['controlStream', 'streamed'],
      *check({ controlStream, streamed: one }) {
        return yield* ends(controlStream, one)
      },
      violating: [
        { streamed: sse(chunks({ content: CUT }).slice(0, -1), { done: false }) },
        { streamed: sse(chunks({ content: CUT }).slice(0, -1)) },
        { streamed: sse(chunks({ content: SONG }), { done: false }) },
        { streamed: stream({ content: CUT }) },
      ],
      conforming: [{}, { streamed: stream({ content: SONG, finish: 'length' }) }],
      inconclusive: [
        { streamed: stream({ content: 'I cannot sing.' }) },
        // What goes on for far longer than its cap is hung up on.
        { streamed: hungUp },
        { streamed: stream({ content: SONG.split(' ').slice(0, 20).join(' '), finish: 'length' }) },
      ],
    },
  },
})
