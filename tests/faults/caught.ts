import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { deviations } from '../../src/deviations/catalogue.ts'
import { fieldDeviations, fieldKindOf } from '../../src/deviations/fields.ts'
import { bySuite, idsOf, symptoms, SYMPTOMS_FILE, type BySuite, type Fails } from '../../src/deviations/symptoms.ts'

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
export const lastMeasured = (): Fails =>
  new Map([
    ...[...symptoms()].filter(([name]) => fieldKindOf(name) === undefined),
    ...Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, BySuite>).map(
      ([name, suites]) => [name, idsOf(suites)] as const,
    ),
  ])

const openIn = (rules: readonly string[] = []): { opens?: BySuite } =>
  rules.length > 0 ? { opens: bySuite(rules) } : {}

/** What the product knows of its deviations goes with its data, the rest stays here. */
export function keepMeasured(fails: Fails, touches: ReadonlyMap<string, string[]>, opens: Fails): void {
  const own = new Set([...deviations, ...fieldDeviations()].map(({ name }) => name))
  const lines = [...fails].map(([name, rules]) => {
    const suites = bySuite(rules)
    const told = own.has(name)
      ? { touches: touches.get(name) ?? [], fails: suites, ...openIn(opens.get(name)) }
      : suites
    return { name, line: `${JSON.stringify(name)}: ${JSON.stringify(told)}` }
  })
  const write = (path: string, kept: typeof lines): void =>
    writeFileSync(path, `{\n${kept.map(({ line }) => line).join(',\n')}\n}\n`)
  write(
    SYMPTOMS_FILE,
    lines.filter(({ name }) => own.has(name)),
  )
  write(
    file,
    lines.filter(({ name }) => !own.has(name)),
  )
}
