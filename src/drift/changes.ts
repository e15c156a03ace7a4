import type { Change } from './drift.ts'
import { knownFields } from './known-fields.ts'
import { schemaFile, schemaPlace, type SchemaPlace } from './schema-place.ts'

export const FACTS = 'fixtures/reference/observed.json'
export const NAMES = 'specs/openai/wire-names.json'

/** A member of a JSON object as it stands in a file. */
export const member = (name: string, value: unknown): string =>
  `${JSON.stringify(name)}: ${JSON.stringify(value, null, 2)}`

/** One type by itself, several as a list; whole numbers are numbers too. */
export function typeOf(types: Iterable<string>): string | string[] {
  const all = [...new Set(types)]
  const wide = all.filter((type) => type !== 'integer' || !all.includes('number'))
  const sorted = wide.sort((a, b) => Number(a === 'null') - Number(b === 'null') || (a < b ? -1 : 1))
  return sorted.length === 1 ? (sorted[0] ?? '') : sorted
}

/** The place of a path in the contract; null where the contract has none. */
export function placeOf(scope: string, path: string): SchemaPlace | null {
  const { schema } = knownFields(scope)
  return schema === null ? null : schemaPlace(schema, path)
}

export const change = ({ file }: SchemaPlace, at: string, action: Change['action'], lines: string): Change => ({
  file: schemaFile(file),
  at: at === '' ? '/' : at,
  action,
  lines,
})

/** A change of the observed facts. They are counted in recordings, so what a check saw is kept as seen at some time. */
export const factChange = (scope: string, path: string, facts: object): Change => ({
  file: FACTS,
  at: `/scopes/${scope}/paths`,
  action: 'replace',
  lines: member(path, facts),
})
