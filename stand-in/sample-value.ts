import { isObject, textOf, type JsonObject } from '../src/deviations/server-reply.ts'
import type { Json } from '../src/suite/steps.ts'

/**
 * A value that a JSON Schema allows. `suggest` offers a text for a property by its name, as a model would take it from the
 * question. `root` is where local references lead.
 */
export function sampleValue(
  schema: Json | undefined,
  suggest: (key: string) => string | undefined = () => undefined,
  root: Json | undefined = schema,
  key = '',
): Json {
  if (!isObject(schema)) return {}
  const reference = textOf(schema['$ref'])
  if (reference) return sampleValue(follow(root, reference), suggest, root, key)
  if (schema['const'] !== undefined) return schema['const']
  if (Array.isArray(schema['enum'])) return schema['enum'][0] ?? null
  const branches = schema['anyOf'] ?? schema['oneOf'] ?? schema['allOf']
  if (Array.isArray(branches)) return sampleValue(branches[0], suggest, root, key)
  const types = [schema['type'] ?? (schema['properties'] ? 'object' : 'string')].flat()
  const type = types.find((one) => one !== 'null')
  if (types.length > 0 && type === undefined) return null
  if (type === 'object') return objectValue(schema, suggest, root)
  if (type === 'array')
    return Array.from({ length: Math.max(1, Number(schema['minItems'] ?? 1)) }, () =>
      sampleValue(schema['items'] ?? { type: 'string' }, suggest, root, key),
    )
  if (type === 'integer' || type === 'number') return Number(schema['minimum'] ?? schema['multipleOf'] ?? 1)
  if (type === 'boolean') return true
  return written(schema) ?? suggest(key) ?? 'sample'
}

const FORMATS: Record<string, string> = { date: '2026-10-01', email: 'sample@example.com' }

/** A text of that form. Of patterns it knows classes of characters that come a fixed number of times. */
function written({ format, pattern }: JsonObject): string | undefined {
  if (typeof pattern === 'string')
    return pattern
      .replace(/^\^|\$$/g, '')
      .replaceAll(/\[(.)[^\]]*\]\{(\d+)\}/g, (_, first: string, times: string) => first.repeat(Number(times)))
  return typeof format === 'string' ? FORMATS[format] : undefined
}

function objectValue(
  schema: JsonObject,
  suggest: (key: string) => string | undefined,
  root: Json | undefined,
): JsonObject {
  const properties = isObject(schema['properties']) ? schema['properties'] : {}
  return Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [key, sampleValue(value, suggest, root, key)]),
  )
}

const follow = (root: Json | undefined, reference: string): Json | undefined =>
  reference
    .replace(/^#\/?/, '')
    .split('/')
    .filter(Boolean)
    .reduce<Json | undefined>((value, part) => (isObject(value) ? value[part] : undefined), root)
