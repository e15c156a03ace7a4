import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Slugs of rules by suite: rule ids without what they have in common. */
export type BySuite = Record<string, string[]>

export function bySuite(rules: readonly string[]): BySuite {
  const suites: BySuite = {}
  for (const id of [...rules].sort()) {
    const at = id.lastIndexOf('/')
    ;(suites[id.slice(0, at)] ??= []).push(id.slice(at + 1))
  }
  return suites
}

export const idsOf = (suites: BySuite): string[] =>
  Object.entries(suites).flatMap(([suite, slugs]) => slugs.map((slug) => `${suite}/${slug}`))

/** By name, the rules that fail where a server departs in that way and in no other. */
export type Fails = ReadonlyMap<string, readonly string[]>

/** What was measured of a deviation. */
export interface Measured {
  /** The traffic of a conforming server that it changes, as `chat stream`. None where a server has to be asked. */
  touches: string[]
  fails: BySuite
  /** Rules that can then be judged no more: one that holds speaks against the deviation. */
  opens?: BySuite
}

/** Where `npm run pages -- faults` keeps what it measured of the deviations. */
export const SYMPTOMS_FILE = fileURLToPath(new URL('../../specs/deviations.json', import.meta.url))

let measured: ReadonlyMap<string, Measured> | undefined
let fails: Fails | undefined
let opens: Fails | undefined

/** By name, what was last measured. It may lack deviations and rules that are younger. */
export const measurements = (): ReadonlyMap<string, Measured> =>
  (measured ??= new Map(Object.entries(JSON.parse(readFileSync(SYMPTOMS_FILE, 'utf8')) as Record<string, Measured>)))

/** The rules that a deviation leaves open, by its name. */
export const leftOpen = (): Fails =>
  (opens ??= new Map([...measurements()].map(([name, one]) => [name, idsOf(one.opens ?? {})])))

/** The rules that fail where a conforming server shows a deviation: its own, and its symptoms. As last measured. */
export const symptoms = (): Fails =>
  (fails ??= new Map([...measurements()].map(([name, one]) => [name, idsOf(one.fails)])))
