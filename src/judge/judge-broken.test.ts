import { describe, expect, test } from 'vitest'
import { both, holds, ruleThat, seen, sent, STEP, verdict, wrong } from '../../tests/judged-rules.ts'
import { brokenOff, refusal, stream } from '../suite/example.ts'
import { refusable, streamed } from '../suite/steps.ts'
import { finding, type Rule } from '../suite/suite.ts'
import type { Observation } from '../wire/observe.ts'
import type { StepRecord } from './judge.ts'

describe('a rule about broken answers', () => {
  const judgesBroken = { ...holds, judgesBroken: true }

  test('judges what came before the connection broke, but passes nothing for it', () => {
    const cut = { ...both, plain: sent(seen('a', brokenOff(['data: {}\n\n'])), streamed({})) }
    expect(verdict(judgesBroken, cut)).toMatchObject({
      outcome: 'error',
      findings: [],
      exchanges: expect.arrayContaining(['a']),
    })
    expect(
      verdict(
        {
          ...judgesBroken,
          *check() {
            yield wrong
          },
        },
        cut,
      ),
    ).toMatchObject({ outcome: 'fail' })
    expect(
      verdict(judgesBroken, { ...both, plain: sent(seen('a', brokenOff(['data: {}\n\n'], 'guard')), streamed({})) }),
    ).toMatchObject({ outcome: 'pass' })
  })

  test('finds in the pool what a broken answer shows, and passes on whole answers only', () => {
    const [whole, cut] = [seen('w', stream()), seen('c', brokenOff(['data: {}\n\n']))]
    const about = (fault: (one: Observation) => boolean): Rule =>
      ruleThat(function* (_observed, pool) {
        if (pool.length === 0) return { inconclusive: 'nothing to judge' }
        for (const one of pool.filter(fault)) yield finding(one, wrong)
      })
    expect(
      verdict(
        about((one) => one === cut),
        both,
        [whole, cut],
      ).outcome,
    ).toBe('fail')
    expect(
      verdict(
        about(() => false),
        both,
        [whole, cut],
      ).outcome,
    ).toBe('pass')
    expect(
      verdict(
        about(() => false),
        both,
        [cut],
      ),
    ).toMatchObject({ outcome: 'inconclusive', reason: 'nothing to judge' })
  })

  test('judges what is no answer', () => {
    expect(verdict(judgesBroken, { ...both, plain: sent(seen('a', refusal(500))) })).toMatchObject({ outcome: 'pass' })
  })

  test('judges nothing where nothing came', () => {
    expect(verdict(judgesBroken, { ...both, plain: sent(seen('a', { ...stream(), response: null })) })).toMatchObject({
      outcome: 'error',
      reason: 'no response',
    })
  })

  test('judges nothing that was honestly refused', () => {
    expect(verdict(judgesBroken, { ...both, plain: sent(seen('a', refusal(400)), refusable(STEP)) })).toMatchObject({
      outcome: 'unsupported',
    })
  })

  test('looks at every answer of a step', () => {
    const plain: StepRecord = {
      sent: true,
      requests: [STEP],
      observations: [seen('a'), seen('c', { ...stream(), response: null })],
    }
    expect(verdict(judgesBroken, { ...both, plain })).toMatchObject({ outcome: 'error' })
  })
})
