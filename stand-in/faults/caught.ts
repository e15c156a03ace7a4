import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Slugs of rules by suite: rule ids without what they have in common. */
export type BySuite = Record<string, string[]>

export function bySuite(rules: readonly string[]): BySuite {
  const suites: BySuite = {}
  for (const id of [...rules].sort()) (suites[id.slice(0, id.lastIndexOf('/'))] ??= []).push(id.slice(id.lastIndexOf('/') + 1))
  return suites
}

const idsOf = (suites: BySuite): string[] => Object.entries(suites).flatMap(([suite, slugs]) => slugs.map((slug) => `${suite}/${slug}`))

/** For each fault by name, the rules that fail with it, as `npm run generate:mutation-score` last found. */
export class Matrix {
  readonly fails: ReadonlyMap<string, readonly string[]>
  readonly #killers = new Map<string, string[]>()

  constructor(written: Record<string, BySuite>) {
    this.fails = new Map(Object.entries(written).map(([name, suites]) => [name, idsOf(suites)]))
    for (const [name, rules] of this.fails) for (const rule of rules) this.#killers.set(rule, [...this.#killers.get(rule) ?? [], name])
  }

  /** The faults that a rule fails with, the sharpest first: the one with which the fewest others fail. */
  killers(rule: string): string[] {
    return [...this.#killers.get(rule) ?? []].sort((a, b) => this.breadth(a) - this.breadth(b) || (a < b ? -1 : 1))
  }

  /** How many rules fail with a fault. */
  breadth(name: string): number {
    return this.fails.get(name)?.length ?? 0
  }
}

export const readMatrix = (): Matrix => new Matrix(JSON.parse(readFileSync(fileURLToPath(new URL('matrix.json', import.meta.url)), 'utf8')) as Record<string, BySuite>)
