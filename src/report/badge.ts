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

/** How many capabilities work, in the colour of the verdict, so that it never looks better than the report. */
export function badge({ name, capabilities, verdict }: MatrixRun): Badge {
  const server = plain(name, 60)
  const works = capabilities.filter(({ state }) => state === 'works').length
  const known = verdict !== 'could-not-judge' && capabilities.some(({ state }) => state !== 'not-judged')
  return {
    schemaVersion: 1,
    label: 'OpenAI compatibility',
    message: `${known ? `${works} of ${capabilities.length} capabilities` : 'not judged'} (${server})`,
    color: !known ? 'lightgrey' : verdict === 'conforms' ? 'brightgreen' : 'red',
  }
}

export const drawBadge = ({ label, message, color }: Badge): string => `${makeBadge({ label, message, color })}\n`
