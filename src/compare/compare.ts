import { isDegenerate } from '../checks/degenerate.ts'
import { parentPath } from '../contract/paths.ts'
import { isObject } from '../json.ts'
import { errorMessage } from '../wire/error-message.ts'
import type { Observation } from '../wire/observe.ts'
import { rememberingComparison, shapeComparison, type CompareShape, type Weighed } from './compare-shape.ts'
import type { ReferenceBasis, RawDifference } from './diff-shapes.ts'
import { differenceKey, type Difference, type DifferenceKind, type Severity } from './difference.ts'
import { answerShape, scopeOf, type AnswerShape } from './observe-shape.ts'
import type { ObservedFacts } from './observed.ts'
import type { IsRequired } from './severity.ts'
import type { Shape } from './shape.ts'

export { describe, type Difference } from './difference.ts'

/** What a target is held against. */
export type Reference =
  /** The reference's answers to the same requests, and how it differs from itself. */
  { kind: 'paired'; observations: readonly Observation[]; noise?: NoiseFloor } | ObservedFacts

/** Differences of the reference with itself, by `differenceKey`. */
export type NoiseFloor = ReadonlyMap<string, { changed: number; of: number }>

/** The worst come first. More than this only a server has that makes up other fields in each answer. */
const MOST_DIFFERENCES = 5000

/** Everything in which the target's answers are built differently, worst first; without clients each field is required. Pure. */
export function compare(
  target: readonly Observation[],
  reference: Reference,
  isRequired: IsRequired = () => true,
): Difference[] {
  const tally = new Tally()
  const compareOne = shapeComparison(isRequired)
  if (reference.kind === 'observed')
    for (const observation of target) compareWithFacts(tally, observation, reference, compareOne)
  else for (const [own, other] of pairs(target, reference.observations)) comparePair(tally, own, other, compareOne)
  const noise = reference.kind === 'paired' ? reference.noise : undefined
  return tally
    .differences()
    .map((difference) => withNoise(difference, noise))
    .sort(bySeverity)
    .slice(0, MOST_DIFFERENCES)
}

/** The comparison with observed facts, answer by answer, for more answers than memory holds. */
export function factComparison(
  facts: ObservedFacts,
  isRequired: IsRequired = () => true,
): {
  add: (observation: Observation) => void
  differences: () => Difference[]
} {
  const tally = new Tally()
  const remembering = rememberingComparison(isRequired)
  return {
    add: (observation) => compareWithFacts(tally, observation, facts, remembering),
    differences: () => tally.differences().sort(bySeverity).slice(0, MOST_DIFFERENCES),
  }
}

/** What changes when the reference is asked the same twice: that much is no difference of the target's. */
export function noiseFloor(first: readonly Observation[], second: readonly Observation[]): NoiseFloor {
  const differences = compare(first, { kind: 'paired', observations: second })
  const noise = new Map<string, { changed: number; of: number }>()
  for (const difference of differences) {
    const changed = { changed: difference.count, of: difference.of }
    // What came the first time and not the second could as well have been the other way round.
    const turned: DifferenceKind =
      difference.kind === 'missing' ? 'extra' : difference.kind === 'extra' ? 'missing' : difference.kind
    for (const kind of [difference.kind, turned]) noise.set(differenceKey({ ...difference, kind }), changed)
  }
  return noise
}

/** A difference stands out from the noise when it comes more than this many times as often. */
const STANDS_OUT = 2

function withNoise(difference: Difference, floor: NoiseFloor | undefined): Difference {
  const noise = floor?.get(differenceKey(difference))
  if (!noise) return difference
  const drowned = difference.count / difference.of <= (STANDS_OUT * noise.changed) / noise.of
  return { ...difference, noise, ...(drowned ? { severity: 'cosmetic' } : {}) }
}

const RANK: Record<Severity, number> = { breaking: 0, notable: 1, cosmetic: 2 }
const bySeverity = (a: Difference, b: Difference): number =>
  RANK[a.severity] - RANK[b.severity] || (differenceKey(a) < differenceKey(b) ? -1 : 1)

/** Answers to the same request: by key, or, where the passes of a run have keys of their own, by the request itself. */
function pairs(first: readonly Observation[], second: readonly Observation[]): [Observation, Observation][] {
  const byKey = new Map(second.map((one) => [one.exchange.key, one]))
  const byRequest = Map.groupBy(second, requestText)
  return first.flatMap((one): [Observation, Observation][] => {
    const other = byKey.get(one.exchange.key) ?? byRequest.get(requestText(one))?.shift()
    return other ? [[one, other]] : []
  })
}

const requestText = ({ exchange: { request } }: Observation): string =>
  `${request.method} ${request.path} ${request.via} ${request.body}`

