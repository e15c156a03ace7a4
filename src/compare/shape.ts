import { typeName } from '../contract/validate.ts'
import { isObject } from '../json.ts'

/** What was seen at one JSON path. How often it was present is the sum of the types; of how many, the objects at its parent. */
export interface PathFacts {
  /** How often each JSON type was there. */
  types: Record<string, number>
  /** Values with counts, where the contract closes the set of values. */
  values?: Record<string, number>
  /** Types seen outside the period that `types` counts: allowed, but no evidence for what is sent today. */
  ever?: string[]
  firstSeen?: string
  lastSeen?: string
}

/** The structure of some JSON objects and of the exchanges around them: one answer's, a side's, or the observed facts'. */
export interface Shape {
  /** Paths with `[]` for any array element: `$.choices[].message`. */
  paths: Record<string, PathFacts>
  /** What has no path: name of the trait, then how often each of its values was seen. */
  traits: Record<string, Record<string, number>>
}

export const emptyShape = (): Shape => ({ paths: counter(), traits: counter() })

/** Without a prototype: servers choose the names, and `__proto__` or `constructor` is one as good as any. */
const counter = <T>(): Record<string, T> => Object.create(null) as Record<string, T>

/** No wire object is nested deeper; what is, must not exhaust the stack. */
const DEEPEST = 64

/** What a client wrote itself and gets back, such as the schema of its function, is its own and no shape of the server's. */
const CLIENTS_OWN = /(^\$(\.response)?\.metadata|\.(parameters|schema|input_schema|output_schema))$/

/** No answer has a tenth of these. Whoever makes up a hundred thousand fields differs in each, and nobody can read a report of all. */
const MOST_PATHS = 1000
const pathCounts = new WeakMap<Shape, number>()

/** Room for what is seen at a path for the first time; none where there are too many. */
function newPath(shape: Shape, path: string): PathFacts | undefined {
  const known = pathCounts.get(shape) ?? 0
  if (known >= MOST_PATHS) return undefined
  pathCounts.set(shape, known + 1)
  return (shape.paths[path] = { types: counter() })
}

/** Adds one JSON value to a shape. Values are kept for the paths in `closed` only; all others are volatile. */
export function addValue(shape: Shape, value: unknown, closed: ReadonlySet<string>, path = '$', depth = 0): void {
  const facts = shape.paths[path] ?? newPath(shape, path)
  if (facts === undefined) return
  count(facts.types, typeName(value))
  if (closed.has(path) && typeof value === 'string') count((facts.values ??= counter()), value)
  if (typeof value !== 'object' || value === null || depth === DEEPEST || CLIENTS_OWN.test(path)) return
  if (Array.isArray(value)) for (const item of value) addValue(shape, item, closed, `${path}[]`, depth + 1)
  else if (isObject(value))
    for (const [key, inner] of Object.entries(value)) addValue(shape, inner, closed, `${path}.${key}`, depth + 1)
}

/** Notes one occurrence of a trait's value. */
export function addTrait(shape: Shape, name: string, value: string): void {
  count((shape.traits[name] ??= counter()), value)
}

/** How often a path was present. */
export const presence = (shape: Shape, path: string): number => total(shape.paths[path]?.types ?? {})

/** How many objects there were that could have had a field. */
export const objectsAt = (shape: Shape, path: string): number => shape.paths[path]?.types['object'] ?? 0

export const total = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((sum, one) => sum + one, 0)

/** Adds the counts of one shape to another. */
export function mergeShape(into: Shape, from: Shape): void {
  for (const [path, { types, values }] of Object.entries(from.paths)) {
    const facts = (into.paths[path] ??= { types: counter() })
    addCounts(facts.types, types)
    if (values) addCounts((facts.values ??= counter()), values)
  }
  for (const [name, values] of Object.entries(from.traits)) addCounts((into.traits[name] ??= counter()), values)
}

const count = (counts: Record<string, number>, key: string, by = 1): void => {
  counts[key] = (counts[key] ?? 0) + by
}

function addCounts(into: Record<string, number>, from: Record<string, number>): void {
  for (const [key, by] of Object.entries(from)) count(into, key, by)
}
