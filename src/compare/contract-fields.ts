import { contractRows, rowSlug } from '../contract/rows.ts'

/** What the contract says of one path. */
export interface ContractField {
  required: boolean
  /** Ids of the rules on this field. */
  rules: string[]
  /** JSON types it allows; empty where it says nothing. */
  types: string[]
  /** The closed set of values, where there is one. */
  values: unknown[] | null
  breaks: string | undefined
}

/** The wire schema of each scope's objects, and the suite of its rules. */
export const CONTRACTS: [scope: RegExp, schema: string, suite: string][] = [
  [/^chat\.stream\./, 'chat-completion-chunk', 'streaming/chunk'],
  [/^chat(\.tool-calls)?$/, 'chat-completion', 'chat/response'],
  [/^completions\.stream\./, 'text-completion-chunk', 'completions/chunk'],
  [/^completions$/, 'text-completion', 'completions/response'],
  [/^error$/, 'error-envelope', 'errors/envelope'],
  [/^models$/, 'model-list', 'models/list'],
  [/^model$/, 'model', 'models/retrieve'],
]

const known = new Map<string, Map<string, ContractField>>()
const closed = new WeakMap<ReadonlyMap<string, ContractField>, ReadonlySet<string>>()
const NOTHING: ReadonlyMap<string, ContractField> = new Map()

/** The wire schema of the objects of a scope; undefined where there is none. */
export const schemaOf = (scope: string): string | undefined => CONTRACTS.find(([pattern]) => pattern.test(scope))?.[1]

/** Every path the contract speaks of in objects of a scope. */
export function contractFields(scope: string): ReadonlyMap<string, ContractField> {
  const [, schema, suite] = CONTRACTS.find(([pattern]) => pattern.test(scope)) ?? []
  if (schema === undefined || suite === undefined) return NOTHING
  const fields = known.get(schema) ?? readFields(schema, suite)
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

function readFields(schema: string, suite: string): Map<string, ContractField> {
  const fields = new Map<string, ContractField>()
  for (const row of contractRows(schema)) {
    const field = fields.get(row.path) ?? {
      required: false,
      rules: [],
      types: [],
      values: null,
      breaks: row.breaks,
    }
    field.rules.push(`${suite}/${rowSlug(row)}`)
    if (row.group === 'present') field.required = true
    if (row.group === 'type') field.types = [row.field.type ?? []].flat()
    if (row.group === 'value')
      field.values = row.field.enum ?? (row.field.const === undefined ? null : [row.field.const])
    fields.set(row.path, field)
  }
  return fields
}
