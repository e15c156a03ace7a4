import {
  cutResponse,
  messageItem,
  responseOf,
  saidResponse,
  streamedResponse,
} from '../../fixtures/replies/response.ts'
import { AS_OBJECT } from '../../fixtures/sent/response-input.ts'
import { COLOUR, IN_WORDS } from '../../fixtures/sent/schemas.ts'
import { endsWithJson, holdsFormat } from '../../src/checks/format.ts'
import { asks } from '../../src/checks/pool.ts'
import { json, refusable, respond, suite, unlessAccident, type Observation } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/guides/structured-outputs?api-mode=responses'
/** As libraries write a schema that is not strict: open, and one field optional. */
const LOOSE = {
  input: IN_WORDS,
  max_output_tokens: 40,
  text: {
    format: {
      type: 'json_schema',
      name: 'answer',
      schema: { type: 'object', properties: COLOUR['properties'] ?? {}, required: ['colour'] },
    },
  },
}

const RIGHT = '{"colour":"red","sure":true}'
const BLANK = ' '.repeat(20)
const CUT = json(cutResponse('{"col'))
const CUT_STREAM = streamedResponse(cutResponse('{"col'))
const streamedAs = (text: string) => streamedResponse(responseOf([messageItem(text)]))

const asksResponse = (one: Observation): boolean => asks(one, 'POST', /\/responses$/)

export default suite({
  id: 'responses/format-answers',
  about: 'responses in JSON mode, and of a JSON schema that is not strict',
  model: 'chat',
  answered: 'should',
  steps: {
    mode: refusable(respond(AS_OBJECT)),
    loose: refusable(respond(LOOSE)),
    looseStream: refusable(respond({ ...LOOSE, stream: true })),
  },
  conforming: {
    mode: saidResponse('{"answer": "yes"}'),
    loose: saidResponse(RIGHT),
    looseStream: streamedAs(RIGHT),
  },
  rules: {
    'loose-schema': {
      level: 'may',
      sentence: 'Responses to a JSON schema without `strict` are JSON of that schema.',
      source: `${SOURCE}: without \`strict\` the model does its best`,
      breaks: 'libraries that leave `strict` out: responses do not parse',
      parameter: 'responses.text',
      traffic: unlessAccident('one response was not of the schema', holdsFormat('loose', asksResponse)),
      conforming: [{}, { loose: saidResponse('sun') }],
      violating: [{ loose: saidResponse('sun'), looseStream: streamedAs('{"colour":"pink"}') }],
      inconclusive: [{ loose: saidResponse('sun'), looseStream: CUT_STREAM }],
    },
    'ends-with-the-json': {
      level: 'should',
      sentence: 'A response in JSON ends with its JSON, and does not go on in white space until the cap.',
      source: `${SOURCE}#json-mode`,
      breaks: 'each call is paid to its cap and takes as long, and an agent takes the response for cut',
      parameter: 'responses.text',
      traffic: unlessAccident('a model may run on in white space', endsWithJson(asksResponse)),
      violating: [
        {
          mode: json(cutResponse(BLANK)),
          loose: json(cutResponse(RIGHT + BLANK)),
          looseStream: CUT_STREAM,
        },
      ],
      inconclusive: [{ mode: saidResponse('sun'), loose: CUT, looseStream: CUT_STREAM }],
    },
  },
})
