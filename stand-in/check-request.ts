import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import { wireSchemas } from '../src/contract/schemas.ts'
import { typeName } from '../src/contract/validate.ts'
import { isObject, textOf, type JsonObject, type Refusal } from '../src/deviations/server-reply.ts'
import { combinationRefusal } from './check-combinations.ts'
import { invalid, NO_MODEL, NO_MODEL_IN_RESPONSE } from './refusals.ts'

const ajv = new Ajv2020({ allErrors: true, strict: false, verbose: true })
for (const schema of wireSchemas.values()) ajv.addSchema(schema)

/** The schema of a request, by its name in `specs/openai/`. */
export type RequestSchema =
  | 'chat-completion-request'
  | 'text-completion-request'
  | 'embedding-request'
  | 'response-request'

/** Why the service would refuse these parameters; null where it would not. Chat where no other schema is named. */
export function requestRefusal(body: unknown, schema: RequestSchema = 'chat-completion-request'): Refusal | null {
  if (!isObject(body)) return invalid('Invalid body: expected an object.', null, 'invalid_type')
  const { model } = body
  if (model === undefined || model === null || model === '')
    return schema === 'response-request' ? NO_MODEL_IN_RESPONSE : NO_MODEL
  const known = wireSchemas.get(schema)?.properties ?? {}
  const unknown = Object.keys(body).find((key) => !Object.hasOwn(known, key))
  if (unknown !== undefined) return invalid(`Unknown parameter: '${unknown}'.`, unknown, 'unknown_parameter')
  const check = ajv.getSchema(`${schema}.schema.json`) as ValidateFunction
  if (!check(body)) return schemaRefusal(body, check.errors ?? [])
  return combinationRefusal(body, schema)
}

/** The refusal for the error that leads deepest, as the union's own errors only say that no branch fits. */
function schemaRefusal(body: JsonObject, errors: ErrorObject[]): Refusal {
  const [error] = errors.filter(({ keyword }) => keyword !== 'if' && keyword !== 'anyOf')
  const told = errors.find(({ keyword }) => keyword === 'maxItems') ?? error
  if (!told) return invalid('Invalid request.', null, 'invalid_value')
  const param = paramName(
    told.keyword === 'required' ? `${told.instancePath}/${textOf(told.params['missingProperty'])}` : told.instancePath,
  )
  const wrongUnion =
    errors.some(({ keyword, instancePath }) => keyword === 'anyOf' && instancePath === told.instancePath) &&
    typeof valueAt(body, told.instancePath) !== 'string'
  return invalid(
    `Invalid '${param}': ${told.message ?? told.keyword}.`,
    param,
    wrongUnion && told.keyword !== 'maxItems' ? 'invalid_type' : codeOf(told),
  )
}

function codeOf({ keyword, data, parentSchema }: ErrorObject): string {
  const number =
    typeName(data) === 'integer' && JSON.stringify(parentSchema).includes('"integer"') ? 'integer' : 'decimal'
  const codes: Record<string, string> = {
    required: 'missing_required_parameter',
    type: 'invalid_type',
    enum: 'invalid_value',
    pattern: 'invalid_value',
    minItems: 'empty_array',
    maxItems: 'array_above_max_length',
    minLength: 'empty_string',
    minimum: `${number}_below_min_value`,
    maximum: `${number}_above_max_value`,
  }
  return codes[keyword] ?? 'invalid_value'
}

/** `/messages/0/role` as `messages[0].role`. */
const paramName = (pointer: string): string =>
  pointer
    .split('/')
    .slice(1)
    .map((part, at) => (/^\d+$/.test(part) ? `[${part}]` : at === 0 ? part : `.${part}`))
    .join('')

const valueAt = (root: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (value, part) =>
        typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[part] : undefined,
      root,
    )
