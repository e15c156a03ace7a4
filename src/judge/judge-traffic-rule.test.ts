import { describe, expect, test } from 'vitest'
import { both, holds, of, seen, verdict, wrong } from '../../tests/judged-rules.ts'
import { brokenOff } from '../suite/example.ts'
import { finding, stepsRead, type TrafficRule } from '../suite/suite.ts'
import { eachAnswer, unlessAccident, type Found } from '../suite/traffic.ts'
import type { Observation } from '../wire/observe.ts'
import { open } from './reason.ts'

describe('a traffic rule', () => {
  const claim = { level: 'should' as const, sentence: 'It holds.', source: 'here', breaks: 'nobody', violating: [] }
  const about = (of: (one: Observation) => boolean, fault: (one: Observation) => Found): TrafficRule => ({
    ...claim,
    traffic: eachAnswer('nothing to judge', of, fault),
  })
  const [a, b, cut] = [seen('a'), seen('b'), seen('cut', brokenOff(['data: {}\n\n']))] as [
    Observation,
    Observation,
    Observation,
  ]
  const found =
    (...where: Observation[]) =>
    (one: Observation): Found =>
      where.includes(one) ? finding(one, wrong) : undefined

  test('reads every answer of the run, and no step', () => {
    const rule = about(() => true, found(b))
    const answers = { with: 1, of: 2 }
    expect(verdict(rule, {}, [a, b])).toEqual({
      outcome: 'fail',
      findings: [{ ...wrong, exchange: 'b', answers }],
      exchanges: ['b'],
    })
    expect(verdict(rule, both, [a])).toEqual({ outcome: 'pass', findings: [], exchanges: [] })
    expect(stepsRead(of(rule), rule)).toEqual([])
    expect(stepsRead(of(holds), holds)).toEqual(['plain', 'other'])
  })

  test('is open where it is about no answer, or where none can show it', () => {
    expect(
      verdict(
        about(() => false, found(a)),
        {},
        [a],
      ),
    ).toEqual({ ...open('model', 'nothing to judge'), findings: [], exchanges: [] })
    const unsure = about(
      () => true,
      (one) => (one === a ? { inconclusive: 'too short' } : found(b)(one)),
    )
    expect(verdict(unsure, {}, [a])).toMatchObject({ outcome: 'inconclusive', reason: 'too short' })
    expect(verdict(unsure, {}, [a, b])).toMatchObject({ outcome: 'fail', findings: [{ answers: { with: 1, of: 2 } }] })
  })

  test('excuses an accident: one bad answer, or bad ones among good ones', () => {
    const rule: TrafficRule = {
      ...claim,
      traffic: unlessAccident('one proves nothing', about(() => true, found(a, b)).traffic),
    }
    expect(verdict(rule, {}, [a])).toMatchObject({
      outcome: 'inconclusive',
      reason: 'one proves nothing',
      findings: [],
    })
    expect(verdict(rule, {}, [a, b])).toMatchObject({
      outcome: 'fail',
      findings: [{ answers: { with: 2, of: 2 } }, {}],
    })
    expect(verdict(rule, {}, [a, b, seen('c')])).toEqual({ outcome: 'pass', findings: [], exchanges: [] })
  })

  test('excuses only what is like the accident', () => {
    const { traffic } = about(() => true, found(a, b))
    const rule: TrafficRule = { ...claim, traffic: unlessAccident('one proves nothing', traffic, (one) => one === a) }
    expect(verdict(rule, {}, [a, seen('c')]).outcome).toBe('pass')
    expect(verdict(rule, {}, [b, seen('c')]).outcome).toBe('fail')
  })

  test('finds what a broken answer shows, and passes on whole answers only', () => {
    expect(
      verdict(
        about(() => true, found(cut)),
        {},
        [a, cut],
      ).outcome,
    ).toBe('fail')
    expect(
      verdict(
        about(() => true, found()),
        {},
        [a, cut],
      ).outcome,
    ).toBe('pass')
    expect(
      verdict(
        about(() => true, found()),
        {},
        [cut],
      ),
    ).toMatchObject({ outcome: 'inconclusive', reason: 'nothing to judge' })
  })

  test('may find several things in one answer, and shows three of all', () => {
    const twice = about(
      () => true,
      (one) => [finding(one, wrong), finding(one, wrong)],
    )
    expect(verdict(twice, {}, [a, b]).findings.map(({ exchange, answers }) => [exchange, answers])).toEqual([
      ['a', { with: 2, of: 2 }],
      ['a', { with: 2, of: 2 }],
      ['b', { with: 2, of: 2 }],
    ])
  })
})
