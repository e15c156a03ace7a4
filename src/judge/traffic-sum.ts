import { isDegenerate } from '../checks/degenerate.ts'
import type { Finding } from '../finding.ts'
import type { Traffic } from '../suite/traffic.ts'
import type { Observation } from '../wire/observe.ts'
import { brokenOff } from './answered.ts'
import type { Verdict } from './judge.ts'
import { open } from './reason.ts'

/** Enough for a reader; the rest is counted. */
const MOST_FINDINGS = 3
const MOST_FAULTY = 3

/** What broke off may show that a rule does not hold, but never that it does: what is missing might have been wrong. */
const isWhole = (answer: Observation): boolean => brokenOff(answer) === null

/** What answers add up to for one traffic rule. One by one, so that any number of them takes little memory. */
export class TrafficSum {
  readonly #traffic: Traffic
  readonly #read: Traffic['read']
  readonly #findings: Finding[] = []
  #open: string | undefined
  #holds = false
  #faulty = 0
  /** A bad answer is not like those that came by accident. */
  #certain = false
  /** Keys of the first answers that fail. */
  readonly faultyKeys: string[] = []
  /** In how many answers there was something to judge. */
  count = 0

  constructor(traffic: Traffic) {
    this.#traffic = traffic
    this.#read = traffic.fresh?.() ?? traffic.read
  }

  /** Reads an answer; true where it is the evidence of a finding. */
  add(answer: Observation, host: string | null = null): boolean {
    if (isDegenerate(answer)) return false
    const found = this.#read(answer, host)
    if (!found) return false
    this.count += 1
    if ('inconclusive' in found) this.#open ??= found.inconclusive
    else if (found.length === 0) this.#holds ||= isWhole(answer)
    else {
      this.#certain ||= this.#traffic.isAccident?.(answer) === false
      return this.#fault(found, answer.exchange.key)
    }
    return false
  }

  /** Notes an answer of which somebody else saw that the rule holds. */
  hold(answer: Observation): void {
    this.count += 1
    this.#holds ||= isWhole(answer)
  }

  #fault(found: readonly Finding[], key: string): boolean {
    this.#faulty += 1
    const room = MOST_FINDINGS - this.#findings.length
    this.#findings.push(...found.slice(0, room))
    const isFirst = this.faultyKeys.length < MOST_FAULTY
    if (isFirst) this.faultyKeys.push(key)
    return isFirst || room > 0
  }

  /** One answer that fails is a failure, and one that passes is worth more than many that had nothing to judge. */
  verdict(): Verdict {
    const answers = { with: this.#faulty, of: this.count }
    const findings = this.#findings.map((finding) => ({ ...finding, answers }))
    const exchanges = [...new Set(findings.flatMap(({ exchange }) => exchange ?? []))]
    const { none } = this.#traffic
    const excuse = this.#excuse()
    if (findings.length > 0 && excuse === undefined) return { outcome: 'fail', findings, exchanges }
    if (this.#holds) return { outcome: 'pass', findings: [], exchanges: [] }
    const reason = this.#open ?? excuse ?? none
    return { ...open('model', reason), findings: [], exchanges }
  }

  /** Why what is bad fails nothing; undefined where nothing is bad, or nothing excuses it. */
  #excuse(): string | undefined {
    const { accident, single } = this.#traffic
    if (this.#faulty === 0) return undefined
    if (accident !== undefined && !this.#certain && (this.#faulty < 2 || this.#holds)) return accident
    return this.#faulty < 2 ? single : undefined
  }
}

/** What all of these answers add up to. */
export function sumOf(traffic: Traffic, answers: readonly Observation[]): TrafficSum {
  const sum = new TrafficSum(traffic)
  for (const answer of answers) sum.add(answer)
  return sum
}
