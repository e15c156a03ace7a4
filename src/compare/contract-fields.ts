import { contractRows, type ContractRow } from '../contract/rows.ts'

/** What the contract says of one path. */
export interface ContractField {
  required: boolean
  level: ContractRow['level']
  /** JSON types it allows; empty where it says nothing. */
  types: string[]
  /** The closed set of values, where there is one. */
  values: unknown[] | null
  breaks: string | undefined
}

/** The wire schema of each scope's objects. */
const SCHEMAS: [scope: RegExp, schema: string][] = [
  [/^chat\.stream\./, 'chat-completion-chunk'],
  [/^chat(\.tool-calls)?$/, 'chat-completion'],
  [/^completions\.stream\./, 'text-completion-chunk'],
  [/^completions$/, 'text-completion'],
  [/^error$/, 'error-envelope'],
  [/^models$/, 'model-list'],
  [/^model$/, 'model'],
]

const known = new Map<string, Map<string, ContractField>>()
const closed = new WeakMap<ReadonlyMap<string, ContractField>, ReadonlySet<string>>()
const NOTHING: ReadonlyMap<string, ContractField> = new Map()

/** The wire schema of the objects of a scope; undefined where there is none. */
export const schemaOf = (scope: string): string | undefined => SCHEMAS.find(([pattern]) => pattern.test(scope))?.[1]

/** Every path the contract speaks of in objects of a scope. */
export function contractFields(scope: string): ReadonlyMap<string, ContractField> {
  const schema = schemaOf(scope)
  if (schema === undefined) return NOTHING
  const fields = known.get(schema) ?? readFields(schema)
  known.set(schema, fields)
  return fields
}

/** Paths whose values are structure and not content: the contract lists all of them. */
export function closedPaths(scope: string): ReadonlySet<string> {
  const fields = contractFields(scope)
  const paths =
    closed.get(fields) ?? new Set([...fields].filter(([, { values }]) => values !== null).map(([path]) => path))
  closed.set(fields, paths)
  return paths
}

function readFields(schema: string): Map<string, ContractField> {
  const fields = new Map<string, ContractField>()
  for (const row of contractRows(schema)) {
    const field = fields.get(row.path) ?? {
      required: false,
      level: row.level,
      types: [],
      values: null,
      breaks: row.breaks,
    }
    if (row.group === 'present') field.required = true
    if (row.group === 'type') field.types = [row.field.type ?? []].flat()
    if (row.group === 'value')
      field.values = row.field.enum ?? (row.field.const === undefined ? null : [row.field.const])
    fields.set(row.path, field)
  }
  return fields
}
