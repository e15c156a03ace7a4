import type { RuleResult } from '../judge/rule-result.ts'

/** Why a captured exchange is not judged. */
export type LeftOutReason =
  | 'other-endpoint'
  | 'no-answer'
  | 'no-response-body'
  | 'no-request-body'
  | 'cut-body'
  | 'too-long'
  | 'other-record'
  | 'other-file'

/** The same in the words that follow the number of exchanges. */
export const LEFT_OUT: Record<LeftOutReason, string> = {
  'other-endpoint': 'to other endpoints',
  'no-answer': 'without an answer',
  'no-response-body': 'without a saved response body',
  'no-request-body': 'without a saved request body',
  'cut-body': 'with a body that is cut short or cannot be read',
  'too-long': 'streams that are longer than is read',
  'other-record': 'records of something else than a call',
  'other-file': 'files that are no capture',
}

/** What captured traffic held, and how much of the suite it shows. Part of the run record. */
export interface CaptureSummary {
  files: number
  /** How the calls were written down, by name. */
  forms: string[]
  /** Judged calls. */
  calls: number
  /** Of these, calls of which the log keeps only the parsed answer. */
  parsed: number
  leftOut: { reason: LeftOutReason; count: number }[]
  rules: CapturedRules
}

/** The rules of the suite by what the calls say of them. */
export interface CapturedRules {
  /** All that were selected. */
  selected: number
  /** Some call is of the kind that the rule is about. */
  applied: number
  /** No call is. */
  notSeen: number
  /** Only a probe of the suite shows whether the rule holds. */
  needProbe: number
}

export function capturedRules(rules: readonly RuleResult[]): CapturedRules {
  const withCode = (wanted: RuleResult['code']): number => rules.filter(({ code }) => code === wanted).length
  const selected = rules.length - withCode('not-selected')
  const [notSeen, needProbe] = [withCode('not-captured'), withCode('needs-probe')]
  return { selected, applied: selected - notSeen - needProbe, notSeen, needProbe }
}
