import type { Finding } from '../finding.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import type { Observation } from '../wire/observe.ts'
import { featureOf } from './cause-features.ts'
import { plain } from './markdown-text.ts'

/** The part of the API that a request is about, by the end of its path. */
const PARTS: [path: RegExp, name: string][] = [
  [/\/chat\/completions(\/[^/]*)?$/, 'Chat'],
  [/\/completions$/, 'Completions'],
  [/\/embeddings$/, 'Embeddings'],
  [/\/responses(\/.*)?$/, 'Responses'],
  [/\/models(\/.*)?$/, 'Models'],
]
const REFUSED = /^A request with (.*) is refused (?:in|with) a 4xx\.$/
/** A longer value is no help in a title. */
const MOST_OF_A_VALUE = 40
const MOST_OF_A_MESSAGE = 120

/** What is wrong, as the title of an issue: `Chat: tool_choice "required" is accepted and ignored (v0.32.15)`. */
export function deviationTitle(rule: RuleResult, version: string | null, answer: Observation | undefined): string {
  const [finding] = rule.findings
  // Without the answer it may be traffic of an app, which a finding may quote.
  const what =
    finding === undefined || answer === undefined ? `does not hold: ${rule.sentence}` : wordsOf(rule, finding, answer)
  return `${partOf(rule, answer)}: ${what.replace(/\.$/, '')}${version === null ? '' : ` (v${version.replace(/^v/, '')})`}`
}

function partOf({ area }: RuleResult, answer: Observation | undefined): string {
  const path = answer?.exchange.request.path.split('?')[0] ?? ''
  return PARTS.find(([pattern]) => pattern.test(path))?.[1] ?? `${area.charAt(0).toUpperCase()}${area.slice(1)}`
}

function wordsOf(rule: RuleResult, finding: Finding, answer: Observation): string {
  const { kind, path, message } = finding
  if (kind === 'ignored') {
    const senseless = REFUSED.exec(rule.sentence)?.[1]
    if (senseless !== undefined) return `a request with ${senseless} is accepted`
    const sent = rule.parameter === undefined ? null : sentAs(rule.parameter, answer)
    if (sent !== null) return `${sent} is accepted and ignored`
  }
  const field = path.startsWith('$.') ? `\`${path.slice(2)}\`` : null
  if (field !== null && kind === 'missing' && message === 'the field is absent') return `${field} is missing`
  if (field !== null && kind === 'wrong-type') return `${field} has another type`
  return featureOf(rule)?.title ?? `${field === null ? '' : `${field}: `}${plain(message, MOST_OF_A_MESSAGE)}`
}

/** The parameter as it was sent; without its value where that is long. Null where the request does not have it. */
function sentAs(parameter: string, answer: Observation): string | null {
  const field = parameter.split('.').slice(1).join('.')
  const value = field
    .split('.')
    .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], answer?.request)
  if (value === undefined) return field
  const text = JSON.stringify(value)
  return typeof value !== 'object' && text.length <= MOST_OF_A_VALUE ? `${field} ${text}` : field
}
