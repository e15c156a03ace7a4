import type { Observation } from '../wire/observe.ts'
import type { ContractRow } from '../contract/rows.ts'
import type { Suite } from '../suite/suite.ts'
import type { RuleEntry } from './rules.ts'
import type { Outcome } from '../finding.ts'
import { open } from './reason.ts'
import type { Verdict } from './judge.ts'

/** Enough for a reader; the rest is counted. */
const MOST_FINDINGS = 3

/** Strongest first: one answer that fails is a failure, and one that passes is worth more than many that had nothing to judge. */
const ORDER: Outcome[] = ['fail', 'pass', 'unsupported', 'error', 'inconclusive', 'skip']

/** The rules that need no probe of their own: they are about any answer, whatever was asked. */
export const rulesOfAnyAnswer = (rules: readonly RuleEntry[]): RuleEntry[] => rules.filter(({ rule }) => rule.reads?.length === 0)

/** A rule with the row it was made from, where it was. */
type RuleOfAny = RuleEntry & { row: ContractRow | undefined; sum: Sum | undefined }

interface Sum { verdict: Verdict; failed: number; judged: number }

/**
 * Judges answers to whatever was asked, one by one, and adds the verdicts up, so that any number of them takes little memory. Answers
 * are not held against each other: captured traffic may be of several servers, or hold one answer twice. Pure.
 */
export class TrafficJudge {
  readonly #suites: { contract: Suite['contract']; rules: RuleOfAny[] }[]
  readonly #rules: Map<string, RuleOfAny>

  constructor(rules: readonly RuleEntry[]) {
    this.#suites = [...Map.groupBy(rulesOfAnyAnswer(rules), ({ suite }) => suite)].map(([{ id, contract }, own]) =>
      ({ contract, rules: own.map((entry) => ({ ...entry, row: contract?.rows.get(entry.id.slice(id.length + 1)), sum: undefined })) }))
    this.#rules = new Map(this.#suites.flatMap(({ rules: own }) => own.map((rule) => [rule.id, rule])))
  }

  /** Judges an answer; true where it is the evidence of a finding. */
  add(observation: Observation): boolean {
    const pool = [observation]
    let evidence = false
    for (const { contract, rules } of this.#suites) {
      const reading = contract?.read(observation)
      if (contract && !reading) continue
      for (const rule of rules) {
        // Most answers have few of the fields, and what leaves a rule open adds nothing to what is known.
        if (rule.sum && rule.row && reading && !reading.concerns(rule.row)) continue
        if (addTo(rule, rule.judge({}, pool))) evidence = true
      }
    }
    return evidence
  }

  /** What all answers so far add up to. */
  verdict(id: string): Verdict {
    const sum = this.#rules.get(id)?.sum
    if (!sum) return { ...open('not-captured', 'no answer of its kind was captured'), findings: [], exchanges: [] }
    const { verdict, failed, judged } = sum
    return { ...verdict, findings: verdict.findings.map((finding) => ({ ...finding, answers: { with: failed, of: judged } })) }
  }
}

function stronger(known: Verdict, more: Verdict): Verdict {
  if (known.outcome !== 'fail') return ORDER.indexOf(more.outcome) < ORDER.indexOf(known.outcome) ? more : known
  if (more.outcome !== 'fail' || known.findings.length >= MOST_FINDINGS) return known
  return { ...known, findings: [...known.findings, ...more.findings], exchanges: [...known.exchanges, ...more.exchanges] }
}

/** Adds a verdict; true where its findings are kept. */
function addTo(rule: RuleOfAny, verdict: Verdict): boolean {
  const known = rule.sum?.verdict
  const added = known ? stronger(known, verdict) : verdict
  const sum = rule.sum ??= { verdict, failed: 0, judged: 0 }
  sum.verdict = added
  if (verdict.outcome === 'fail') sum.failed += 1
  if (verdict.outcome === 'fail' || verdict.outcome === 'pass') sum.judged += 1
  return verdict.outcome === 'fail' && added !== known
}
