import { describe, expect, test } from 'vitest'
import { answer, brokenOff, refusal } from '../suite/example.ts'
import { after, anyAnswer, atOnce, chat, get, refusable, repeat } from '../suite/steps.ts'
import { suite, type ProbeRule, type Rule, type Suite } from '../suite/suite.ts'
import type { Exchange } from '../wire/exchange.ts'
import { observe, type Observation } from '../wire/observe.ts'
import { answeredRule, judgeAnswered } from './answered-rule.ts'
import type { StepRecord, Verdict } from './judge.ts'
import { open } from './reason.ts'

const STEP = chat({ max_tokens: 5 })
const own: ProbeRule = {
  level: 'may',
  sentence: 'It holds.',
  source: 'https://source',
  breaks: 'nobody',
  violating: [],
  check: function* () {},
}
const of = (steps: Suite['steps'], more: Partial<Suite> = {}): Suite => ({
  ...suite({ id: 'area/topic', about: 'says hello', model: 'chat', steps, conforming: {}, rules: { own } }),
  ...more,
})
const errors = ['HTTP 500', 'internal error', 'server_error']
const shown = (rule: Rule | undefined, step: string): string => {
  const reply = rule?.violating[0]?.[step] as Exchange | Exchange[]
  return [
    Array.isArray(reply) ? 'list' : 'one',
    ...errors.filter(
      (part) =>
        JSON.stringify(observe([reply].flat()[0] as Exchange).text).includes(part) ||
        part === `HTTP ${observe([reply].flat()[0] as Exchange).status}`,
    ),
  ].join(', ')
}

describe('the rule that the requests of a suite are answered', () => {
  test('reads the steps that must be', () => {
    const rule = answeredRule(
      of({ models: anyAnswer(get('/models')), plain: STEP, may: refusable(STEP), later: after(1, () => STEP) }),
    )
    expect(rule).toMatchObject({
      level: 'should',
      sentence: 'The server answers: says hello',
      source: 'https://source',
      breaks: 'the call itself fails, in every client that sends it',
      reads: ['plain', 'may', 'later'],
    })
    expect([...(rule?.check({}, []) ?? [0])]).toEqual([])
  })

  test('has the level that the suite gives it, and the source of the documentation where no rule has one', () => {
    expect(answeredRule(of({ plain: STEP }, { answered: 'may', rules: {} }))).toMatchObject({
      level: 'may',
      source: 'https://platform.openai.com/docs/api-reference/introduction',
    })
  })

  test('is proved by a server error in the first of them', () => {
    expect(answeredRule(of({ plain: STEP, other: STEP }))?.violating.map(Object.keys)).toEqual([['plain']])
    expect(shown(answeredRule(of({ plain: STEP })), 'plain')).toBe('one, HTTP 500, internal error, server_error')
    expect(shown(answeredRule(of({ plain: repeat(2, STEP) })), 'plain')).toBe(
      'list, HTTP 500, internal error, server_error',
    )
    expect(shown(answeredRule(of({ plain: atOnce([STEP]) })), 'plain')).toBe(
      'list, HTTP 500, internal error, server_error',
    )
  })

  test('is absent where any answer will do', () => {
    expect(answeredRule(of({ models: anyAnswer(get('/models')) }))).toBeUndefined()
  })
})

describe('its verdict', () => {
  const seen = (key: string, reply: Exchange = answer()): Observation => observe({ ...reply, key })
  const sent = (...observations: Observation[]): StepRecord => ({
    sent: true,
    requests: [refusable(STEP)],
    observations,
  })
  const verdict = (record: Record<string, StepRecord>, [first = '', ...rest] = Object.keys(record)): Verdict =>
    judgeAnswered({ ...own, reads: [first, ...rest] }, record)
  const refused = sent(seen('r', refusal(400, { message: 'no' })))
  const failed = (key: string): Observation => seen(key, refusal(500, { message: 'oops' }))

  test('is a pass where all are answered', () => {
    expect(verdict({ a: sent(seen('a'), seen('b')), c: sent(seen('c')) })).toEqual({
      outcome: 'pass',
      findings: [],
      exchanges: ['a', 'b', 'c'],
    })
    expect(judgeAnswered(own, {})).toEqual({ outcome: 'pass', findings: [], exchanges: [] })
  })

  test('is a failure where one is not, with the first of each step and three at most', () => {
    const { outcome, findings, exchanges } = verdict({
      a: sent(seen('a'), failed('b'), failed('c')),
      d: sent(failed('d')),
    })
    expect([outcome, findings.map(({ exchange }) => exchange), exchanges]).toEqual([
      'fail',
      ['b', 'd'],
      ['a', 'b', 'c', 'd'],
    ])
    expect(findings[0]).toMatchObject({ kind: 'wrong-value', path: 'status', message: 'HTTP 500: oops', actual: 500 })
    expect(
      verdict({ a: sent(failed('a')), b: sent(failed('b')), c: sent(failed('c')), d: sent(failed('d')) }).findings,
    ).toHaveLength(3)
  })

  test('is a failure also beside a refusal', () => {
    expect(verdict({ r: refused, a: sent(failed('a')) })).toMatchObject({ outcome: 'fail' })
  })

  test('is what kept it from being judged', () => {
    expect(verdict({ a: sent(seen('a')), r: refused })).toEqual({
      ...open('refused', 'HTTP 400: no'),
      findings: [],
      exchanges: ['a', 'r'],
    })
    expect(verdict({ r: refused, e: sent(seen('e', brokenOff([]))) })).toEqual({
      ...open('no-answer', 'ECONNRESET: the connection closed'),
      findings: [],
      exchanges: ['r', 'e'],
    })
    expect(verdict({ a: sent(seen('a')), s: { sent: false, ...open('no-model', 'no model') } })).toEqual({
      ...open('no-model', 'no model'),
      findings: [],
      exchanges: ['a'],
    })
    expect(
      verdict({ s: { sent: false, ...open('no-model', 'no model') }, i: { sent: false, ...open('model', 'no call') } }),
    ).toMatchObject({ outcome: 'inconclusive', reason: 'no call' })
    expect(verdict({ i: { sent: false, ...open('model', 'no call') }, r: refused })).toMatchObject({
      outcome: 'unsupported',
    })
    expect(verdict({ a: sent(seen('a')) }, ['a', 'gone'])).toEqual({
      ...open('interrupted', 'not sent'),
      findings: [],
      exchanges: ['a'],
    })
  })
})
