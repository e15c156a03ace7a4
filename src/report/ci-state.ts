import type { KnownDeviation } from '../judge/known.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import type { Gate } from '../record/gate.ts'

/** What a rule is to a CI service, which knows less than the report: it is red or green by this. */
export type CiState =
  | { state: 'passed' }
  /** It makes the run fail. */
  | { state: 'failed' }
  /** It failed, at a level that does not make the run fail. */
  | { state: 'lesser' }
  | { state: 'known'; known: KnownDeviation }
  /** No answer to judge, though the verdict depends on it: connection, deadline. */
  | { state: 'error'; why: string }
  /** Nothing was learned of the server, and the reason. */
  | { state: 'open'; why: string }
  /** No part of this run. */
  | { state: 'unselected' }

/** By the same gate that decides the exit code, so that the two never say different things. */
export function ciState(rule: RuleResult, gate: Gate): CiState {
  const { outcome, known, code, reason = 'no reason was told' } = rule
  if (code === 'not-selected') return { state: 'unselected' }
  if (known) return { state: 'known', known }
  if (gate.counts(rule)) return { state: 'failed' }
  if (outcome === 'fail') return { state: 'lesser' }
  if (outcome === 'error' && gate.decides(rule)) return { state: 'error', why: reason }
  return outcome === 'pass' ? { state: 'passed' } : { state: 'open', why: `${outcome}: ${reason}` }
}
