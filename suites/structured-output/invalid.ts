import { asFormat, closed, COLOUR, IN_WORDS } from '../../fixtures/sent/schemas.ts'
import { answer, chat, negativeSuite, type Json } from '../../src/define/index.ts'

const LOST = 'a slip in the format shows as prose where an object was expected'
/** Said by OpenAI alone: no client is worse off where it works. */
const PORTABLE = {
  level: 'may',
  breaks: 'a schema written against this server fails when the app moves to OpenAI',
} as const

type JsonObject = { [key: string]: Json }
const format = (inner: JsonObject): { response_format: Json } => ({
  response_format: { type: 'json_schema', json_schema: inner },
})
const strict = (schema: Json): { response_format: Json } => format({ name: 'answer', strict: true, schema })

export default negativeSuite({
  id: 'structured-output/invalid',
  about: 'chat calls with invalid formats, and with schemas that strict mode does not accept',
  model: 'chat',
  schema: 'chat-completion-request',
  source: 'https://platform.openai.com/docs/guides/structured-outputs#supported-schemas',
  base: { messages: IN_WORDS, max_tokens: 1, response_format: asFormat(COLOUR) },
  request: chat,
  answered: answer({ content: '{"', finish: 'length', completionTokens: 1 }),
  tells: false,
  fields: {},
  mistakes: {
    'no-json-schema': {
      body: { response_format: { type: 'json_schema' } },
      parameter: 'response_format',
      what: 'a format `json_schema` without any',
      breaks: LOST,
    },
    'no-schema': {
      body: format({ name: 'answer', strict: true }),
      parameter: 'response_format',
      what: 'a `json_schema` that has a name and no schema',
      breaks: LOST,
    },
    'schema-text': {
      body: strict('object'),
      parameter: 'response_format',
      what: 'a schema that is a text',
      breaks: LOST,
    },
    'no-name': {
      body: format({ strict: true, schema: COLOUR }),
      parameter: 'response_format',
      what: 'a `json_schema` without a name',
      ...PORTABLE,
    },
    'illegal-name': {
      body: { response_format: asFormat(COLOUR, 'my answer!') },
      parameter: 'response_format',
      what: 'a `json_schema` whose name has a space',
      ...PORTABLE,
    },
    'open-object': {
      body: strict({ ...COLOUR, additionalProperties: true }),
      parameter: 'response_format',
      what: 'a strict schema of an open object',
      ...PORTABLE,
    },
    'optional-field': {
      body: strict({ ...COLOUR, required: ['colour'] }),
      parameter: 'response_format',
      what: 'a strict schema with an optional field',
      ...PORTABLE,
    },
    'list-at-the-root': {
      body: strict({ type: 'array', items: closed({ yes: { type: 'boolean' } }) }),
      parameter: 'response_format',
      what: 'a strict schema of a list',
      ...PORTABLE,
    },
    'json-unmentioned': {
      body: { response_format: { type: 'json_object' } },
      parameter: 'messages',
      what: 'JSON mode that no message speaks of',
      ...PORTABLE,
    },
  },
})
