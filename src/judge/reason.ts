import type { Outcome } from '../finding.ts'

/**
 * Why a rule has no verdict, and which outcome that is. Verdict, exit code and reports read the code; the text beside it is for
 * people, and nothing reads it.
 */
const OUTCOME_OF = {
  /** `--only`, `--skip`, a profile or a shard leaves the rule out, or it is younger than the bundled recording. */
  'not-selected': 'skip',
  /** The server has no model of the kind that the request needs. */
  'no-model': 'skip',
  /** The server has no native Ollama endpoints. */
  'no-native-api': 'skip',
  /** The preset has the request sent otherwise, so the answer says nothing about the rule. */
  adapted: 'skip',
  /** Captured traffic does not hold the probe of the rule. */
  'needs-probe': 'skip',
  /** The recording has no answer to the request. */
  'not-recorded': 'skip',
  /** The user stopped the run. */
  interrupted: 'skip',
  /** `--max-tokens-total` was reached. */
  'token-limit': 'skip',
  /** Nothing more was sent, because the server had stopped answering. */
  'given-up': 'error',
  /** The connection, a deadline, or a body that broke off: no whole answer came. */
  'no-answer': 'error',
  /** The server refuses, in a proper error, what it may refuse. */
  refused: 'unsupported',
  /** The server refuses a parameter because of the model that was chosen. */
  'refused-for-model': 'unsupported',
  /** The model did not do what the rule needs to see. */
  model: 'inconclusive',
  /** The request could not be made with this server: it does not tell the size of its context window, or has a large one. */
  'no-occasion': 'inconclusive',
  /** The endpoint is not there: every request to it was answered with 404 or 405. */
  'endpoint-absent': 'inconclusive',
  /** What came is no answer in kind; the rule `answered` of the suite has the finding. */
  unanswered: 'inconclusive',
  /** Captured traffic has no answer of the kind. */
  'not-captured': 'inconclusive',
} as const satisfies Record<string, Outcome>

export type ReasonCode = keyof typeof OUTCOME_OF
export const REASON_CODES = Object.keys(OUTCOME_OF) as ReasonCode[]

/** An outcome that is no verdict, with its reason as data and in words. */
export interface Open {
  outcome: (typeof OUTCOME_OF)[ReasonCode]
  code: ReasonCode
  reason: string
}

export const open = (code: ReasonCode, reason: string): Open => ({ outcome: OUTCOME_OF[code], code, reason })
