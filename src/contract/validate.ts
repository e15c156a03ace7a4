import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import { closest } from 'fastest-levenshtein'
import { Failure } from '../failure.ts'
import type { Finding } from '../finding.ts'
import type { RowGroup } from './rows.ts'
import { harnessSchemas, wireSchemas, type Schema } from './schemas.ts'

/**
 * Schemas are compiled when they are first asked for, in every process, so in the cheapest way. That they are schemas is for a test to see.
 */
const wire = compiler({ allErrors: true })
/** Of a file that is not of its form, one thing is told: a large one can be wrong in a hundred million. */
const harness = compiler({ allErrors: false })

function compiler(options: { allErrors: boolean }): Ajv2020 {
  const ajv = new Ajv2020({
    ...options,
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
    verbose: true,
    validateSchema: false,
    inlineRefs: false,
    code: { optimize: false },
  })
  ajv.addVocabulary(['x-level', 'x-source', 'x-breaks'])
  for (const schema of [...wireSchemas.values(), ...harnessSchemas.values()]) ajv.addSchema(schema)
  return ajv
}

/** A finding together with the contract row it belongs to. */
export interface Violation {
  rowPath: string
  group: RowGroup
  finding: Finding
}

/** Where a text does not match its pattern, with what the schema says of its form. */
export interface Described extends Violation {
  form?: string
}

/** Many rules ask the same question of the same answer. */
const known = new WeakMap<object, Map<string, Described[]>>()

/**
 * Everything in which a value departs from a schema of `specs/openai`, named without `.schema.json`: `chat-completion`; the first thing
 * in which it departs from one of `specs/harness`. Empty when it conforms.
 * @throws Failure when there is no such schema.
 */
export function violations(schema: string, value: unknown): Violation[] {
  if (typeof value !== 'object' || value === null) return validate(schema, value)
  const bySchema = known.get(value) ?? new Map<string, Described[]>()
  known.set(value, bySchema)
  const found = bySchema.get(schema) ?? validate(schema, value)
  bySchema.set(schema, found)
  return found
}

/** The first departure from a schema in one phrase, for a message about a file: `$.request.path: not of the form …`. Null where there is none. */
export function departure(schema: string, value: unknown): string | null {
  const [first] = validate(schema, value)
  return first
    ? `${first.finding.path}: ${first.form === undefined ? first.finding.message : `is not of this form: ${first.form}`}`
    : null
}

/** The same as `violations`, where nobody asks again: nothing is kept. */
export function validate(schema: string, value: unknown): Described[] {
  const check: ValidateFunction | undefined = (harnessSchemas.has(schema) ? harness : wire).getSchema(
    `${schema}.schema.json`,
  )
  if (!check)
    throw new Failure(
      'SCHEMA_UNKNOWN',
      `There is no schema ${schema}; did you mean ${closest(schema, [...wireSchemas.keys(), ...harnessSchemas.keys()])}?`,
    )
  if (check(value)) return []
  return (check.errors ?? []).filter(({ keyword }) => keyword !== 'if').map(violation)
}

function violation(error: ErrorObject): Described {
  const path = jsonPath(error.instancePath)
  const rowPath = path.replace(/\[\d+\]/g, '[]')
  if (error.keyword === 'required') {
    const missing = String(error.params['missingProperty'])
    return {
      rowPath: `${rowPath}.${missing}`,
      group: 'present',
      finding: {
        kind: 'missing',
        path: `${path}.${missing}`,
        message: 'the field is absent',
        expected: 'present',
        actual: 'absent',
      },
    }
  }
  const group: RowGroup = error.keyword === 'type' ? 'type' : 'value'
  const form: unknown = error.parentSchema?.['description']
  return {
    rowPath,
    group,
    ...(error.keyword === 'pattern' && typeof form === 'string' ? { form: form.replace(/\.$/, '') } : {}),
    finding: {
      kind: group === 'type' ? 'wrong-type' : 'wrong-value',
      path,
      message: messageOf(error),
      expected: error.schema,
      actual: group === 'type' ? typeName(error.data) : brief(error.data),
    },
  }
}

/** What has a name and is told by its signs, such as a glob, is told by that: nobody reads patterns. */
function messageOf({ keyword, message, parentSchema }: ErrorObject): string {
  const { title, description } = (parentSchema ?? {}) as Schema
  return (keyword === 'pattern' || keyword === 'maxLength') && title !== undefined
    ? `is no ${title}: ${description?.replace(/\.$/, '')}`
    : (message ?? keyword)
}

/** `/choices/0/message` as `$.choices[0].message`. */
function jsonPath(pointer: string): string {
  const parts = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  return parts.reduce((path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : `${path}.${part}`), '$')
}

/** The JSON type of a value; `integer` for whole numbers, as JSON Schema has it. */
export function typeName(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return value === undefined ? 'absent' : typeof value
}

/** A value short enough to stand in a finding. */
export function brief(value: unknown): unknown {
  const text = JSON.stringify(value) ?? 'undefined'
  return text.length <= 200 ? value : `${text.slice(0, 200)}… (${text.length} characters)`
}
