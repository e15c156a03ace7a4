import { parentPath } from '../contract/paths.ts'
import type { Aspect, Difference } from './difference.ts'
import { objectsAt, presence, total, type PathFacts, type Shape } from './shape.ts'

/** A difference of one answer, before it is counted and weighed. */
export interface RawDifference extends Pick<Difference, 'aspect' | 'path' | 'kind' | 'target' | 'reference'> {
  /** JSON types the target sent there. */
  types: string[]
}

/** What the other shape is: the answer to the same request, or counts of many answers. */
export type ReferenceBasis = 'answer' | 'observed'

/** What the reference does in at least this share it does always. Among many answers, the rest are its own exceptions. */
const ALWAYS: Record<ReferenceBasis, number> = { answer: 1, observed: 0.98 }
/** Fewer observations than this say nothing about what never happens. */
const ENOUGH = 10

/** Where one answer's structure departs from the reference's. The same code for a live answer, a recording and facts. */
export function diffShapes(target: Shape, reference: Shape, basis: ReferenceBasis): RawDifference[] {
  return [...leftOut(target, reference, basis), ...sent(target, reference, basis), ...traits(target, reference, basis)]
}

/** Maps whose keys are data, not structure: results by category, and log probabilities by token. */
const MAPS = /^\$\.moderation\./
const BY_TOKEN = /^\$\.choices\[\]\.logprobs\.top_logprobs\[\]\./

/** The path leads into a map, where names are data. */
export const isInMap = (path: string): boolean => MAPS.test(path)

/** The last part of the path is a piece of an answer's text. */
export const endsInToken = (path: string): boolean => BY_TOKEN.test(path)

const isField = (path: string): boolean => path !== '$' && !path.endsWith('[]') && !isInMap(path) && !endsInToken(path)

/** A field that a shape always has, and how many objects could have had it. */
interface Steady {
  path: string
  parent: string
  facts: PathFacts
  parents: number
}

const steady = new WeakMap<Shape, { basis: ReferenceBasis; fields: Steady[] }>()

/** The fields that a shape always has, looked up once: the observed facts are held against every answer. */
function steadyFields(shape: Shape, basis: ReferenceBasis): Steady[] {
  const known = steady.get(shape)
  if (known?.basis === basis) return known.fields
  const fields = Object.entries(shape.paths)
    .filter(([path]) => isField(path))
    .map(([path, facts]): Steady => {
      const parent = parentPath(path)
      return { path, parent, facts, parents: objectsAt(shape, parent) }
    })
    .filter(
      ({ parents, facts }) =>
        parents >= (basis === 'observed' ? ENOUGH : 1) && total(facts.types) >= ALWAYS[basis] * parents,
    )
  steady.set(shape, { basis, fields })
  return fields
}

/** Fields the reference always has and the target has not. */
function leftOut(target: Shape, reference: Shape, basis: ReferenceBasis): RawDifference[] {
  return steadyFields(reference, basis).flatMap(({ path, parent, facts, parents }): RawDifference[] => {
    const own = objectsAt(target, parent)
    if (own === 0) return []
    // A custom tool call has `custom` in the place of `function`.
    const lacking =
      own -
      presence(target, path) -
      (path.endsWith('[].function') ? presence(target, path.replace(/function$/, 'custom')) : 0)
    if (lacking <= 0) return []
    const nulls = facts.types['null'] ?? 0
    const isNull = nulls >= ALWAYS[basis] * parents
    return [
      {
        aspect: 'body',
        path,
        kind: isNull ? 'null-or-absent' : 'missing',
        types: [],
        target: lacking === own ? 'absent' : `absent in ${lacking} of ${own} objects`,
        reference: isNull
          ? said(basis, 'null', nulls, parents)
          : said(basis, 'present', presence(reference, path), parents),
      },
    ]
  })
}

/** Fields, types and values the reference never has. */
function sent(target: Shape, reference: Shape, basis: ReferenceBasis): RawDifference[] {
  return Object.entries(target.paths).flatMap(([path, facts]): RawDifference[] => {
    const known = reference.paths[path]
    const types = Object.keys(facts.types)
    if (!known) {
      const parents = objectsAt(reference, parentPath(path))
      if (!isField(path) || parents === 0) return []
      const kind = types.every((type) => type === 'null') ? 'null-or-absent' : 'extra'
      return [
        {
          aspect: 'body',
          path,
          kind,
          types,
          target: types.join(' or '),
          reference: said(basis, 'absent', parents, parents),
        },
      ]
    }
    return [...typeDifference(path, types, reference, basis), ...valueDifference(path, facts, known, basis)]
  })
}

const allows = ({ types, ever }: PathFacts, type: string): boolean =>
  types[type] !== undefined || ever?.includes(type) === true

