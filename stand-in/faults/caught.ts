import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { deviations } from '../../src/deviations/catalogue.ts'
import { bySuite, readFails, symptoms, SYMPTOMS_FILE, type Fails } from '../../src/deviations/symptoms.ts'

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
export const lastMeasured = (): Fails => new Map([...symptoms(), ...readFails(file)])

/** What the product knows of its deviations goes with its data, the rest stays here. */
export function keepMeasured(fails: Fails): void {
  const own = new Set(deviations.map(({ name }) => name))
  const [shared, others] = [true, false].map((is) => new Map([...fails].filter(([name]) => own.has(name) === is)))
  writeFails(SYMPTOMS_FILE, shared ?? new Map())
  writeFails(file, others ?? new Map())
}

function writeFails(file: string, fails: Fails): void {
  const lines = [...fails].map(([name, rules]) => `${JSON.stringify(name)}: ${JSON.stringify(bySuite(rules))}`)
  writeFileSync(file, `{\n${lines.join(',\n')}\n}\n`)
}
