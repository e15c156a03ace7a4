import { gateOf } from '../record/gate.ts'
import type { RunRecord, ReferenceInfo } from '../record/record.ts'
import { verdictTitle } from '../record/verdict-title.ts'
import { capturedLines } from './captured.ts'
import { failuresOf } from './failures.ts'
import { firstCause } from './first-cause.ts'
import { counted, prose } from './markdown-text.ts'

/** Whom the verdict is on, and the verdict. */
export function headline({ target, summary, options }: RunRecord): string {
  const name = target.server
    ? [target.server.software, target.server.version].filter(Boolean).join(' ')
    : target.kind === 'capture'
      ? 'The captured traffic'
      : 'The target'
  const clients = options.profiles.map((profile) => profile.name).join(' and ')
  return `${name}${clients === '' ? '' : ` for ${clients}`}: ${verdictTitle(summary)}`
}

/** What fails beside what the verdict is about; nothing where the sentence says that itself. */
export function failureCount(record: RunRecord): string {
  const gate = gateOf(record)
  const lesser = failuresOf(record).filter((rule) => !rule.known && !gate.fails(rule)).length
  if (lesser === 0 || record.summary.verdict !== 'does-not-conform') return ''
  const those = gate.asked.some(({ measured }) => measured) ? 'these clients do not need' : 'no known client needs'
  return `${counted(lesser, 'more rule')} ${lesser === 1 ? 'fails' : 'fail'} that ${those}.`
}

/** The first lines: whether to go on reading, and why. */
export function verdictLines(record: RunRecord): string[] {
  const { summary, target, reference } = record
  return [
    `# ${prose(headline(record))}`,
    [`**${prose(summary.sentence || verdictTitle(summary))}**`, prose(firstCause(record)), failureCount(record)]
      .filter(Boolean)
      .join(' '),
    [`Target: ${target.label}`, ...capturedLines(record), `Reference: ${referenceText(reference)}`]
      .map((line) => `- ${prose(line)}`)
      .join('\n'),
  ]
}

export function referenceText({ kind, label, preset, note }: ReferenceInfo): string {
  if (kind === 'observed') return `${label}. No live OpenAI was asked`
  if (kind === 'recording') return `${label}. No live server was asked`
  if (kind === 'live' && preset?.reference.judges.length === 0)
    return `${label}, which is no example for anything and was not asked`
  if (kind === 'live')
    return `${label}, asked live with the same requests, twice${preset?.reference.cannot.length ? ', in what it is an example for' : ''}${note === null ? '' : `. ${note}`}`
  return label
}
