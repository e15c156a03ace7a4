import { makeBadge } from 'badge-maker'
import type { MatrixRun } from '../history/matrix.ts'
import { plain } from './markdown-text.ts'

/** What shields.io draws a badge from. Format: `specs/harness/badge.schema.json`. */
export interface Badge {
  schemaVersion: 1
  label: string
  message: string
  color: 'brightgreen' | 'yellowgreen' | 'orange' | 'red' | 'lightgrey'
}

/** How much of what mainstream clients need a server does, and which server. */
export function badge({ name, counts: { must }, verdict }: MatrixRun): Badge {
  const server = plain(name, 60)
  const judged = must.pass + must.fail + must.unsupported
  const base = { schemaVersion: 1, label: 'OpenAI compatibility' } as const
  if (judged === 0 || verdict === 'could-not-judge')
    return { ...base, message: `not judged (${server})`, color: 'lightgrey' }
  // Rounded down: all of it is said only of a server that fails nothing.
  const percent = Math.floor((100 * (judged - must.fail)) / judged)
  return {
    ...base,
    message: `${percent} % (${server})`,
    color: percent === 100 ? 'brightgreen' : percent >= 95 ? 'yellowgreen' : percent >= 80 ? 'orange' : 'red',
  }
}

export const drawBadge = ({ label, message, color }: Badge): string => `${makeBadge({ label, message, color })}\n`
