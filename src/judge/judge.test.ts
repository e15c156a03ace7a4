import { describe, expect, test } from 'vitest'
import type { Finding } from '../finding.ts'
import { answer, brokenOff, refusal, stream } from '../suite/example.ts'
import { atOnce, after, chat, refusable, repeat, streamed } from '../suite/steps.ts'
import { finding, stepsRead, suite, type ProbeRule, type Rule, type Suite, type TrafficRule } from '../suite/suite.ts'
import { eachAnswer, type Found } from '../suite/traffic.ts'
import type { Exchange } from '../wire/exchange.ts'
import { observe, type Observation } from '../wire/observe.ts'
import { declaredStep, judge, requestAt, type StepRecord, type Verdict } from './judge.ts'
import { open } from './reason.ts'

const STEP = chat({ max_tokens: 5 })
const seen = (key: string, reply: Exchange = answer()): Observation => observe({ ...reply, key })
const sent = (observation: Observation, step = STEP): StepRecord => ({
  sent: true,
  requests: [step],
  observations: [observation],
})
const wrong = { kind: 'missing', path: '$.id', message: 'no id', expected: 'an id', actual: undefined } as const

/** Keeps the parts of a rule that a verdict turns on. */
const ruleThat = (check: ProbeRule['check'], more: Partial<ProbeRule> = {}): ProbeRule => ({
  level: 'must',
  sentence: 'It holds.',
  source: 'here',
  breaks: 'nobody',
  violating: [],
  check,
  ...more,
})
const holds = ruleThat(function* () {})
const readsOther = ruleThat(function* () {}, { reads: ['other'] })

const of = (rule: Rule, steps: Suite['steps'] = { plain: STEP, other: STEP }): Suite =>
  suite({ id: 'area/topic', about: 'two answers', model: 'chat', steps, conforming: {}, rules: { holds: rule } })
const verdict = (rule: Rule, record: Record<string, StepRecord>, pool: Observation[] = []): Verdict =>
  judge(of(rule), rule, record, pool)
const both = { plain: sent(seen('a')), other: sent(seen('b')) }

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

describe('a traffic rule', () => {
  const claim = { level: 'must' as const, sentence: 'It holds.', source: 'here', breaks: 'nobody', violating: [] }
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
