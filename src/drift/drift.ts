import type { Summary } from '../record/record.ts'

/** In what the reference departs from what the project knows of it. */
export const DRIFT_KINDS = [
  'new-field',
  'gone-field',
  'type',
  'value',
  'new-event',
  'stream-order',
  'behaviour',
  'header',
  'model',
  'refused',
  'rule',
] as const
export type DriftKind = (typeof DRIFT_KINDS)[number]

/** A change of one file that would make it true again. */
export interface Change {
  /** From the root of the project. */
  file: string
  /** Where in it: a JSON pointer, or in words. */
  at: string
  action: 'add' | 'remove' | 'replace'
  /** The lines as they would stand there. */
  lines: string
}

/** One thing in which the reference departs. */
export interface Drift {
  kind: DriftKind
  /** The kind of answer: `chat`, `responses.stream.created`, or the endpoint, or the topic of a rule. */
  scope: string
  /** JSON path, name of an event, a header, a model or a parameter, or the id of a rule. */
  path: string
  message: string
  /** Answers that show it, of those that could. */
  count: number
  of: number
  /** Key of an exchange that shows it. */
  example: string | null
  /** Rules that fail because of it. */
  rules: string[]
  /** False where it did not come again when asked once more; absent where it was not asked again. */
  steady?: boolean
  changes: Change[]
}

/** What a check of the reference found. Format: `specs/harness/reference-check.schema.json`. */
export interface ReferenceCheck {
  format: 'ollama-conformance/reference-check@1'
  suite: { name: string; version: string; rules: number }
  reference: { label: string; answeredAt: string | null; models: Record<string, string> }
  /** What was asked, and how much of it was answered. */
  asked: { requests: number; answered: number; judged: number; open: number }
  sentence: string
  exitCode: Summary['exitCode']
  differences: Drift[]
  /** Known facts of which no answer of this check could say anything. */
  unasked: string[]
}

/** Of a hundred answers a few always lacked what all others have. So many have to lack it before it is gone. */
const GONE = 0.1

export const isGone = ({ count, of }: Pick<Drift, 'count' | 'of'>): boolean => count >= GONE * of

/** What counts: all but what did not come again. */
export const countedDrift = (drifts: readonly Drift[]): Drift[] => drifts.filter(({ steady }) => steady !== false)

/** The order in which they are told: by kind, then by what most answers show. */
export const inOrder = (drifts: readonly Drift[]): Drift[] =>
  drifts.toSorted(
    (a, b) =>
      DRIFT_KINDS.indexOf(a.kind) - DRIFT_KINDS.indexOf(b.kind) ||
      b.count - a.count ||
      (`${a.scope} ${a.path}` < `${b.scope} ${b.path}` ? -1 : 1),
  )
