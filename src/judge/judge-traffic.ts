import type { ContractRow } from '../contract/rows.ts'
import type { Suite } from '../suite/suite.ts'
import type { Observation } from '../wire/observe.ts'
import type { Verdict } from './judge.ts'
import { open } from './reason.ts'
import type { RuleEntry } from './rules.ts'
import { TrafficSum } from './traffic-sum.ts'

/** The rules that need no probe of their own: they are about any answer, whatever was asked. */
export const trafficRules = (rules: readonly RuleEntry[]): RuleEntry[] => rules.filter(({ rule }) => rule.traffic)

/** The sum of a rule, with the row that the rule was made from, where it was. */
interface Judged {
  sum: TrafficSum
  row: ContractRow | undefined
}

/** Judges answers to whatever was asked, one by one, and keeps no answer. Pure. */
export class TrafficJudge {
  readonly #suites: { contract: Suite['contract']; rules: Judged[] }[] = []
  readonly #sums = new Map<string, TrafficSum>()

  constructor(rules: readonly RuleEntry[]) {
    for (const [{ id: suite, contract }, own] of Map.groupBy(rules, (entry) => entry.suite)) {
      this.#suites.push({
        contract,
        rules: own.flatMap(({ id, rule }) => {
          if (!rule.traffic) return []
          const sum = new TrafficSum(rule.traffic)
          this.#sums.set(id, sum)
          return [{ sum, row: contract?.rows.get(id.slice(suite.length + 1)) }]
        }),
      })
    }
  }

  /** Judges an answer; true where it is the evidence of a finding. */
  add(observation: Observation): boolean {
    let evidence = false
    for (const { contract, rules } of this.#suites) {
      // Most answers are of one contract only, and have few of its fields.
      const reading = contract?.read(observation)
      if (contract && !reading) continue
      for (const { sum, row } of rules) {
        if (row && reading && !reading.concerns(row)) continue
        if (sum.add(observation)) evidence = true
      }
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
