import { saidResponse as said } from '../../fixtures/replies/response.ts'
import { developer, LONG } from '../../fixtures/sent/instructions.ts'
import { assistant, user, type Message } from '../../fixtures/sent/prompts.ts'
import { refusedWithMessage } from '../../src/checks/accepted.ts'
import {
  givesResponse,
  inputTokens,
  INPUT_TOKENS,
  NO_ENDPOINT,
  NO_INPUT_COUNT,
  noResponse,
  notInInput,
} from '../../src/checks/responses.ts'
import {
  anyAnswer,
  inconclusive,
  refusal,
  respond,
  suite,
  ignored,
  wrong,
  type Json,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/responses/create#responses-create-input'
const CAP = 16
const asking = (input: Json) => anyAnswer(respond({ input, max_output_tokens: CAP }))
const HELLO = user([{ type: 'input_text', text: 'Say hello.' }])

/** Long enough that its tokens stand out from those of the turns around it. */
const EARLIER =
  'Hello, and welcome to the harbour, where the small boats come in with the morning tide, the nets are mended on the quay, the gulls wait for their share, the lamps go out one by one, and somebody always makes coffee for whoever has been up all night.'
/** A message as a response has it, without the id that only its own service knows. */
const answered: Message = {
  type: 'message',
  status: 'completed',
  ...assistant([{ type: 'output_text', text: EARLIER, annotations: [], logprobs: [] }]),
}

const NOT_TAKEN = refusal(400, { message: 'content[0]: unknown content type: output_text' })

/** Only where the plain text is answered does it say something that an item is not. */
const where = (control: Observation, one: Observation, what: string) =>
  givesResponse(control) ? noResponse(one, what) : undefined

export default suite({
  id: 'responses/input-items',
  about:
    'the input as a list: a question in parts, a developer message, an earlier answer as it came out, and nothing at all',
  model: 'chat',
  answered: 'should',
  steps: {
    control: respond({ input: 'Say hello.', max_output_tokens: CAP }),
    parts: asking([HELLO]),
    developer: asking([developer(LONG), HELLO]),
    replayed: asking([HELLO, answered, HELLO]),
    empty: asking([]),
  },
  conforming: {
    control: said('Hello.'),
    parts: said('Hello.'),
    developer: said('Hello.', 40),
    replayed: said('Hello.', 72),
    empty: refusal(400, { param: 'input', code: 'empty_array' }),
  },
  rules: {
    parts: {
      level: 'should',
      source: `${SOURCE}; observed in 312 requests`,
      parameter: 'responses.input',
      reads: ['control', 'parts'],
      sentence: 'A message of `input_text` parts is the same input as its text alone.',
      breaks: 'Codex, the Agents SDK and the Vercel AI SDK send nothing but parts',
      *check({ control, parts }) {
        const refusals = where(control, parts, 'a message in parts was refused')
        if (!refusals) return inconclusive(NO_ENDPOINT)
        yield* refusals
        if (!givesResponse(parts)) return
        const [text, items] = [inputTokens(control), inputTokens(parts)]
        if (text === undefined || items === undefined) return inconclusive(NO_INPUT_COUNT)
        // What a template puts around a part may be counted; what was said may not be missing.
        if (items < text - 1 || items > text + 3)
          yield wrong(parts, INPUT_TOKENS, 'the same words are another input', text, items)
      },
      violating: [{ parts: NOT_TAKEN }, { parts: said('Hello.', 8) }, { parts: said('Hello.', 40) }],
      inconclusive: [{ control: refusal(404) }, { parts: said('Hello.', 0) }],
    },
    developer: {
      level: 'should',
      source: SOURCE,
      reads: ['control', 'developer'],
      sentence: 'A `developer` message among the items reaches the model.',
      breaks: 'agents put their rules there: the model works without them, and nobody is told',
      *check({ control, developer: one }) {
        const refusals = where(control, one, 'a developer message was refused')
        if (!refusals) return inconclusive(NO_ENDPOINT)
        yield* refusals
        if (givesResponse(one)) return yield* notInInput(control, one, LONG, 'a developer message')
      },
      violating: [{ developer: refusal(400, { message: 'invalid role' }) }, { developer: said('Hello.', 11) }],
      inconclusive: [{ control: refusal(404) }, { developer: said('Hello.', 0) }],
    },
    'earlier-answer': {
      level: 'should',
      source: `${SOURCE}; observed in 32 requests`,
      reads: ['control', 'replayed'],
      sentence:
        'An earlier answer goes in again as the item it came as, with its `output_text` parts, and reaches the model.',
      breaks:
        'conversations without stored state: `input.push(...response.output)` fails, or the model forgets what it said',
      *check({ control, replayed }) {
        const refusals = where(control, replayed, 'an earlier answer was refused')
        if (!refusals) return inconclusive(NO_ENDPOINT)
        yield* refusals
        if (givesResponse(replayed)) return yield* notInInput(control, replayed, EARLIER, 'an earlier answer')
      },
      violating: [{ replayed: NOT_TAKEN }, { replayed: said('Hello.', 18) }],
      inconclusive: [{ control: refusal(404) }, { replayed: said('Hello.', 0) }],
    },
    'nothing-is-refused': {
      level: 'should',
      source: SOURCE,
      reads: ['control', 'empty'],
      judgesBroken: true,
      parameter: 'responses.input',
      sentence: 'A request without any input is refused in a 4xx.',
      breaks: 'a template bug of the app goes unnoticed: the model answers to nothing, or with nothing',
      *check({ control, empty }) {
        if (!givesResponse(control)) return inconclusive(NO_ENDPOINT)
        if (!refusedWithMessage(empty))
          yield (givesResponse(empty) ? ignored : wrong)(
            empty,
            'status',
            givesResponse(empty) ? 'an empty input was answered' : `HTTP ${empty.status}: ${empty.text.slice(0, 160)}`,
            'a 4xx with {"error": {"message"}}',
            empty.status,
          )
      },
      violating: [{ empty: said('') }, { empty: refusal(500) }],
      inconclusive: [{ control: refusal(404) }],
    },
  },
})
