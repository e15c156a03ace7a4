import { closedPaths } from '../../src/compare/contract-fields.ts'
import { endsInToken } from '../../src/compare/diff-shapes.ts'
import type { ObservedScope } from '../../src/compare/observed.ts'
import type { Shape } from '../../src/compare/shape.ts'

interface CategoryPath {
  types: Record<string, number>
  values?: Record<string, number>
  firstSeen?: string
  lastSeen?: string
}
/** Counts over all exchanges of one kind. */
export interface Category {
  objects: number
  exchanges: number
  firstSeen?: string
  lastSeen?: string
  paths: Record<string, CategoryPath>
}

/** A scope as the wide counts have it; `all` knows the types of earlier times. */
export function categoryScope(
  scope: string,
  { objects, exchanges, firstSeen, lastSeen, paths: counted }: Category,
  from: string,
  all?: Category,
): ObservedScope {
  const closed = closedPaths(scope)
  const paths: Shape['paths'] = Object.fromEntries(
    Object.entries(counted)
      .filter(([path]) => !endsInToken(path))
      .map(([path, { types, values, firstSeen: first, lastSeen: last }]) => [
        path,
        {
          types,
          ...(values && closed.has(path) ? { values } : {}),
          ...(first ? { firstSeen: first } : {}),
          ...(last ? { lastSeen: last } : {}),
        },
      ]),
  )
  if (all)
    addEver(
      paths,
      Object.entries(all.paths).filter(([path]) => !endsInToken(path)),
    )
  return { from, objects, exchanges, firstSeen: firstSeen ?? null, lastSeen: lastSeen ?? null, paths, traits: {} }
}

/** One model is what the list has many of. */
export function modelScope(models: Category): ObservedScope {
  const list = categoryScope('models', models, 'the items of model lists since 2025')
  const items = Object.entries(list.paths)
    .filter(([path]) => path.startsWith('$.data[]'))
    .map(([path, facts]) => [path.replace('$.data[]', '$'), facts] as const)
  const paths = Object.fromEntries(items)
  return { ...list, paths, objects: paths['$']?.types['object'] ?? 0 }
}

/** Keeps types that were only seen earlier, so that none of them counts as never sent. */
export function addEver(
  paths: Shape['paths'],
  known: [path: string, facts: { types: Record<string, number> }][],
): void {
  for (const [path, { types }] of known) {
    const facts = (paths[path] ??= { types: {} })
    const other = Object.keys(types).filter((type) => facts.types[type] === undefined)
    if (other.length > 0) facts.ever = [...new Set([...(facts.ever ?? []), ...other])].sort()
  }
}
