import { isObject } from '../json.ts'
import type { ReasonCode } from '../judge/reason.ts'

/** The format before outcomes had reason codes. */
export const FIRST_FORMAT = 'ollama-conformance/run@1'

/** How the sentences of that format begin; they are what that version wrote. */
const SENTENCES: [RegExp, ReasonCode][] = [
  [/^not selected$/, 'not-selected'],
  [/^no \w+ model/, 'no-model'],
  [/^the server has no native/, 'no-native-api'],
  [/^not with this model: /, 'refused-for-model'],
  [/^not with /, 'adapted'],
  [/^it needs a probe of its own/, 'needs-probe'],
  [/^NOT_RECORDED: /, 'not-recorded'],
  [/^not sent: --max-tokens-total/, 'token-limit'],
  [/^GIVEN_UP: /, 'given-up'],
  [/^no answer to judge: /, 'unanswered'],
  [/^no answer of its kind was captured$/, 'not-captured'],
]

/** Where no sentence tells. */
const USUAL: Record<string, ReasonCode> = {
  skip: 'interrupted',
  error: 'no-answer',
  unsupported: 'refused',
  inconclusive: 'model',
}

/** A record of the first format as one of today, unchecked. The only place that reads a reason: that format has nothing else. */
export function fromFirstFormat(record: Record<string, unknown>, format: string): Record<string, unknown> {
  const { rules } = record
  return {
    ...record,
    format,
    rules: Array.isArray(rules) ? rules.map((rule) => (isObject(rule) ? withCode(rule) : rule)) : rules,
  }
}

function withCode(rule: Record<string, unknown>): Record<string, unknown> {
  const { outcome, reason } = rule
  const usual = USUAL[String(outcome)]
  if (usual === undefined) return rule
  const code = SENTENCES.find(([begins]) => begins.test(String(reason ?? '')))?.[1] ?? usual
  return code === 'not-recorded' ? { ...rule, outcome: 'skip', code } : { ...rule, code }
}