function typeDifference(path: string, types: string[], reference: Shape, basis: ReferenceBasis): RawDifference[] {
  const known = reference.paths[path] as PathFacts
  const strange = types.filter((type) => !allows(known, type) && !(type === 'integer' && allows(known, 'number')))
  if (strange.length === 0) return []
  const parents = objectsAt(reference, parentPath(path))
  const there = total(known.types)
  // Null for a field that may be left out says the same in another way.
  const merelyNull = isField(path) && strange.every((type) => type === 'null') && there < ALWAYS[basis] * parents
  return [
    {
      aspect: 'body',
      path,
      kind: merelyNull ? 'null-or-absent' : 'type',
      types: strange,
      target: strange.join(' or '),
      reference: merelyNull ? said(basis, 'absent', parents - there, parents) : typesSaid(known, basis),
    },
  ]
}

function valueDifference(path: string, facts: PathFacts, known: PathFacts, basis: ReferenceBasis): RawDifference[] {
  // How an answer ends is compared as a trait, by what led to it.
  if (path.endsWith('.finish_reason') || !facts.values || !known.values) return []
  const strange = Object.keys(facts.values).filter((value) => !Object.hasOwn(known.values ?? {}, value))
  if (strange.length === 0) return []
  return [
    {
      aspect: 'body',
      path,
      kind: 'value',
      types: ['string'],
      target: strange.map(quoted).join(' or '),
      reference: countsSaid(known.values, basis, quoted),
    },
  ]
}

function traits(target: Shape, reference: Shape, basis: ReferenceBasis): RawDifference[] {
  return Object.entries(target.traits).flatMap(([name, values]): RawDifference[] => {
    const known = reference.traits[name]
    if (!known || (basis === 'observed' && total(known) < ENOUGH)) return []
    const strange = Object.keys(values).filter((value) => departs(value, known, name, basis))
    if (strange.length === 0) return []
    return [
      {
        aspect: aspectOf(name),
        path: name,
        kind: traitKind(name, strange, known),
        types: [],
        target: strange.join(', '),
        reference: countsSaid(known, basis),
      },
    ]
  })
}

function departs(value: string, known: Record<string, number>, name: string, basis: ReferenceBasis): boolean {
  if (value === 'absent') return total(known) - (known['absent'] ?? 0) >= ALWAYS[basis] * total(known)
  if (basis === 'observed' && isModels(name, value)) return false
  if (Object.hasOwn(known, value)) return false
  // An order can only differ between streams with the same parts; a missing part is a difference of its own.
  return name !== 'events.order' || Object.keys(known).some((order) => sameParts(order, value))
}

/** To reach the token limit is up to the model and to the probe, with or without a call begun. */
const isModels = (name: string, value: string): boolean => name.startsWith('finish_reason') && value === 'length'

const sameParts = (one: string, other: string): boolean =>
  one.split(', ').sort().join() === other.split(', ').sort().join()

function traitKind(name: string, strange: string[], known: Record<string, number>): RawDifference['kind'] {
  const values = [...strange, ...Object.keys(known)]
  if (values.every((value) => value === 'absent' || value === 'null')) return 'null-or-absent'
  if (strange.every((value) => value === 'absent')) return 'missing'
  if (Object.keys(known).every((value) => value === 'absent')) return 'extra'
  return name.startsWith('events.') ? 'order' : 'value'
}

const ASPECTS: [prefix: string, aspect: Aspect][] = [
  ['headers.', 'headers'],
  ['events.', 'events'],
  ['finish_reason', 'finish'],
  ['tool_calls', 'tool-calls'],
]
const aspectOf = (name: string): Aspect => ASPECTS.find(([prefix]) => name.startsWith(prefix))?.[1] ?? 'body'

const quoted = (value: string): string => JSON.stringify(value)

/** Facts are never given out as an answer: they come with how often they were seen. */
const said = (basis: ReferenceBasis, what: string, times: number, of: number): string =>
  basis === 'answer' ? what : `${what} in ${times} of ${of} observed`

const typesSaid = (known: PathFacts, basis: ReferenceBasis): string =>
  total(known.types) === 0 ? `${(known.ever ?? []).join(' or ')} (seldom observed)` : countsSaid(known.types, basis)

function countsSaid(
  counts: Record<string, number>,
  basis: ReferenceBasis,
  name: (value: string) => string = (value) => value,
): string {
  const most = Object.entries(counts)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, 4)
  if (basis === 'answer') return most.map(([value]) => name(value)).join(' or ')
  return `${most.map(([value, times]) => `${name(value)} in ${times}`).join(', ')} of ${total(counts)} observed`
}
