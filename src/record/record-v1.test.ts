import { expect, test } from 'vitest'
import { REASON_CODES, type ReasonCode } from '../judge/reason.ts'
import { fromFirstFormat } from './record-v1.ts'

const upgraded = (outcome: string, reason?: string): unknown =>
  (
    fromFirstFormat(
      { format: 'ollama-conformance/run@1', rules: [{ outcome, ...(reason === undefined ? {} : { reason }) }] },
      'ollama-conformance/run@2',
    )['rules'] as unknown[]
  )[0]

test.for<[outcome: string, reason: string, code: ReasonCode, now?: string]>([
  ['skip', 'not selected', 'not-selected'],
  ['skip', 'no vision model: no model with the vision capability', 'no-model'],
  ['skip', 'the server has no native Ollama endpoints', 'no-native-api'],
  ['skip', 'not with Groq, to which `seed` is not sent: it refuses it', 'adapted'],
  ['skip', 'it needs a probe of its own, which captured traffic has not', 'needs-probe'],
  ['skip', 'not sent: --max-tokens-total 10 is reached', 'token-limit'],
  ['skip', 'interrupted before it was sent', 'interrupted'],
  ['error', 'NOT_RECORDED: the recording has no answer to this request', 'not-recorded', 'skip'],
  ['error', 'GIVEN_UP: not sent: 5 requests in a row had no answer', 'given-up'],
  ['error', 'ECONNRESET: the connection closed', 'no-answer'],
  ['unsupported', 'HTTP 400: no tools', 'refused'],
  ['unsupported', 'not with this model: HTTP 400: no tools', 'refused-for-model'],
  ['inconclusive', 'the model called no tool', 'model'],
  ['inconclusive', 'no answer to judge: HTTP 500: oops', 'unanswered'],
  ['inconclusive', 'no answer of its kind was captured', 'not-captured'],
])('%s because %s is %s', ([outcome, reason, code, now = outcome]) => {
  expect(upgraded(outcome, reason)).toEqual({ outcome: now, code, reason })
  expect(REASON_CODES).toContain(code)
})

test('what has a verdict needs no code', () => {
  expect(upgraded('pass', '3 of 4')).toEqual({ outcome: 'pass', reason: '3 of 4' })
  expect(upgraded('fail')).toEqual({ outcome: 'fail' })
})
