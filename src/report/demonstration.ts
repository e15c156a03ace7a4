import type { RunRecord } from '../record/record.ts'

/** What a reader must know first of a report that is about no server of theirs; null for any other. */
export const demonstrationText = ({ target }: Pick<RunRecord, 'target'>): string | null =>
  target.demonstration
    ? 'Demonstration: this is about a recording that ships with the suite. No server of yours was judged.'
    : null
