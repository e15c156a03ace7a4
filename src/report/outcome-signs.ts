import type { Finding, Outcome } from '../finding.ts'

/** An outcome as readers tell them apart: `ignored` is the failure they ask for by name. */
export type Shown = Outcome | 'ignored'

/** The sign of each in a narrow cell, and what it means. */
export const SIGNS: Record<Shown, { sign: string; means: string }> = {
  pass: { sign: '✓', means: 'holds' },
  fail: { sign: '✗', means: 'fails' },
  ignored: { sign: '∅', means: 'fails: accepted, and without effect' },
  unsupported: { sign: '4xx', means: 'refused in a proper error' },
  inconclusive: { sign: '?', means: 'gave nothing to judge' },
  error: { sign: '!', means: 'no answer to judge' },
  skip: { sign: '–', means: 'not asked' },
}

export const shownAs = (outcome: Outcome, findings: readonly Finding[]): Shown =>
  outcome === 'fail' && findings.some(({ kind }) => kind === 'ignored') ? 'ignored' : outcome

/** One letter each, where a row is a string; the page's script has the same. */
export const LETTERS: Record<Shown | 'none', string> = {
  pass: 'p',
  fail: 'f',
  ignored: 'g',
  unsupported: 'u',
  inconclusive: 'i',
  error: 'e',
  skip: 's',
  none: '.',
}

export const LEGEND = Object.values(SIGNS)
  .map(({ sign, means }) => `${sign} ${means}`)
  .join(' · ')
