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

const idsOf = (suites: BySuite): string[] =>
  Object.entries(suites).flatMap(([suite, slugs]) => slugs.map((slug) => `${suite}/${slug}`))

/** By name, the rules that fail where a server departs in that way and in no other. */
export type Fails = ReadonlyMap<string, readonly string[]>

/** Reads a file that `npm run pages -- faults` wrote. */
export const readFails = (file: string): Fails =>
  new Map(
    Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, BySuite>).map(([name, suites]) => [
      name,
      idsOf(suites),
    ]),
  )

/** Where `npm run pages -- faults` keeps what it measured of the deviations. */
export const SYMPTOMS_FILE = fileURLToPath(new URL('../../specs/deviations.json', import.meta.url))

let measured: Fails | undefined

/**
 * The rules that fail where a conforming server shows a deviation: its own, and its symptoms. As last measured, so it
 * may lack deviations and rules that are younger.
 */
export const symptoms = (): Fails => (measured ??= readFails(SYMPTOMS_FILE))
