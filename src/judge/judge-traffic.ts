import type { ContractReading } from '../contract/reading.ts'
import type { ContractRow } from '../contract/rows.ts'
import type { Suite } from '../suite/suite.ts'
import type { Observation } from '../wire/observe.ts'
import type { Verdict } from './judge.ts'
import { open } from './reason.ts'
import type { RuleEntry } from './rules.ts'
import { TrafficSum } from './traffic-sum.ts'

/** The rules that need no probe of their own: they are about any answer, whatever was asked. */
export const trafficRules = (rules: readonly RuleEntry[]): RuleEntry[] => rules.filter(({ rule }) => rule.traffic)

/** The traffic rules of a suite: those that each have a row of its contract, and the others. */
interface Judged {
  contract: Suite['contract']
  ofRows: Map<ContractRow, TrafficSum>
  others: TrafficSum[]
}

/** Judges answers to whatever was asked, one by one, and keeps no answer. Pure. */
export class TrafficJudge {
  readonly #suites: Judged[] = []
  readonly #sums = new Map<string, TrafficSum>()

  constructor(rules: readonly RuleEntry[]) {
    for (const [{ id: suite, contract }, own] of Map.groupBy(trafficRules(rules), (entry) => entry.suite)) {
      const judged: Judged = { contract, ofRows: new Map(), others: [] }
      this.#suites.push(judged)
      for (const { id, rule } of own) {
        if (!rule.traffic) continue
        const sum = new TrafficSum(rule.traffic)
        this.#sums.set(id, sum)
        const row = contract?.rows.get(id.slice(suite.length + 1))
        if (row) judged.ofRows.set(row, sum)
        else judged.others.push(sum)
      }
    }
  }

  /** Judges an answer; true where it is the evidence of a finding. */
  add(observation: Observation): boolean {
    let evidence = false
    for (const { contract, ofRows, others } of this.#suites) {
      const reading = contract?.read(observation)
      // Most answers are of one contract only.
      if (contract && !reading) continue
      if (reading && addRows(reading, ofRows, observation)) evidence = true
      for (const sum of others) if (sum.add(observation)) evidence = true
    }
    return evidence
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
