import { expect, test } from 'vitest'
import { WEATHER } from '../../fixtures/sent/tools.ts'
import { answer, chat, json, refusal, toolCall } from '../define/index.ts'
import type { SuiteRecord } from '../judge/judge.ts'
import { observe } from '../wire/observe.ts'
import { toolAgreement } from './tool-agreement.ts'

const step = chat({ messages: [], tools: [WEATHER], max_tokens: 1 })
const body = JSON.stringify(step.body)
/** One answer a sample: `+` calls rightly, `!` calls with wrong arguments, `-` answers in text. */
const record = (signs: string): SuiteRecord => ({
  calls: {
    sent: true,
    requests: [...signs].map(() => step),
    observations: [...signs].map((sign, at) => {
      const exchange =
        sign === '-'
          ? answer({ content: 'No.' })
          : answer({ toolCalls: [toolCall('get_weather', sign === '+' ? '{"city":"Rome"}' : '{"town":1}')] })
      return observe({ ...exchange, key: String(at), request: { ...exchange.request, body } })
    }),
  },
})

test('counts calls, fitting arguments, and agreement by request', () => {
  expect(toolAgreement(record('++!-'), record('+-+-'))).toEqual({
    called: { hits: 3, of: 4, low: 0.301, high: 0.954 },
    schemaAccuracy: { hits: 2, of: 3, low: 0.208, high: 0.939 },
    withReference: { both: 2, onlyTarget: 1, onlyReference: 0, neither: 1, f1: 0.8 },
  })
})

test('what is no answer is not counted', () => {
  const refused = (key: string): SuiteRecord => ({
    calls: {
      sent: true,
      requests: [step],
      observations: [{ ...observe(refusal(400)), exchange: { ...refusal(400), key } }],
    },
  })
  expect(toolAgreement(refused('0'), record('+'))).toBeNull()
  expect(toolAgreement(record('+'), refused('0'))?.withReference).toBeNull()
  expect(
    toolAgreement(
      { calls: { sent: true, requests: [step], observations: [observe(json({ choices: [] }))] } },
      undefined,
    ),
  ).toBeNull()
})

test('calls of the reference alone count against the agreement', () => {
  expect(toolAgreement(record('+--'), record('+++'))?.withReference).toEqual({
    both: 1,
    onlyTarget: 0,
    onlyReference: 2,
    neither: 0,
    f1: 0.5,
  })
})

test('without a reference there is no agreement, and without calls no F1', () => {
  expect(toolAgreement(record('+'), undefined)?.withReference).toBeNull()
  expect(toolAgreement(record('--'), record('--'))?.withReference?.f1).toBeNull()
  expect(toolAgreement(undefined, record('+'))).toBeNull()
})
