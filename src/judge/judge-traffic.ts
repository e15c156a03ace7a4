import type { ContractReading } from '../contract/reading.ts'
import type { ContractRow } from '../contract/rows.ts'
import { trafficOf, type Suite } from '../suite/suite.ts'
import type { Test, Traffic } from '../suite/traffic.ts'
import type { Observation } from '../wire/observe.ts'
import type { Verdict } from './judge.ts'
import { open } from './reason.ts'
import type { RuleEntry } from './rules.ts'
import { TrafficSum } from './traffic-sum.ts'

/** The rules that can judge an answer without a probe of their own. */
export const trafficRules = (rules: readonly RuleEntry[]): RuleEntry[] => rules.filter(({ rule }) => trafficOf(rule))

/** The traffic rules of a suite with a contract: those that each have a row of it, and the others. */
interface Contracted {
  contract: NonNullable<Suite['contract']>
  ofRows: Map<ContractRow, TrafficSum>
  others: TrafficSum[]
}

/** Judges answers to whatever was asked, one by one, and keeps no answer. Pure. */
export class TrafficJudge {
  readonly #contracted: Contracted[] = []
  /** The rules of all other suites, by what they are about. */
  readonly #byTest = new Map<Test | undefined, TrafficSum[]>()
  readonly #sums = new Map<string, TrafficSum>()

  constructor(rules: readonly RuleEntry[]) {
    for (const [{ id: suite, contract }, own] of Map.groupBy(trafficRules(rules), (entry) => entry.suite)) {
      const contracted = contract && { contract, ofRows: new Map<ContractRow, TrafficSum>(), others: [] }
      if (contracted) this.#contracted.push(contracted)
      for (const { id, rule } of own) {
        const traffic = trafficOf(rule)
        if (traffic) this.#place(id, suite, traffic, contracted)
      }
    }
  }

  #place(id: string, suite: string, traffic: Traffic, contracted: Contracted | undefined): void {
    const sum = new TrafficSum(traffic)
    this.#sums.set(id, sum)
    const row = contracted?.contract.rows.get(id.slice(suite.length + 1))
    if (row) contracted?.ofRows.set(row, sum)
    else if (contracted) contracted.others.push(sum)
    else this.#byTest.set(traffic.about, [...(this.#byTest.get(traffic.about) ?? []), sum])
  }

  /** Judges an answer; true where it is the evidence of a finding. */
  add(observation: Observation, host: string | null = null): boolean {
    let evidence = false
    for (const [isAbout, sums] of this.#byTest)
      if (!isAbout || isAbout(observation)) for (const sum of sums) if (sum.add(observation, host)) evidence = true
    for (const { contract, ofRows, others } of this.#contracted) {
      const reading = contract.read(observation)
      // Most answers are of one contract only.
      if (!reading) continue
      if (addRows(reading, ofRows, observation)) evidence = true
      for (const sum of others) if (sum.add(observation, host)) evidence = true
    }
    return evidence
  }

  /** Judges an answer by these rules alone; true where it is the evidence of a finding. */
  addTo(ids: readonly string[], observation: Observation): boolean {
    return ids.map((id) => this.#sums.get(id)?.add(observation) ?? false).includes(true)
  }

  /** Keys of the first answers that fail a rule. */
  firstFaulty(id: string): readonly string[] {
    return this.#sums.get(id)?.faultyKeys ?? []
  }

  /** What all answers so far add up to. */
  verdict(id: string): Verdict {
    const sum = this.#sums.get(id)
    if (sum && sum.count > 0) return sum.verdict()
    return { ...open('not-captured', 'no answer of its kind was captured'), findings: [], exchanges: [] }
  }
}

/** Judges the rows that an answer has something of: most answers have few fields of a contract. */
function addRows(
  { rows, isClean }: ContractReading,
  sums: ReadonlyMap<ContractRow, TrafficSum>,
  answer: Observation,
): boolean {
  let evidence = false
  for (const row of rows) {
    const sum = sums.get(row)
    if (isClean) sum?.hold(answer)
    else if (sum?.add(answer)) evidence = true
  }
  return evidence
}
