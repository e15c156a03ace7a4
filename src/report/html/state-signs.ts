import type { CapabilityState } from '../../policy/capabilities.ts'

/** The sign of each state in a narrow cell, and what it means. The class of its colour is the state itself. */
export const STATE_SIGNS: Record<CapabilityState, { sign: string; means: string }> = {
  works: { sign: '✓', means: 'works' },
  partly: { sign: '~', means: 'works in part' },
  ignored: { sign: '∅', means: 'accepted, and without effect' },
  refused: { sign: '4xx', means: 'refused in a proper error' },
  absent: { sign: '✗', means: 'not there' },
  'not-judged': { sign: '?', means: 'not judged' },
}
