import type { Finding, FindingKind } from '../finding.ts'
import type { Observation } from '../wire/observe.ts'

type Word = (answer: Observation, path: string, message: string, expected: unknown, actual: unknown) => Finding

const word =
  (kind: FindingKind): Word =>
  (answer, path, message, expected, actual) => ({
    kind,
    path,
    message,
    expected,
    actual,
    exchange: answer.exchange.key,
  })

/** A finding read from that answer: something that must be there is not. */
export const missing = word('missing')
/** A value of another type. */
export const wrongType = word('wrong-type')
/** Another value. */
export const wrong = word('wrong-value')
/** Something that must not be there. */
export const extra = word('extra')
/** Something that comes too early or too late. */
export const misplaced = word('order')
/** A parameter that was accepted and had no effect. */
export const ignored = word('ignored')

/** Missing where there is no value, wrong where there is one. `absent` is what a reader sees in place of no value. */
export const wrongOrMissing = (
  ...[answer, path, message, expected, actual, absent = 'absent']: [...Parameters<Word>, absent?: unknown]
): Finding => (actual === undefined ? missing : wrong)(answer, path, message, expected, actual ?? absent)
