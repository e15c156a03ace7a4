import { GREETING } from '../../fixtures/sent/prompts.ts'
import { asksNative } from '../../src/checks/pool.ts'
import { isObject } from '../../src/checks/reply.ts'
import {
  answer,
  chat,
  completion,
  eachAnswer,
  extra,
  json,
  raw,
  stream,
  suite,
  type Observation,
} from '../../src/define/index.ts'

/** Some programs write it before every text in UTF-8. */
const MARK = '\uFEFF'

const isJson = (one: Observation): boolean =>
  one.status === 200 && one.json.ok && isObject(one.json.value) && 'object' in one.json.value && !asksNative(one)

export default suite({
  id: 'transport/json-body',
  about: 'the first bytes of a plain answer',
  model: 'chat',
  steps: { plain: chat({ messages: GREETING, max_tokens: 16 }) },
  conforming: { plain: answer() },
  rules: {
    'without-mark': {
      level: 'may',
      sentence: 'A JSON answer does not begin with a byte order mark.',
      source: 'https://www.rfc-editor.org/rfc/rfc8259#section-8.1',
      breaks: 'parsers that get the bytes as they came (Go, Rust, `jq`) raise an error; fetch and Python take it off',
      traffic: eachAnswer('the run has no JSON answer', isJson, (one) =>
        one.text.startsWith(MARK)
          ? extra(one, 'body', 'the body begins with a byte order mark', 'the JSON alone', 'U+FEFF')
          : undefined,
      ),
      violating: [{ plain: raw([MARK + JSON.stringify(completion())]) }],
      conforming: [{}, { plain: json(completion({ content: `${MARK}Hello.` })) }],
      inconclusive: [{ plain: stream() }],
    },
  },
})
