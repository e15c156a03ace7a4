import { makeBadge } from 'badge-maker'
import type { MatrixRun } from '../history/matrix.ts'
import { verdictTitle } from '../record/verdict-title.ts'
import { plain } from './markdown-text.ts'

/** What shields.io draws a badge from. Format: `specs/harness/badge.schema.json`. */
export interface Badge {
  schemaVersion: 1
  label: string
  message: string
  color: 'brightgreen' | 'yellowgreen' | 'red' | 'lightgrey'
}

const COLOURS = { conforms: 'brightgreen', 'does-not-conform': 'red', 'could-not-judge': 'lightgrey' } as const

/** The verdict on a server, and which server. */
export function badge({ name, verdict, known }: Pick<MatrixRun, 'name' | 'verdict' | 'known'>): Badge {
  return {
    schemaVersion: 1,
    label: 'OpenAI compatibility',
    message: `${verdictTitle({ verdict, known }).toLowerCase()} (${plain(name, 60)})`,
    color: verdict === 'conforms' && known > 0 ? 'yellowgreen' : COLOURS[verdict],
  }
}

export const drawBadge = ({ label, message, color }: Badge): string => `${makeBadge({ label, message, color })}\n`
