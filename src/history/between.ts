import type { SemVer } from 'semver'
import { byVersion } from '../releases/release-name.ts'
import { holdsOrFails, type Flip } from './flips.ts'
import type { Matrix, MatrixRule } from './matrix.ts'
import { parseVersion } from './order.ts'

/** What a matrix knows about a rule on the way from one release to another. */
export interface KnownChange {
  rule: MatrixRule
  /** `between`: it fails only in releases that are passed over. */
  kind: 'breaks' | 'mended' | 'between'
  /** For example `held in 0.24.0, fails in 0.32.15`. */
  text: string
  /** Both releases that show the change are on the way. Else it may have come before it, or after. */
  isOnTheWay: boolean
}

/** What a matrix knows about the releases between two. */
export interface KnownBetween {
  from: string
  to: string
  /** Releases of the matrix on the way, ends included, oldest first. */
  releases: string[]
  /** The newest release that the matrix has; null where it has none. */
  newest: string | null
  /** What breaks comes first, then what weighs most. */
  changes: KnownChange[]
}

/** One release of the matrix, and the places of its runs. */
interface Release {
  version: SemVer
  runs: number[]
}

/** A change of a rule between two releases that follow each other in the matrix. */
interface Turn {
  before: SemVer
  after: SemVer
  to: Flip['to']
}

/** Finds what a matrix knows about the releases of Ollama between two versions; `to` may be older. Pure. */
export function knownBetween(
  matrix: Matrix,
  { from, to }: { from: string; to: string },
  concerns: (id: string) => boolean,
): KnownBetween {
  const releases = releasesOf(matrix)
  const newest = releases.at(-1)?.version.version ?? null
  const [start, end] = [parseVersion(from), parseVersion(to)]
  if (!start || !end) return { from, to, releases: [], newest, changes: [] }
  const [low, high] = byVersion(start, end) <= 0 ? [start, end] : [end, start]
  const isOlder = low === end && low !== start
  return {
    from,
    to,
    releases: releases.flatMap(({ version }) => (isWithin(version, low, high) ? version.version : [])),
    newest,
    changes: matrix.rules
      .filter(({ id }) => concerns(id))
      .flatMap((rule) => changeOf(rule, turnsOf(rule, releases), { low, high, isOlder }) ?? [])
      .sort(byWeight),
  }
}

const isWithin = (version: SemVer, low: SemVer, high: SemVer): boolean =>
  byVersion(version, low) >= 0 && byVersion(version, high) <= 0

function releasesOf({ runs }: Matrix): Release[] {
  const found = new Map<string, Release>()
  for (const [at, { server }] of runs.entries()) {
    const version = server?.software === 'Ollama' ? parseVersion(server.version) : null
    if (!version) continue
    const known = found.get(version.raw)
    if (known) known.runs.push(at)
    else found.set(version.raw, { version, runs: [at] })
  }
  return [...found.values()].sort((a, b) => byVersion(a.version, b.version))
}

/** Where the runs of a release do not agree, it says nothing. */
function turnsOf({ outcomes }: MatrixRule, releases: readonly Release[]): Turn[] {
  const states = releases.flatMap(({ version, runs }) => {
    const seen = new Set(runs.flatMap((at) => holdsOrFails(outcomes[at]) ?? []))
    return seen.size === 1 ? [...seen].map((state) => ({ version, state })) : []
  })
  return states.flatMap(({ version, state }, at) => {
    const earlier = states[at - 1]
    return earlier && earlier.state !== state ? [{ before: earlier.version, after: version, to: state }] : []
  })
}

function changeOf(
  rule: MatrixRule,
  turns: readonly Turn[],
  { low, high, isOlder }: { low: SemVer; high: SemVer; isOlder: boolean },
): KnownChange | null {
  const passed = turns.filter(({ before, after }) => byVersion(before, high) < 0 && byVersion(after, low) > 0)
  const [first, last] = [passed[0], passed.at(-1)]
  if (!first || !last) return null
  const returns = first.to !== last.to
  // What holds in between alone is no news to those who come from one end and go to the other.
  if (returns && first.to === 'holds') return null
  const isMended = isOlder ? last.to === 'fails' : last.to === 'holds'
  return {
    rule,
    kind: returns ? 'between' : isMended ? 'mended' : 'breaks',
    text: returns ? `fails in ${first.after.version}, mended by ${last.after.version}` : turnText(last),
    isOnTheWay: passed.every(({ before, after }) => byVersion(before, low) >= 0 && byVersion(after, high) <= 0),
  }
}

const turnText = ({ before, after, to }: Turn): string =>
  to === 'holds'
    ? `failed in ${before.version}, holds in ${after.version}`
    : `held in ${before.version}, fails in ${after.version}`

const KINDS: KnownChange['kind'][] = ['breaks', 'mended', 'between']
const LEVELS = ['must', 'should', 'may']

function byWeight(a: KnownChange, b: KnownChange): number {
  const rank = ({ kind, rule }: KnownChange): number => KINDS.indexOf(kind) * LEVELS.length + LEVELS.indexOf(rule.level)
  return rank(a) - rank(b) || b.rule.clients.length - a.rule.clients.length || (a.rule.id < b.rule.id ? -1 : 1)
}
