import { resolve, schemaNamed, type Schema } from '../contract/schemas.ts'

/** A place in a file of the contract. */
export interface SchemaPlace {
  /** Name of the schema, without `.schema.json`. */
  file: string
  /** JSON pointer in it. */
  at: string
  schema: Schema
}

/** The place in the contract that a path of an answer leads to, in the file that really has it; null where none does. */
export function schemaPlace(schema: string, path: string): SchemaPlace | null {
  let place: SchemaPlace | null = { file: schema, at: '', schema: schemaNamed(schema) }
  for (const key of path
    .replace(/^\$\.?/, '')
    .replaceAll('[]', '.[]')
    .split('.')
    .filter(Boolean)) {
    place = step(place, key)
    if (place === null) return null
  }
  return place
}

function step({ file, at, schema }: SchemaPlace, key: string): SchemaPlace | null {
  const raw = key === '[]' ? schema.items : schema.properties?.[key]
  if (raw === undefined) return null
  if (raw.$ref !== undefined) return { file: raw.$ref.replace('.schema.json', ''), at: '', schema: resolve(raw) }
  const pointer = key === '[]' ? 'items' : `properties/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
  return { file, at: `${at}/${pointer}`, schema: raw }
}

export const schemaFile = (name: string): string => `specs/openai/${name}.schema.json`
