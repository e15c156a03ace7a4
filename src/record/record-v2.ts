import { isObject } from '../json.ts'
import { ANSWERED } from '../judge/answered-rule.ts'
import type { ReasonCode } from '../judge/reason.ts'

/** The format before capabilities and the number of known failures, and before a missing endpoint had a reason code of its own. */
export const SECOND_FORMAT = 'ollama-conformance/run@2'

/** A record of the second format as one of today, unchecked. The capabilities are left for whoever has checked the rules. */
export function fromSecondFormat(record: Record<string, unknown>, format: string): Record<string, unknown> {
  const rules = Array.isArray(record['rules']) ? record['rules'].filter(isObject) : []
  const absent = new Set(rules.filter(isNotServed).map(({ id }) => topicOf(id)))
  return {
    ...record,
    format,
    capabilities: [],
    ...(isObject(record['summary'])
      ? { summary: { ...record['summary'], known: rules.filter(isKnownFailure).length } }
      : {}),
    ...(Array.isArray(record['rules'])
      ? { rules: record['rules'].map((rule: unknown) => (isObject(rule) ? withCode(rule, absent) : rule)) }
      : {}),
  }
}

const isKnownFailure = ({ outcome, known }: Record<string, unknown>): boolean =>
  outcome === 'fail' && known !== undefined

const topicOf = (id: unknown): string => String(id).split('/').slice(0, 2).join('/')

/** Whether the rule says that a request of its topic was answered with 404 or 405. */
const isNotServed = ({ id, findings }: Record<string, unknown>): boolean =>
  String(id).endsWith(`/${ANSWERED}`) &&
  Array.isArray(findings) &&
  findings.some((one) => isObject(one) && one['path'] === 'status' && [404, 405].includes(Number(one['actual'])))

const withCode = (rule: Record<string, unknown>, absent: ReadonlySet<string>): Record<string, unknown> =>
  rule['code'] === ('unanswered' satisfies ReasonCode) && absent.has(topicOf(rule['id']))
    ? { ...rule, code: 'endpoint-absent' satisfies ReasonCode }
    : rule
