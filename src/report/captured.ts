import type { RuleResult } from '../judge/rule-result.ts'
import { LEFT_OUT, type CaptureSummary } from '../record/capture-summary.ts'
import type { RunRecord } from '../record/record.ts'
import { counted } from './markdown-text.ts'

/** What was captured, and how much of the suite it shows, a line each; none where requests were sent. */
export function capturedLines({ capture }: Pick<RunRecord, 'capture'>): string[] {
  if (capture === undefined) return []
  return [whatWasRead(capture), whatApplies(capture), ...whatIsParsed(capture)]
}

function whatWasRead({ calls, files, forms, leftOut }: CaptureSummary): string {
  const left = leftOut.map(({ reason, count }) => `${count} ${LEFT_OUT[reason]}`).join(', ')
  return `Captured: ${counted(calls, 'call')} in ${counted(files, 'file')} (${forms.join(', ')})${left === '' ? '' : `. Left out: ${left}`}`
}

const whatApplies = ({ rules: { selected, applied, notSeen, needProbe } }: CaptureSummary): string =>
  `Rules: ${applied} of ${selected} apply to these calls. Not judged: ${notSeen} about what was not captured, and ${needProbe} that need a probe (run the suite against the server for these)`

function whatIsParsed({ parsed, calls }: CaptureSummary): string[] {
  if (parsed === 0) return []
  const which = parsed === calls ? 'The log keeps' : `Of ${counted(parsed, 'call')} the log keeps`
  return [
    `${which} the parsed answer: framing, headers, bytes and fields that a logger may add are not judged, only texts and names`,
  ]
}

/** Where a failure was seen in captured traffic, and how often; empty where requests were sent. */
export function seenAt({ seenAt: places = [], findings }: RuleResult): string {
  const [first] = findings
  if (places.length === 0) return ''
  const more = (first?.answers?.with ?? places.length) - places.length
  return `${places.map(afterOther).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** A file that was just named is not named again: `calls.jsonl:3, :8`, `app.har: log.entries[3], log.entries[8]`. */
function afterOther(place: string, at: number, places: readonly string[]): string {
  const end = place.lastIndexOf(':')
  const isSame = end > 0 && places[at - 1]?.startsWith(place.slice(0, end + 1))
  return isSame ? place.slice(end).replace(/^: /, '') : place
}
