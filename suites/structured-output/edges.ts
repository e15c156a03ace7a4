import { answer, anyAnswer, chat, finding, inconclusive, refusable, refusal, suite } from '../../src/define/index.ts'
import { finishReason, FINISH, text } from '../../src/checks/reply.ts'
import { errorMessage } from '../../src/checks/tools.ts'
import { obeys, SOURCE } from '../../src/checks/structured.ts'
import { asFormat, COLOUR, IN_WORDS } from '../../fixtures/schemas.ts'

const broken = { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema: { type: 'strng', properties: 7 } } }

export default suite({
  id: 'structured-output/edges',
  about: 'a schema whose answer is cut off, a schema that is none, and a schema with a thinking model',
  model: 'chat',
  answered: 'should',
  steps: {
    cut: refusable(chat({ messages: IN_WORDS, max_tokens: 3, response_format: asFormat(COLOUR) })),
    broken: anyAnswer(chat({ messages: IN_WORDS, max_tokens: 4, response_format: broken })),
    text: chat({ messages: IN_WORDS, max_tokens: 12, response_format: { type: 'text' } }),
  },
  conforming: { cut: answer({ content: '{"colour"', finish: 'length', completionTokens: 3 }), broken: refusal(400, { message: 'Invalid schema', param: 'response_format' }), text: answer({ content: 'sun moon stars' }) },
  rules: {
    'cut-says-length': {
      level: 'must',
      sentence: 'JSON that the token limit cut ends with `length`.',
      source: `${SOURCE}#handling-edge-cases`,
      breaks: 'the SDK\'s `parse` throws a LengthFinishReasonError only where it reads `length`: otherwise a parse error without a cause',
      reads: ['cut'],
      *check({ cut }) {
        if (text(cut).trimEnd().endsWith('}')) return inconclusive('the answer was not cut')
        if (finishReason(cut) !== 'length') yield finding(cut, { kind: 'wrong-value', path: FINISH, message: 'half a JSON text, and no word of the limit', expected: 'length', actual: finishReason(cut) })
      },
      violating: [{ cut: answer({ content: '{"colour"' }) }],
      inconclusive: [{ cut: answer({ content: '{}' }) }],
    },
    'broken-is-refused': {
      level: 'should',
      sentence: 'A schema that is none is refused with a 400.',
      source: SOURCE,
      breaks: 'a slip in a schema shows as odd answers instead of as an error',
      reads: ['broken'],
      *check({ broken: one }) {
        const { status } = one
        if (status !== null && status >= 400 && status < 500 && errorMessage(one) !== undefined) return
        const accepted = status === 200
        yield finding(one, { kind: accepted ? 'ignored' : 'wrong-value', path: 'status', message: accepted ? 'a schema of the type `strng` is accepted' : `HTTP ${status} for a wrong schema`, expected: '400', actual: status })
      },
      violating: [{ broken: answer() }, { broken: refusal(500, { message: 'failed to parse grammar' }) }],
    },
    'text-is-text': {
      level: 'must',
      sentence: '`response_format: {"type": "text"}` changes nothing.',
      source: 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-response_format',
      breaks: 'clients that always send a format',
      reads: ['text'],
      *check({ text: one }) {
        if (text(one) === '') return inconclusive('the model said nothing')
        const errors = [...obeys(one, { type: 'object' }, 'text')]
        if (errors.length === 0 && finishReason(one) !== 'length') yield finding(one, { kind: 'wrong-value', path: '$.choices[0].message.content', message: 'JSON where text was asked for', expected: 'text', actual: text(one) })
      },
      violating: [{ text: answer({ content: '{"words":["sun"]}' }) }],
      inconclusive: [{ text: answer({ content: null }) }],
    },
  },
})
