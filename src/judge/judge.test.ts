import { describe, expect, test } from 'vitest'
import { both, holds, of, ruleThat, seen, sent, STEP, verdict, wrong } from '../../tests/judged-rules.ts'
import type { Finding } from '../finding.ts'
import { brokenOff, refusal } from '../suite/example.ts'
import { atOnce, after, refusable, repeat, streamed } from '../suite/steps.ts'
import { finding, type ProbeRule, type Rule } from '../suite/suite.ts'
import { eachAnswer } from '../suite/traffic.ts'
import type { Observation } from '../wire/observe.ts'
import { declaredStep, judge, requestAt } from './judge.ts'
import { open } from './reason.ts'

const readsOther = ruleThat(function* () {}, { reads: ['other'] })
describe('a rule', () => {
  test('passes on the exchanges of the steps it reads', () => {
    expect(verdict(holds, both)).toEqual({ outcome: 'pass', findings: [], exchanges: ['a', 'b'] })
    expect(verdict(readsOther, both)).toEqual({ outcome: 'pass', findings: [], exchanges: ['b'] })
  })

  test('fails with all it found, and names each exchange once', () => {
    const found: Finding[] = [{ ...wrong, exchange: 'a' }, { ...wrong, exchange: 'pooled' }, wrong]
    const fails = ruleThat(function* () {
      yield* found
    })
    expect(verdict(fails, both)).toEqual({ outcome: 'fail', findings: found, exchanges: ['a', 'b', 'pooled'] })
  })

  test('fails on what it found, whatever it returns after', () => {
    expect(
      verdict(
        ruleThat(function* () {
          yield wrong
          return { inconclusive: 'the model said nothing' }
        }),
        both,
      ).outcome,
    ).toBe('fail')
  })

  test('is left open where the model kept it from judging', () => {
    expect(
      verdict(
        ruleThat(function* () {
          return { inconclusive: 'the model said nothing' }
        }),
        both,
      ),
    ).toEqual({ ...open('model', 'the model said nothing'), findings: [], exchanges: ['a', 'b'] })
  })

  test('passes on a figure', () => {
    expect(
      verdict(
        ruleThat(function* () {
          return { measured: '3 of 4' }
        }),
        both,
      ),
    ).toEqual({ outcome: 'pass', findings: [], reason: '3 of 4', exchanges: ['a', 'b'] })
  })

  test('sees one observation a step, a list where the step sends several, and the pool', () => {
    const shown: unknown[] = []
    const looks = ruleThat(
      function* (observed, pool) {
        shown.push(observed, pool)
      },
      { reads: ['plain', 'twice', 'group'] },
    )
    const steps = { plain: STEP, twice: repeat(2, STEP), group: atOnce([STEP]), absent: STEP, empty: STEP }
    const [a, b, c, d, p] = ['a', 'b', 'c', 'd', 'p'].map((key) => seen(key)) as [
      Observation,
      Observation,
      Observation,
      Observation,
      Observation,
    ]
    judge(
      of(looks, steps),
      looks,
      {
        plain: sent(a),
        twice: { sent: true, requests: [STEP, STEP], observations: [b, c] },
        group: sent(d),
        absent: { sent: false, ...open('no-model', 'no model') },
        empty: { sent: true, requests: [], observations: [] },
      },
      [p],
    )
    expect(shown).toStrictEqual([{ plain: a, twice: [b, c], group: [d] }, [p]])
  })
})

describe('a rule that cannot be judged', () => {
  test('because nothing was sent', () => {
    expect(verdict(holds, { plain: sent(seen('a')) })).toEqual({
      ...open('interrupted', 'not sent'),
      findings: [],
      exchanges: ['a'],
    })
    expect(verdict(holds, { ...both, other: { sent: false, ...open('model', 'no call to answer') } })).toEqual({
      ...open('model', 'no call to answer'),
      findings: [],
      exchanges: ['a'],
    })
  })

  test('because the server refused, honestly', () => {
    expect(
      verdict(holds, { ...both, other: sent(seen('b', refusal(400, { message: 'no seed' })), refusable(STEP)) }),
    ).toEqual({ ...open('refused', 'HTTP 400: no seed'), findings: [], exchanges: ['a', 'b'] })
  })

  test('because the connection broke', () => {
    expect(verdict(holds, { ...both, plain: sent(seen('a', brokenOff([]))) })).toEqual({
      ...open('no-answer', 'ECONNRESET: the connection closed'),
      findings: [],
      exchanges: ['a', 'b'],
    })
  })

  test('because what came is no answer', () => {
    expect(verdict(holds, { ...both, plain: sent(seen('a', refusal(500, { message: 'oops' }))) })).toEqual({
      ...open('unanswered', 'no answer to judge: HTTP 500: oops'),
      findings: [],
      exchanges: ['a', 'b'],
    })
  })

  test('by the first of its steps that says so', () => {
    const plain = sent(seen('a', refusal(500)))
    expect(verdict(holds, { plain, other: { sent: false, ...open('no-model', 'no model') } })).toMatchObject({
      outcome: 'inconclusive',
    })
    expect(verdict(readsOther, { ...both, plain })).toMatchObject({ outcome: 'pass' })
  })
})

test('a probe rule cannot be without a probe by accident', () => {
  // @ts-expect-error: a rule that reads no step is a traffic rule.
  const none: ProbeRule = { ...holds, reads: [] }
  // @ts-expect-error: a rule is of one kind.
  const two: Rule = { ...holds, traffic: eachAnswer('', [], () => undefined) }
  expect([none.reads, two.traffic]).toHaveLength(2)
})

test('an observation belongs to the request of its place, or to the one that was repeated', () => {
  const requests = [STEP, streamed({})]
  expect(requestAt({ requests }, 1)).toBe(requests[1])
  expect(requestAt({ requests }, 2)).toBe(requests[0])
})

test('what is known of a step before anything is sent', () => {
  const first = streamed({})
  expect(declaredStep(STEP)).toBe(STEP)
  expect(declaredStep(repeat(3, STEP))).toBe(STEP)
  expect(declaredStep(atOnce([first, STEP]))).toBe(first)
  expect(declaredStep(after(1, () => STEP))).toBeUndefined()
})

test('a finding knows the exchange it was read from', () => {
  expect(finding(seen('a'), wrong)).toEqual({ ...wrong, exchange: 'a' })
})
