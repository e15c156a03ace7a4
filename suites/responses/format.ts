import {
  cutResponse,
  messageItem,
  responseOf,
  saidResponse,
  streamedResponse,
} from '../../fixtures/replies/response.ts'
import { AS_OBJECT } from '../../fixtures/sent/response-input.ts'
import { COLOUR, FENCED, IN_FENCES, IN_WORDS } from '../../fixtures/sent/schemas.ts'
import { holdsFormat } from '../../src/checks/format.ts'
import { asks } from '../../src/checks/pool.ts'
import { finishReason, isObject } from '../../src/checks/reply.ts'
import { isResponseStream, itemsOf, outputText, responseOf as responseFrom } from '../../src/checks/response-stream.ts'
import { endsInBlanks } from '../../src/checks/structured.ts'
import { schemaErrors } from '../../src/checks/tools.ts'
import {
  answer,
  chat,
  inconclusive,
  json,
  refusable,
  respond,
  suite,
  throughSdk,
  wrong,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/guides/structured-outputs?api-mode=responses'
const ASKED = {
  input: IN_WORDS,
  max_output_tokens: 40,
  text: { format: { type: 'json_schema', name: 'answer', strict: true, schema: COLOUR } },
}
const RIGHT = '{"colour":"red","sure":true}'
const streamedAs = (text: string) => streamedResponse(responseOf([messageItem(text)]))

/** Why nothing follows from the text; undefined where something does. */
function unfinished(one: Observation): string | undefined {
  const response = responseFrom(one)
  if (response?.['status'] === 'incomplete') return 'the token limit cut the answer'
  // Text in an item of another type was said as well: that no client sees it is for the rules to find.
  const said = itemsOf(response).some(({ type }) => type !== 'message' && type !== 'reasoning')
  return outputText(response) === '' && !said ? 'the model said nothing' : undefined
}

export default suite({
  id: 'responses/format',
  about:
    "JSON asked for in `text.format` where the turns before answer in plain words: streamed, through the SDK's `parse`, and without a schema",
  model: 'chat',
  answered: 'should',
  steps: {
    streamed: refusable(respond({ ...ASKED, stream: true })),
    parsed: throughSdk('respond-parse', refusable(respond(ASKED))),
    object: refusable(respond(AS_OBJECT)),
    // A request of `structured-output/json-object`: how the model ends by itself is no matter of the endpoint.
    control: chat({ messages: IN_FENCES, max_tokens: 24 }),
  },
  conforming: {
    streamed: streamedAs(RIGHT),
    parsed: saidResponse(RIGHT),
    object: saidResponse('{"answer": "yes"}'),
    control: answer({ content: FENCED }),
  },
  rules: {
    streamed: {
      level: 'should',
      source: SOURCE,
      parameter: 'responses.text',
      sentence: 'With a strict JSON schema in `text.format` the text of a streamed response is JSON of that schema.',
      breaks: 'apps that stream objects: the schema holds in their tests, which do not stream',
      traffic: holdsFormat('strict', isResponseStream),
      violating: [
        { streamed: streamedAs('sun moon stars') },
        { streamed: streamedAs('{"colour":"pink","sure":true}') },
      ],
      inconclusive: [{ streamed: streamedResponse(cutResponse('{"colour"')) }, { streamed: streamedAs('') }],
    },
    parsed: {
      level: 'should',
      source: 'https://github.com/openai/openai-node/blob/master/helpers.md#structured-outputs-parsing-helpers',
      reads: ['parsed'],
      parameter: 'responses.text',
      sentence: '`responses.parse` of openai-node gives its caller the object.',
      breaks: 'every app on the parse helper: `output_parsed` is null, or the helper throws a SyntaxError',
      *check({ parsed: one }) {
        const { sdk } = one
        const open = unfinished(one)
        const value = sdk?.ok && isObject(sdk.value) ? sdk.value['output_parsed'] : undefined
        if (isObject(value) && schemaErrors(COLOUR, value).length === 0) return
        if (open !== undefined) return inconclusive(open)
        yield wrong(
          one,
          '$.output_parsed',
          sdk?.ok === false ? `the SDK throws ${sdk.error.name}: ${sdk.error.message}` : 'not an object of the schema',
          COLOUR,
          value ?? 'absent',
        )
      },
      violating: [
        { parsed: saidResponse('sun moon stars') },
        { parsed: saidResponse('{"colour":"pink"}') },
        { parsed: json({ ...responseOf([messageItem(RIGHT)]), output: [{ ...messageItem(RIGHT), type: 'text' }] }) },
      ],
      inconclusive: [{ parsed: json(cutResponse('{"colour"')) }, { parsed: saidResponse('') }],
    },
    'json-object': {
      level: 'should',
      source: `${SOURCE}#json-mode; observed in 2 requests`,
      parameter: 'responses.text',
      sentence:
        'With `text.format` of the type `json_object` the text of a response is one JSON object, and nothing around it.',
      breaks: 'apps from before there were schemas: `JSON.parse` fails on prose',
      traffic: holdsFormat('json_object', (one) => asks(one, 'POST', /\/responses$/)),
      violating: [
        { object: saidResponse('sun moon stars') },
        { object: saidResponse('```json\n{"answer": "yes"}') },
        { object: json(cutResponse('```json\n{"answ')) },
        { object: saidResponse('{"answer": "yes"}<|im_end|>') },
        { object: saidResponse('{"answer": ') },
      ],
      inconclusive: [
        { object: saidResponse('') },
        { object: json(cutResponse(' {"answer"')) },
        { object: saidResponse('{"xxxxxx": xxxx}') },
      ],
    },
    'object-ends': {
      level: 'should',
      source: `${SOURCE}#json-mode`,
      reads: ['control', 'object'],
      parameter: 'responses.text',
      sentence: 'A response in JSON mode ends with its object, where the model ends by itself without it.',
      breaks: 'white space up to the limit is waited and paid for, and a whole answer is said to be incomplete',
      *check({ control, object }) {
        if (finishReason(control) !== 'stop') return inconclusive('the model does not end by itself without it either')
        if (responseFrom(object)?.['status'] !== 'incomplete') return
        if (!endsInBlanks(outputText(responseFrom(object)))) return inconclusive('the token limit cut the object')
        yield wrong(object, '$.status', 'white space follows the object up to the limit', 'completed', 'incomplete')
      },
      violating: [
        { object: json(cutResponse('{"answer": "yes"}\n\n\n\n\n')) },
        { object: json(cutResponse(' \n \n \n')) },
      ],
      inconclusive: [
        { control: answer({ content: FENCED, finish: 'length' }) },
        { object: json(cutResponse('{"answer": "ye')) },
      ],
    },
  },
})
