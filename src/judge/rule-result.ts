import type { Level } from '../suite/suite.ts'
import type { Verdict } from './judge.ts'
import type { KnownDeviation } from './known.ts'
import { open, type ReasonCode } from './reason.ts'
import type { RuleEntry } from './rules.ts'

/** What became of one rule, with all a reader needs to act on it. Part of the run record. */
export interface RuleResult extends Verdict {
  id: string
  area: string
  level: Level
  sentence: string
  source: string
  breaks: string
  /** The known deviation that the failure is listed as. */
  known?: KnownDeviation
  /** Where the first answers that fail are in captured traffic: file and line, or entry. */
  seenAt?: string[]
  /** The request parameter whose effect it judges, with its endpoint: `chat.stop`. */
  parameter?: string
  /** It has no effect that a client could see, so a pass says only that it is taken, and that nonsense is not. */
  unseen?: boolean
}

export const ruleResult = ({ id, suite, rule, level }: RuleEntry, verdict: Verdict): RuleResult => ({
  id,
  area: suite.area,
  level,
  ...verdict,
  sentence: rule.sentence,
  source: rule.source,
  breaks: rule.breaks,
  ...(rule.parameter === undefined ? {} : { parameter: rule.parameter }),
  ...(rule.unseen === undefined ? {} : { unseen: rule.unseen }),
})

export const unjudged = (entry: RuleEntry, code: ReasonCode, reason: string): RuleResult =>
  ruleResult(entry, { ...open(code, reason), findings: [], exchanges: [] })
