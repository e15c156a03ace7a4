/** Why a rule did not hold. `ignored`: a parameter was accepted and had no effect, which is worse than a 4xx. */
export type FindingKind = 'missing' | 'wrong-type' | 'wrong-value' | 'extra' | 'order' | 'ignored'

/** One piece of evidence against a rule, as data; reports derive their sentences from it. */
export interface Finding {
  kind: FindingKind
  /** Where: a JSON path in the body, `events[3].data…` in a stream, or `headers.content-type`. */
  path: string
  message: string
  expected: unknown
  actual: unknown
  /** The exchange the finding was read from, where the judge knows it. */
  exchange?: string
  /** In how many of the answers that could have shown it, where a rule reads many. */
  answers?: { with: number; of: number }
}

/** What was found, in words. */
export const findingText = ({ message, answers }: Pick<Finding, 'message' | 'answers'>): string =>
  answers === undefined ? message : `${message} (in ${answers.with} of ${answers.of} answers)`

export type Outcome = 'pass' | 'fail' | 'unsupported' | 'inconclusive' | 'error' | 'skip'

/** Said by a rule when the model, not the server, kept it from judging. Never a pass. */
export interface Inconclusive {
  inconclusive: string
}

/** Why a request cannot be made with this server, whatever its model does: nothing was tried. */
export interface NoOccasion {
  noOccasion: string
}

/** A figure that a passing rule rests on, for rules about rates. */
export interface Measured {
  measured: string
}

export const measured = (figure: string): Measured => ({ measured: figure })

export const inconclusive = (reason: string): Inconclusive => ({ inconclusive: reason })

export const noOccasion = (reason: string): NoOccasion => ({ noOccasion: reason })