function comparePair(tally: Tally, target: Observation, reference: Observation, compareOne: CompareShape): void {
  const scope = scopeOf(reference)
  const own = answerShape(target)
  const other = answerShape(reference)
  const key = target.exchange.key
  if (scope === null || !own || !other || isForOtherModels(reference)) return
  tally.saw(scope, ['status'], key)
  if (target.status !== reference.status) {
    // To accept what the reference refuses, or to refuse it in another way, breaks nobody who does not count on the refusal.
    const severity: Severity = (reference.status ?? 0) < 400 ? 'breaking' : 'notable'
    const raw: RawDifference = {
      aspect: 'status',
      path: 'status',
      kind: 'value',
      types: [],
      target: statusText(target),
      reference: statusText(reference),
    }
    tally.add(scope, key, { name: differenceKey({ scope, ...raw }), raw, weight: { severity, breaks: [] } })
  }
  if (own.scope === other.scope)
    compareShapes(tally, own, (name) => other.shapes.get(name), {
      key,
      basis: 'answer',
      otherPattern: other.pattern,
      compare: compareOne,
    })
}

/** OpenAI keeps text completions to models of their own: that it refuses them for a chat model says nothing of how it answers them. */
const isForOtherModels = ({ exchange, status, json }: Observation): boolean =>
  status === 404 &&
  /(?<!\/chat)\/completions$/.test(exchange.request.path) &&
  json.ok &&
  isObject(json.value) &&
  isObject(json.value['error']) &&
  json.value['error']['param'] === 'model'

function compareWithFacts(tally: Tally, target: Observation, facts: ObservedFacts, compareOne: CompareShape): void {
  // Facts are of what clients ask, and of endpoints that exist.
  const own = isDegenerate(target) || hasNoRoute(target) ? null : answerShape(target)
  if (own)
    compareShapes(tally, own, (name) => facts.scopes[name], {
      key: target.exchange.key,
      basis: 'observed',
      otherPattern: null,
      compare: compareOne,
    })
}

/** The endpoint is missing, or another URL than that of the API was asked: what answers is no endpoint. */
const hasNoRoute = (answer: Observation): boolean =>
  [404, 405].includes(answer.status ?? 0) && errorMessage(answer) === undefined

interface Comparison {
  key: string
  basis: ReferenceBasis
  otherPattern: string | null
  compare: CompareShape
}

function compareShapes(
  tally: Tally,
  own: AnswerShape,
  other: (scope: string) => Shape | undefined,
  { key, basis, otherPattern, compare: compareOne }: Comparison,
): void {
  for (const [scope, shape] of own.shapes) {
    const { places, found } = compareOne(scope, shape, other(scope), basis)
    tally.saw(scope, places, key)
    for (const one of found) tally.add(scope, key, one, (raw) => withPatterns(raw, own.pattern, otherPattern))
  }
}

const withPatterns = (raw: RawDifference, own: string | null, other: string | null): RawDifference =>
  raw.aspect === 'events' ? { ...raw, target: beside(raw.target, own), reference: beside(raw.reference, other) } : raw

const beside = (text: string, pattern: string | null): string => (pattern === null ? text : `${text} (${pattern})`)

const statusText = (observation: Observation): string => {
  const message = errorMessage(observation)
  return `HTTP ${observation.status}${message === undefined ? '' : `: ${message.slice(0, 160)}`}`
}

/** How many answers there were; several places of one answer count once, and answers come one after the other. */
class AnswerCount {
  count = 0
  #last: string | null = null

  add(key: string): void {
    if (key !== this.#last) this.count += 1
    this.#last = key
  }
}

/** Counts the answers that show the same difference. */
class Tally {
  readonly #seen = new Map<string, Map<string, AnswerCount>>()
  readonly #found = new Map<string, { difference: Difference; answers: AnswerCount }>()
  /** Notes what this exchange could have shown a difference in. */
  saw(scope: string, places: readonly string[], key: string): void {
    const seen = this.#seen.get(scope) ?? new Map<string, AnswerCount>()
    this.#seen.set(scope, seen)
    for (const place of places) {
      const answers = seen.get(place) ?? new AnswerCount()
      seen.set(place, answers)
      answers.add(key)
    }
  }

  /** `shown` makes of a difference what a reader sees, where it is the one to show: the first, or one that is worse. */
  add(scope: string, key: string, { name, raw, weight }: Weighed, shown = (one: RawDifference) => one): void {
    let known = this.#found.get(name)
    // The worst of its exchanges is the one to show.
    if (!known || RANK[weight.severity] < RANK[known.difference.severity]) {
      const { types: _types, ...rest } = shown(raw)
      const difference = { scope, ...rest, ...weight, count: 0, of: 0, example: key }
      known = { difference, answers: known?.answers ?? new AnswerCount() }
      this.#found.set(name, known)
    }
    known.answers.add(key)
  }

  differences(): Difference[] {
    return [...this.#found.values()].map(({ difference, answers }) => ({
      ...difference,
      count: answers.count,
      of: this.#couldShow(difference),
    }))
  }

  /** A field can be absent wherever the object is that it belongs to; type and value need the field itself. */
  #couldShow({ scope, aspect, path, kind }: Difference): number {
    const place = aspect === 'body' && kind !== 'type' && kind !== 'value' ? parentPath(path) : path
    return this.#seen.get(scope)?.get(place)?.count ?? 0
  }
}
