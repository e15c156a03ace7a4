import { readFileSync, readdirSync } from 'node:fs'

/** The part of JSON Schema 2020-12 that the files in `specs/` use, with our own annotations. */
export interface Schema {
  $id?: string
  $ref?: string
  title?: string
  description?: string
  type?: string | string[]
  required?: string[]
  properties?: Record<string, Schema>
  items?: Schema
  if?: Schema
  then?: Schema
  enum?: unknown[]
  const?: unknown
  minimum?: number
  maximum?: number
  minLength?: number
  minItems?: number
  pattern?: string
  'x-level'?: 'may'
  'x-source'?: string
  'x-breaks'?: string
}

const specs = new URL('../../specs/', import.meta.url)

function load(folder: 'openai' | 'harness'): Map<string, Schema> {
  const base = new URL(`${folder}/`, specs)
  const files = readdirSync(base)
    .filter((name) => name.endsWith('.schema.json'))
    .sort()
  return new Map(
    files.map((file) => [
      file.replace('.schema.json', ''),
      JSON.parse(readFileSync(new URL(file, base), 'utf8')) as Schema,
    ]),
  )
}

/** Wire objects of the OpenAI contract, by file name without `.schema.json`. */
export const wireSchemas = load('openai')
/** The project's own file formats. */
export const harnessSchemas = load('harness')

export function schemaNamed(name: string): Schema {
  const schema = wireSchemas.get(name) ?? harnessSchemas.get(name)
  if (!schema) throw new Error(`no schema named ${name} in specs/`)
  return schema
}

/** Follows a `$ref` (always to a whole file) and keeps annotations of the place that refers. */
export function resolve(schema: Schema): Schema {
  if (!schema.$ref) return schema
  const { $ref, ...annotations } = schema
  return { ...schemaNamed($ref.replace('.schema.json', '')), ...annotations }
}
