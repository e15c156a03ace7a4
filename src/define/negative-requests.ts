import { resolve, schemaNamed, type Schema } from '../contract/schemas.ts'
import type { Json } from '../suite/steps.ts'

export type Body = { [key: string]: Json }

/** In which way a value is wrong. */
export type Constraint = 'missing' | 'type' | 'minimum' | 'maximum' | 'value' | 'empty' | 'too-many'

/** A request that breaks one constraint of its schema and is right in all else. */
export interface NegativeRequest {
  slug: string
  parameter: string
  constraint: Constraint
  body: Body
  what: string
  code: string
}

/** No server can take this for one of its own words. */
const NO_SUCH_VALUE = 'no-such-value'

/** What breaks that constraint of a field, or `undefined` for leaving it out. The field is a path such as `text.format.type`. */
export function negativeRequest(schema: string, field: string, constraint: Constraint, base: Body): NegativeRequest {
  const rules = branches(fieldSchema(schemaNamed(schema), field.split('.')))
  const wrong = wrongValue(rules, constraint)
  if (constraint !== 'missing' && wrong === undefined)
    throw new Error(`${schema} says nothing of the ${constraint} of ${field}`)
  return {
    slug: `${field.replaceAll(/[._]/g, '-')}-${constraint}`,
    parameter: field.split('.')[0] ?? field,
    constraint,
    body: laidOver(base, field.split('.'), wrong),
    what: wrong === undefined ? `\`${field}\` left out` : `\`${field}\`: \`${JSON.stringify(wrong)}\``,
    code: codeFor(constraint),
  }
}

function fieldSchema(schema: Schema, path: string[]): Schema {
  const [first, ...rest] = path
  if (first === undefined) return resolve(schema)
  const inner = resolve(schema).properties?.[first]
  if (!inner) throw new Error(`no field ${path.join('.')} in ${schema.$id ?? schema.title ?? 'the schema'}`)
  return fieldSchema(inner, rest)
}

/** The forms a field may take. */
const branches = (schema: Schema & { anyOf?: Schema[] }): Schema[] => (schema.anyOf ?? [schema]).map(resolve)

function wrongValue(rules: Schema[], constraint: Constraint): Json | undefined {
  const first = <K extends keyof Schema>(key: K): Schema[K] | undefined =>
    rules.find((rule) => rule[key] !== undefined)?.[key]
  const [least, most] = [first('minimum'), first('maximum')]
  switch (constraint) {
    case 'missing':
      return undefined
    case 'type':
      return wrongType(new Set(rules.flatMap(({ type }) => type ?? [])))
    case 'minimum':
      return least === undefined ? undefined : least - 1
    case 'maximum':
      return most === undefined ? undefined : most + 1
    case 'value':
      return first('enum') === undefined ? undefined : NO_SUCH_VALUE
    case 'empty':
      return first('minItems') === undefined ? undefined : []
    case 'too-many':
      return tooMany(rules)
  }
}

function tooMany(rules: (Schema & { maxItems?: number })[]): Json | undefined {
  const most = rules.find(({ maxItems }) => maxItems !== undefined)?.maxItems
  return most === undefined ? undefined : Array.from({ length: most + 1 }, (_, at) => `item ${at + 1}`)
}

/** A text that no lenient reader takes for a number, a flag or a list, or a number where texts are right. */
const wrongType = (allowed: Set<string>): Json => (allowed.has('string') ? 7 : NO_SUCH_VALUE)

function laidOver(base: Body, path: string[], value: Json | undefined): Body {
  const [first = '', ...rest] = path
  const { [first]: before, ...others } = base
  if (rest.length > 0)
    return {
      ...others,
      [first]: laidOver(
        typeof before === 'object' && before !== null && !Array.isArray(before) ? before : {},
        rest,
        value,
      ),
    }
  return value === undefined ? others : { ...others, [first]: value }
}

/** The code the service gives for it, for examples. */
function codeFor(constraint: Constraint): string {
  const codes: Record<Constraint, string> = {
    missing: 'missing_required_parameter',
    type: 'invalid_type',
    minimum: 'integer_below_min_value',
    maximum: 'decimal_above_max_value',
    value: 'invalid_value',
    empty: 'empty_array',
    'too-many': 'array_above_max_length',
  }
  return codes[constraint]
}
