import { GREETING } from '../../fixtures/sent/prompts.ts'
import {
  answer,
  anyAnswer,
  chat,
  finding,
  raw,
  refusal,
  stream,
  suite,
  wrong,
  wrongType,
  type Finding,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-stream'

/** The answer must be one JSON body. */
function* plain(one: Observation, kind: 'ignored' | 'wrong-value'): Generator<Finding, void> {
  if (one.stream !== null)
    yield finding(one, {
      kind,
      path: 'headers.content-type',
      message: 'the answer is streamed',
      expected: 'application/json',
      actual: one.mediaType,
    })
  else if (one.status !== 200)
    yield wrong(one, 'status', `HTTP ${one.status}: ${one.text.slice(0, 160)}`, 200, one.status)
  else if (!one.reply)
    yield wrongType(one, '$', 'the body is no chat answer', 'a chat completion', one.text.slice(0, 160))
}

export default suite({
  id: 'streaming/off',
  about: 'a chat answer with `stream` false, absent and null',
  model: 'chat',
  steps: {
    off: anyAnswer(chat({ messages: GREETING, max_tokens: 8, stream: false })),
    absent: anyAnswer(chat({ messages: GREETING, max_tokens: 16 })),
    nothing: anyAnswer(chat({ messages: GREETING, max_tokens: 8, stream: null })),
  },
  conforming: { off: answer(), absent: answer(), nothing: answer() },
  rules: {
    false: {
      level: 'should',
      sentence: 'With `stream: false` the answer is one JSON body.',
      source: SOURCE,
      breaks:
        'clients that parse the body as JSON fail; behind gateways that stream by default they join chunks by hand (astra-assistants)',
      parameter: 'chat.stream',
      reads: ['off'],
      check: ({ off }) => plain(off, 'ignored'),
      violating: [{ off: stream() }, { off: refusal(400) }],
    },
    absent: {
      level: 'should',
      sentence: 'Without `stream` the answer is one JSON body.',
      source: SOURCE,
      breaks: "SDKs leave the key out of every plain call; Ollama's native endpoints stream unless told not to",
      parameter: 'chat.stream',
      reads: ['absent'],
      check: ({ absent }) => plain(absent, 'wrong-value'),
      violating: [
        { absent: stream() },
        {
          absent: raw(['{"message":{"content":"Hi"},"done":false}\n{"done":true}\n'], {
            headers: [['content-type', 'application/x-ndjson']],
          }),
        },
      ],
    },
    null: {
      level: 'should',
      sentence: '`stream: null` counts as absent.',
      source: SOURCE,
      breaks: 'typed clients (Go, Java, C#) that serialise unset fields as null',
      parameter: 'chat.stream',
      reads: ['nothing'],
      check: ({ nothing }) => plain(nothing, 'wrong-value'),
      violating: [{ nothing: stream() }, { nothing: refusal(400, { message: 'invalid type for stream' }) }],
    },
  },
})
