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

/** No answer has a tenth of these. Whoever makes up a hundred thousand fields differs in each, and a report of all is none. */
const MOST_PATHS = 1000

/** A path, with those of its fields and elements: they are the same in most answers, so each is put together once. */
interface Place {
  path: string
  isClientsOwn: boolean
  fields: Map<string, Place>
  elements: Place | undefined
}

const placeOf = (path: string): Place => ({
  path,
  isClientsOwn: CLIENTS_OWN.test(path),
  fields: new Map(),
  elements: undefined,
})

let root = placeOf('$')
let places = 0
/** Servers choose the names, so those of many answers are not kept for ever. */
const MOST_PLACES = 20_000

/** `room`: for how many paths that are seen for the first time. */
interface Adding {
  shape: Shape
  closed: ReadonlySet<string>
  room: number
}

/** Adds one JSON value to a shape. Values are kept for the paths in `closed` only; all others are volatile. */
export function addValue(shape: Shape, value: unknown, closed: ReadonlySet<string>): void {
  if (places > MOST_PLACES) [root, places] = [placeOf('$'), 0]
  addAt({ shape, closed, room: MOST_PATHS - Object.keys(shape.paths).length }, root, value, 0)
}

function addAt(adding: Adding, place: Place, value: unknown, depth: number): void {
  const { shape, closed } = adding
  const { path } = place
  const facts = shape.paths[path] ?? newPath(adding, path)
  if (facts === undefined) return
  count(facts.types, typeName(value))
  if (typeof value === 'string' && closed.has(path)) count((facts.values ??= counter()), value)
  if (typeof value !== 'object' || value === null || depth === DEEPEST || place.isClientsOwn) return
  if (Array.isArray(value)) {
    for (const item of value) {
      const below = (place.elements ??= placeIn(adding, `${path}[]`))
      if (below) addAt(adding, below, item, depth + 1)
    }
  } else if (isObject(value)) {
    for (const key of Object.keys(value)) {
      const below = place.fields.get(key) ?? placeIn(adding, `${path}.${key}`)
      if (!below) continue
      place.fields.set(key, below)
      addAt(adding, below, value[key], depth + 1)
    }
  }
}

/** Room for what is seen at a path for the first time; none where there are too many. */
function newPath(adding: Adding, path: string): PathFacts | undefined {
  if (adding.room <= 0) return undefined
  adding.room -= 1
  return (adding.shape.paths[path] = { types: {} })
}

/** A place that no answer had before; none where the shape has no room for it. */
function placeIn({ shape, room }: Adding, path: string): Place | undefined {
  if (room <= 0 && shape.paths[path] === undefined) return undefined
  places += 1
  return placeOf(path)
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
