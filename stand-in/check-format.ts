import { isObject, objects, textOf, type JsonObject, type Refusal } from '../src/deviations/server-reply.ts'
import { contentText } from '../src/deviations/tokens.ts'
import { invalid } from './refusals.ts'

/** Why the service would refuse the format of a chat request; null where it would not. */
export function formatRefusal(body: JsonObject): Refusal | null {
  const format = body['response_format']
  if (!isObject(format)) return null
  if (format['type'] === 'json_schema') return namedRefusal(format['json_schema'])
  const mentions = objects(body['messages']).some((message) => /json/i.test(contentText(message)))
  return format['type'] === 'json_object' && !mentions
    ? invalid("'messages' must contain the word 'json' in some form.", 'messages', null)
    : null
}

const missing = (path: string): Refusal =>
  invalid(
    `Missing required parameter: 'response_format.json_schema${path}'.`,
    `response_format.json_schema${path}`,
    'missing_required_parameter',
  )
const notSchema = (why: string): Refusal =>
  invalid(`Invalid schema for response_format 'answer'${why}`, 'response_format', null)

function namedRefusal(named: unknown): Refusal | null {
  if (!isObject(named)) return missing('')
  if (named['schema'] === undefined) return missing('.schema')
  if (!isSchema(named['schema'])) return notSchema('.')
  const why = named['strict'] === true ? notStrict(named['schema']) : undefined
  return why === undefined ? null : notSchema(`: ${why}`)
}

const TYPES = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null']

/** As far as the service looks before it answers: the type at the root is one, and the properties are an object. */
const isSchema = (schema: unknown): schema is JsonObject =>
  isObject(schema) &&
  (schema['type'] === undefined || TYPES.includes(String(schema['type']))) &&
  (schema['properties'] === undefined || isObject(schema['properties']))

/** What strict mode has against the object at the root of a schema. */
function notStrict(schema: JsonObject): string | undefined {
  if (textOf(schema['type']) !== 'object')
    return `schema must be a JSON Schema of 'type: "object"', got 'type: "${textOf(schema['type'])}"'.`
  if (schema['additionalProperties'] !== false)
    return "In context=(), 'additionalProperties' is required to be supplied and to be false."
  const [keys, required] = [Object.keys(isObject(schema['properties']) ? schema['properties'] : {}), schema['required']]
  const optional = keys.find((key) => !Array.isArray(required) || !required.includes(key))
  return optional === undefined
    ? undefined
    : `In context=(), 'required' is required to be supplied and to be an array including every key in properties. Missing '${optional}'.`
}
