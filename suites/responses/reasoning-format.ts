import { messageItem, reasoningItem, responseOf, streamedResponse } from '../../fixtures/replies/response.ts'
import { GREETING } from '../../fixtures/sent/prompts.ts'
import { COLOUR } from '../../fixtures/sent/schemas.ts'
import { isObject } from '../../src/checks/reply.ts'
import { outputText, responseOf as responseFrom } from '../../src/checks/response-stream.ts'
import { reasoningTokensOf, thoughtsOf } from '../../src/checks/responses.ts'
import { asJson } from '../../src/checks/structured.ts'
import { brief, schemaErrors } from '../../src/checks/tools.ts'
import {
  ignored,
  inconclusive,
  json,
  refusable,
  respond,
  suite,
  type Finding,
  type Inconclusive,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/guides/structured-outputs?api-mode=responses'
/** A greeting: what a model would say to it is no object. */
const ASKED = {
  input: GREETING,
  max_output_tokens: 64,
  text: { format: { type: 'json_schema', name: 'answer', strict: true, schema: COLOUR } },
}

const RIGHT = '{"colour":"red","sure":true}'
const said = (text: string, more = {}) => responseOf([reasoningItem('They greet me.'), messageItem(text)], more)
const UNTHOUGHT = responseOf([messageItem(RIGHT)])
const SILENT = responseOf([reasoningItem('They greet me.')])

/** After its thoughts the model answers in JSON of the schema. */
function* obeys(one: Observation): Generator<Finding, Inconclusive | void> {
  const response = responseFrom(one)
  const text = outputText(response)
  if (response?.['status'] === 'incomplete') return inconclusive('the token limit cut the answer')
  if (text === '') return inconclusive('the model said nothing')
  const value = asJson(text)
  if (!isObject(value) || schemaErrors(COLOUR, value).length > 0)
    yield ignored(
      one,
      '$.output[].content[].text',
      '`text.format` changed nothing beside thinking',
      COLOUR,
      brief(text),
    )
  else if (thoughtsOf(one) === '' && !reasoningTokensOf(one))
    return inconclusive('the model did not think, or the server does not show it')
}

export default suite({
  id: 'responses/reasoning-format',
  about: 'a JSON schema for a response of a model that thinks first, plain and streamed',
  model: 'thinking',
  answered: 'should',
  steps: { plain: refusable(respond(ASKED)), streamed: refusable(respond({ ...ASKED, stream: true })) },
  conforming: { plain: json(said(RIGHT)), streamed: streamedResponse(said(RIGHT)) },
  rules: {
    obeys: {
      level: 'should',
      sentence: 'With a JSON schema in `text.format` a response has JSON of the schema after its thoughts.',
      source: SOURCE,
      breaks: "the SDK's `responses.parse` throws: the format bound the thoughts, or nothing at all",
      parameter: 'responses.text',
      reads: ['plain'],
      *check({ plain }) {
        return yield* obeys(plain)
      },
      violating: [{ plain: json(said('Hello there.')) }, { plain: json(said(`\`\`\`json\n${RIGHT}\n\`\`\``)) }],
      inconclusive: [
        { plain: json(UNTHOUGHT) },
        { plain: json(SILENT) },
        { plain: json(said('{"col', { status: 'incomplete' })) },
      ],
    },
    'stream-obeys': {
      level: 'should',
      sentence: 'With a JSON schema in `text.format` a streamed response has JSON of the schema after its thoughts.',
      source: SOURCE,
      breaks: 'apps that stream objects from models that think get prose',
      parameter: 'responses.text',
      reads: ['streamed'],
      *check({ streamed }) {
        return yield* obeys(streamed)
      },
      violating: [{ streamed: streamedResponse(said('Hello there.')) }],
      inconclusive: [{ streamed: streamedResponse(UNTHOUGHT) }, { streamed: streamedResponse(SILENT) }],
    },
  },
})
