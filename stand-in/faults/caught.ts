import { readFileSync, writeFileSync } from 'node:fs'
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

/** For each fault by name, the rules that fail with it. */
export type Fails = ReadonlyMap<string, readonly string[]>

/** More than this many rules fail with it: a fault that breaks much proves little. */
export const BLUNT = 25

/** Faults against rules. */
export class Matrix {
  readonly fails: Fails
  readonly #killers = new Map<string, string[]>()

  constructor(fails: Fails) {
    this.fails = fails
    for (const [name, rules] of fails) {
      for (const rule of rules) this.#killers.set(rule, [...(this.#killers.get(rule) ?? []), name])
    }
  }

  /** The faults that a rule fails with, the sharpest first: the one with which the fewest others fail. */
  killers(rule: string): string[] {
    return [...(this.#killers.get(rule) ?? [])].sort((a, b) => this.breadth(a) - this.breadth(b) || (a < b ? -1 : 1))
  }

  /** How many rules fail with a fault. */
  breadth(name: string): number {
    return this.fails.get(name)?.length ?? 0
  }
}

const file = fileURLToPath(new URL('matrix.json', import.meta.url))

/** What `npm run pages -- faults` last measured. It may lack faults and rules that are younger. */
export const lastMeasured = (): Fails => {
  const stored = JSON.parse(readFileSync(file, 'utf8')) as Record<string, BySuite>
  return new Map(Object.entries(stored).map(([name, suites]) => [name, idsOf(suites)]))
}

export function keepMeasured(fails: Fails): void {
  const lines = [...fails].map(([name, rules]) => `${JSON.stringify(name)}: ${JSON.stringify(bySuite(rules))}`)
  writeFileSync(file, `{\n${lines.join(',\n')}\n}\n`)
}
