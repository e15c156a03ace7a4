import type { RunRecord } from '../record/record.ts'
import { failureEntries } from './failure-entries.ts'
import { counted } from './markdown-text.ts'
import { failureLine } from './plain-failure.ts'

/** What to act on first, as a sentence beside the verdict: `2 causes, first: The server has no /responses.`; empty where nothing counts. */
export function firstCause(record: RunRecord): string {
  const causes = failureEntries(record).fresh.filter(({ counts }) => counts)
  const [first] = causes
  if (first === undefined || record.summary.verdict !== 'does-not-conform') return ''
  const what = first.title ?? `${first.rule.id}: ${failureLine(first.rule, 100)}`
  return `${counted(causes.length, 'cause')}${causes.length > 1 ? ', first' : ''}: ${what}${/[.!?…]$/.test(what) ? '' : '.'}`
}
