import type { Finding } from '../finding.ts'
import type { KnownDeviation } from '../judge/known.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import { plain } from './markdown-text.ts'

/** Why a rule does not hold, in one line of text without markup. */
export function failureLine({ findings, reason, outcome }: RuleResult, most = 300): string {
  const [first] = findings
  if (!first) return oneLine(`${outcome}: ${reason ?? 'no reason was told'}`, most)
  return `${first.kind === 'ignored' ? 'ignored: ' : ''}${oneLine(first.message, most)}${findings.length > 1 ? ` (and ${findings.length - 1} more)` : ''}`
}

/** A failed rule in full, as text without markup. */
export function failureText(rule: RuleResult): string {
  return [
    rule.sentence,
    '',
    ...(rule.findings.length > 0 ? rule.findings.map(findingLine) : [failureLine(rule)]),
    '',
    `Who breaks: ${rule.breaks}`,
    `Source: ${rule.source}`,
  ].join('\n')
}

const findingLine = ({ kind, path, message, expected, actual }: Finding): string =>
  `- ${kind} at ${oneLine(path)}: ${oneLine(message)}. Expected ${value(expected)}, got ${value(actual)}.`

export const knownLine = ({ reason, owner, link, expires }: KnownDeviation): string =>
  oneLine(
    [
      `known deviation: ${reason}`,
      ...(owner ? [`owner: ${owner}`] : []),
      ...(link ? [link] : []),
      ...(expires ? [`until ${expires}`] : []),
    ].join('; '),
  )

const value = (content: unknown): string =>
  oneLine(typeof content === 'string' ? content : (JSON.stringify(content) ?? 'undefined'), 160)

export const oneLine = (text: string, most = 300): string => plain(text.replace(/\s*[\r\n]+\s*/g, ' '), most)
