import { isObject, type JsonObject } from '../../../src/json.ts'

/** A place inside a JSON value: the way there, its name, and what is there. */
export interface Place {
  way: (string | number)[]
  path: string
  value: unknown
}

/** Every field of a value, and the elements of its lists, one of each kind; not the value itself. */
export function placesIn(value: unknown, way: (string | number)[] = [], path = '$'): Place[] {
  if (Array.isArray(value))
    return kindsIn(value).flatMap(([at, label]) => {
      const place = { way: [...way, at], path: `${path}[${label}]`, value: value[at] as unknown }
      return [place, ...placesIn(place.value, place.way, place.path)]
    })
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([key, inner]) => {
    const place = { way: [...way, key], path: `${path}.${key}`, value: inner }
    return isOwn(key) ? [place] : [place, ...placesIn(inner, place.way, place.path)]
  })
}

/** What the client wrote itself and gets back. */
const isOwn = (key: string): boolean => ['parameters', 'metadata', 'schema', 'top_logprobs'].includes(key)

/** The first element of each type; the last as well where there are several, for what only shows there. */
function kindsIn(list: unknown[]): [at: number, label: string][] {
  const label = (item: unknown): string => (isObject(item) && typeof item['type'] === 'string' ? item['type'] : '')
  return [...new Map(list.map((item, at) => [label(item), at] as const).reverse()).entries()]
    .map(([name, at]): [number, string] => [at, name])
    .reverse()
}

/** A copy in which one place holds something else. */
export function edited(
  root: unknown,
  way: readonly (string | number)[],
  change: (parent: JsonObject | unknown[], key: string | number) => void,
): unknown {
  const copy = structuredClone(root)
  let parent = copy
  for (const key of way.slice(0, -1)) parent = (parent as Record<string | number, unknown>)[key]
  change(parent as JsonObject, way.at(-1) ?? '')
  return copy
}
