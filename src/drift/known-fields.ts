import { schemaOf } from '../compare/contract-fields.ts'
import { endsInToken, isInMap } from '../compare/diff-shapes.ts'
import { observedReference } from '../compare/observed.ts'
import { parentPath } from '../contract/paths.ts'
import { contractRows } from '../contract/rows.ts'

/** What is known of the fields in answers of one scope: from the contract, and from what was observed. */
export interface KnownFields {
  /** Schema of the contract that is about it; null where none is. */
  schema: string | null
  isKnown: (path: string) => boolean
  /** Something is known of what is inside: another field there is new. */
  isDescribed: (path: string) => boolean
  /** JSON types that are known there; empty where nothing is said of them. */
  typesAt: (path: string) => ReadonlySet<string>
}

const EVENT = 'response-event-'
/** The schemas of scopes that the comparison with a target has no contract for. */
const SCHEMAS: [scope: RegExp, schema: string][] = [
  [/^responses$/, 'response'],
  [/^embeddings$/, 'embedding-list'],
  [/^responses\.stream\.(created|queued|in_progress|completed|incomplete|failed)$/, `${EVENT}lifecycle`],
  [/^responses\.stream\.output_item\./, `${EVENT}output-item`],
  [/^responses\.stream\.content_part\./, `${EVENT}content-part`],
  [/^responses\.stream\.output_text\.delta$/, `${EVENT}text-delta`],
  [/^responses\.stream\.output_text\.done$/, `${EVENT}text-done`],
  [/^responses\.stream\.function_call_arguments\.delta$/, `${EVENT}arguments-delta`],
  [/^responses\.stream\.function_call_arguments\.done$/, `${EVENT}arguments-done`],
]

/** Scopes whose answers have the same fields: a field that is known in one of them is known. */
const FAMILIES = [/^chat(\.tool-calls)?$/, /^chat\.stream\./, /^completions\.stream\./]

export const schemaOfScope = (scope: string): string | null =>
  schemaOf(scope) ?? SCHEMAS.find(([pattern]) => pattern.test(scope))?.[1] ?? null

const known = new Map<string, KnownFields>()

/** What is known of the fields of a scope, looked up once. */
export function knownFields(scope: string): KnownFields {
  const fields = known.get(scope) ?? read(scope)
  known.set(scope, fields)
  return fields
}

function read(scope: string): KnownFields {
  const types = new Map<string, Set<string>>()
  const add = (path: string, more: readonly string[]): void => {
    const there = types.get(path) ?? new Set<string>()
    for (const type of more) there.add(type)
    types.set(path, there)
  }
  const schema = schemaOfScope(scope)
  const schemas = [...(schema === null ? [] : [schema]), ...echoed(scope)]
  for (const row of schemas.flatMap(contractRows)) add(row.path, [row.field.type ?? []].flat())
  for (const [name, { paths }] of Object.entries(observedReference().scopes)) {
    if (!isAlike(name, scope)) continue
    for (const [path, facts] of Object.entries(paths)) add(path, [...Object.keys(facts.types), ...(facts.ever ?? [])])
  }
  // The type of an event is what its scope is named after.
  if (types.size > 0 && scope.startsWith('responses.stream.')) add('$.type', ['string'])
  const parents = new Set([...types.keys()].map(parentPath))
  return {
    schema,
    isKnown: (path) => path === '$' || types.has(path) || isInMap(path) || endsInToken(path),
    isDescribed: (path) => parents.has(path),
    typesAt: (path) => types.get(path) ?? new Set(),
  }
}

const isAlike = (one: string, other: string): boolean =>
  one === other || FAMILIES.some((family) => family.test(one) && family.test(other))

/** A response repeats what it was asked for with. */
const echoed = (scope: string): string[] => (scope === 'responses' ? ['response-request'] : [])
