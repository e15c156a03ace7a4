import { asFormat, COLOUR, IN_WORDS } from '../../fixtures/sent/schemas.ts'
import { notAnswered } from '../../src/checks/accepted.ts'
import { isProse, obeys, SOURCE } from '../../src/checks/structured.ts'
import {
  answer,
  anyAnswer,
  chat,
  inconclusive,
  refusable,
  refusal,
  stream,
  streamed,
  suite,
} from '../../src/define/index.ts'

const ASKED = { messages: IN_WORDS, max_tokens: 40, response_format: asFormat(COLOUR) }
/** As libraries write a schema that is not strict: open, one field optional, and `strict` left out. */
const LOOSE = {
  type: 'json_schema',
  json_schema: {
    name: 'answer',
    schema: { type: 'object', properties: COLOUR['properties'] ?? {}, required: ['colour'] },
  },
}
const right = '{"colour":"red","sure":true}'

export default suite({
  id: 'structured-output/json-schema',
  about:
    'a JSON schema asked for after turns in plain words, plain and streamed, the same without it, and a schema that is not strict',
  model: 'chat',
  answered: 'should',
  steps: {
    control: chat({ messages: IN_WORDS, max_tokens: 12 }),
    plain: refusable(chat(ASKED)),
    streamed: refusable(streamed(ASKED)),
    loose: anyAnswer(chat({ messages: IN_WORDS, max_tokens: 4, response_format: LOOSE })),
  },
  conforming: {
    control: answer({ content: 'sun moon stars' }),
    plain: answer({ content: right }),
    streamed: stream({ content: right }),
    loose: answer({ content: '{"colour"', finish: 'length', completionTokens: 4 }),
  },
  rules: {
    'plain-obeys': {
      level: 'should',
      sentence: 'With a strict JSON schema the text is JSON of that schema, whatever the model would rather say.',
      source: SOURCE,
      breaks: "extractors such as instructor, the SDK's `parse`, and every app that reads fields: they throw on prose",
      parameter: 'chat.response_format',
      reads: ['control', 'plain'],
      *check({ control, plain }) {
        if (!isProse(control)) return inconclusive('the model answers in JSON unasked')
        return yield* obeys(plain, COLOUR, '`response_format`')
      },
      violating: [
        { plain: answer({ content: 'sun moon stars' }) },
        { plain: answer({ content: '{"colour":"pink","sure":true}' }) },
        { plain: answer({ content: '```json\n{"colour":"red","sure":true}\n```' }) },
        { plain: answer({ content: '{"colour":"red"}' }) },
      ],
      conforming: [{}, { plain: answer({ content: ` ${right}\n` }) }],
      inconclusive: [
        { plain: answer({ content: '{"colour":', finish: 'length' }) },
        { control: answer({ content: '{}' }) },
        { plain: answer({ content: null }) },
      ],
    },
    'stream-obeys': {
      level: 'should',
      sentence: 'The joined text of a stream is JSON of the schema as well.',
      source: SOURCE,
      breaks: 'apps that stream objects, such as `streamObject` of the Vercel AI SDK',
      parameter: 'chat.response_format',
      reads: ['control', 'streamed'],
      *check({ control, streamed: events }) {
        if (!isProse(control)) return inconclusive('the model answers in JSON unasked')
        return yield* obeys(events, COLOUR, '`response_format` in a stream')
      },
      violating: [{ streamed: stream({ content: 'sun moon stars' }) }],
      inconclusive: [{ streamed: stream({ content: '{"colour":', finish: 'length' }) }],
    },
    'loose-answered': {
      level: 'should',
      sentence: 'A schema without `strict` may have optional fields and open objects.',
      source: `${SOURCE}; https://platform.openai.com/docs/api-reference/chat/create#chat-create-response_format: \`strict\` is false by default`,
      breaks: 'libraries that leave `strict` out (LangChain\'s `method="json_schema"`, LlamaIndex): every call fails',
      parameter: 'chat.response_format',
      reads: ['plain', 'loose'],
      judgesBroken: true,
      *check({ plain, loose }) {
        if (plain.status !== 200) return inconclusive('a strict schema is not answered either')
        yield* notAnswered(loose)
      },
      violating: [{ loose: refusal(400, { message: "'additionalProperties' is required" }) }, { loose: refusal(500) }],
      inconclusive: [{ plain: refusal(500), loose: refusal(500) }],
    },
  },
})
