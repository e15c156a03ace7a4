import { makeBadge } from 'badge-maker'
import type { MatrixRun } from '../history/matrix.ts'
import { plain } from './markdown-text.ts'

/** What shields.io draws a badge from. Format: `specs/harness/badge.schema.json`. */
export interface Badge {
  schemaVersion: 1
  label: string
  message: string
  color: 'brightgreen' | 'yellowgreen' | 'red' | 'lightgrey'
}

/** How many capabilities work, in the colour of the verdict, so that it never looks better than the report. */
export function badge({ name, capabilities, verdict, known: deviations, clients }: MatrixRun): Badge {
  const server = plain(name, 60)
  const works = capabilities.filter(({ state }) => state === 'works').length
  // Also a proper refusal breaks a client.
  const excused = deviations > 0 || clients.some((client) => client.verdict === 'breaks')
  const judged = verdict !== 'could-not-judge' && capabilities.some(({ state }) => state !== 'not-judged')
  return {
    schemaVersion: 1,
    label: 'OpenAI compatibility',
    message: `${judged ? `${works} of ${capabilities.length} capabilities` : 'not judged'} (${server})`,
    color: !judged ? 'lightgrey' : verdict !== 'conforms' ? 'red' : excused ? 'yellowgreen' : 'brightgreen',
  }
}

export const drawBadge = ({ label, message, color }: Badge): string => `${makeBadge({ label, message, color })}\n`
