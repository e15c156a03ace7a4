import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { isObject, type JsonObject } from '../src/deviations/server-reply.ts'
import type { Json } from '../src/suite/steps.ts'
import { parseJson } from '../src/wire/sse.ts'
import { sampleValue } from './sample-value.ts'

const ajv = new Ajv2020({
  strict: false,
  addUsedSchema: false,
  formats: { date: /^\d{4}-\d{2}-\d{2}$/, email: /^[^@\s]+@[^@\s]+$/ },
})
const compiled = new Map<string, ValidateFunction>()

/** The text in that format: what the model would have said where the format lets it, else what the format leaves. */
export function formatted(format: Json | undefined, unbound: string | undefined): string | undefined {
  if (!isObject(format)) return undefined
  if (format['type'] === 'json_object') return '{"answer": "yes"}'
  if (!isObject(format['json_schema'])) return undefined
  const { schema } = format['json_schema']
  const wished = parseJson(unbound ?? '')
  const value =
    wished.ok && isObject(schema) && allows(schema, wished.value) ? (wished.value as Json) : sampleValue(schema)
  return JSON.stringify(inOrder(schema, value))
}

function allows(schema: JsonObject, value: unknown): boolean {
  const key = JSON.stringify(schema)
  try {
    const check = compiled.get(key) ?? ajv.compile({ $id: 'declared:schema', ...schema })
    compiled.set(key, check)
    return check(value)
  } catch {
    // A faulty server may have taken what is no schema.
    return false
  }
}

/** The keys as the schema has them. */
function inOrder(schema: Json | undefined, value: Json): Json {
  if (!isObject(value) || !isObject(schema) || !isObject(schema['properties'])) return value
  const keys = Object.keys(schema['properties'])
  return { ...Object.fromEntries(keys.flatMap((key) => (key in value ? [[key, value[key] ?? null]] : []))), ...value }
}
