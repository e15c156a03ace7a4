/** The steps of a path with `[]` for array elements: `$.choices[].message` as `choices`, `[]`, `message`. */
const keysOf = (path: string): string[] =>
  path
    .replace(/^\$\.?/, '')
    .replaceAll('[]', '.[]')
    .split('.')
    .filter(Boolean)

/** All values a path with `[]` for array elements leads to: `$.choices[].message.role`. Absent fields give none. */
export const valuesAt = (root: unknown, path: string): unknown[] =>
  keysOf(path).reduce<unknown[]>((values, key) => values.flatMap((value) => step(value, key)), [root])

function step(value: unknown, key: string): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return key === '[]' ? value : []
  return key !== '[]' && Object.hasOwn(value, key) ? [(value as Record<string, unknown>)[key]] : []
}

/** Paths by their first steps, so that all of them are followed in one walk. */
export interface PathTree {
  path: string
  below: Map<string, PathTree>
}

export function pathTree(paths: Iterable<string>): PathTree {
  const root: PathTree = { path: '$', below: new Map() }
  for (const path of paths) {
    let place = root
    for (const key of keysOf(path)) {
      const next = place.below.get(key) ?? {
        path: key === '[]' ? `${place.path}[]` : `${place.path}.${key}`,
        below: new Map(),
      }
      place.below.set(key, next)
      place = next
    }
  }
  return root
}

/** Calls back for every value that the paths of a tree lead to. */
export function walk(value: unknown, { path, below }: PathTree, found: (path: string, value: unknown) => void): void {
  found(path, value)
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    const place = below.get('[]')
    if (place) for (const inner of value) walk(inner, place, found)
    return
  }
  for (const [key, place] of below)
    if (key !== '[]' && Object.hasOwn(value, key)) walk((value as Record<string, unknown>)[key], place, found)
}

/** The path of the object a field belongs to. */
export const parentPath = (path: string): string => path.replace(/(\.[^.[\]]+|\[\])$/, '')
