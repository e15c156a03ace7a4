import { describe, expect, test } from 'vitest'
import { contractReader } from '../contract/reading.ts'
import { answer, refusal } from '../suite/example.ts'
import { wrong } from '../suite/findings.ts'
import { chat } from '../suite/steps.ts'
import { suite, type ProbeRule, type Suite, type TrafficRule } from '../suite/suite.ts'
import { eachAnswer, type Found } from '../suite/traffic.ts'
import { observe, type Observation } from '../wire/observe.ts'
import { TrafficJudge, trafficRules } from './judge-traffic.ts'
import { rulesOf } from './rules.ts'

/** An answer whose text says how the rule below takes it. */
const says = (text: string, key = text): Observation => observe({ ...answer({ content: text }), key })
const textOf = ({ reply }: Observation): string => reply?.choices[0]?.content ?? ''

const claim = { level: 'should' as const, sentence: 'It holds.', source: 'here', breaks: 'nobody', violating: [] }
const onProbe: ProbeRule = { ...claim, reads: ['plain'], check: function* () {} }
const onTraffic = (found: (one: Observation) => Found): TrafficRule => ({
  ...claim,
  traffic: eachAnswer('nothing of its kind', [], found),
})
const byText = onTraffic((one) => {
  const text = textOf(one)
  if (text.startsWith('open')) return { inconclusive: text === 'open' ? 'nothing to judge' : 'told later' }
  return text.startsWith('bad') ? wrong(one, '$', text, 'good', text) : undefined
})
const ID = 'area/topic/by-text'
const of = (more: Partial<Suite> = {}): Suite => ({
  ...suite({
    id: 'area/topic',
    about: 'says hello',
    model: 'chat',
    steps: { plain: chat({}) },
    conforming: {},
    rules: { 'by-text': byText, reading: onProbe, all: { ...claim, check: onProbe.check } },
  }),
  ...more,
})
const judging = (...observations: Observation[]): TrafficJudge => {
  const judge = new TrafficJudge(rulesOf(of()))
  for (const one of observations) judge.add(one)
  return judge
}
const verdict = (...texts: string[]): ReturnType<TrafficJudge['verdict']> =>
  judging(...texts.map((text) => says(text))).verdict(ID)

test('traffic rules are told from those on a probe', () => {
  expect(trafficRules(rulesOf(of())).map(({ id }) => id)).toEqual([ID])
})

describe('many answers add up to', () => {
  test('nothing, where none was of its kind', () => {
    expect(verdict()).toEqual({
      outcome: 'inconclusive',
      code: 'not-captured',
      findings: [],
      reason: 'no answer of its kind was captured',
      exchanges: [],
    })
    expect(judging(says('good')).verdict('area/topic/reading')).toMatchObject({
      outcome: 'inconclusive',
      reason: 'no answer of its kind was captured',
    })
  })

  test('a pass, where one passes and the rest had nothing to judge', () => {
    expect(verdict('open', 'good', 'open')).toMatchObject({ outcome: 'pass', findings: [] })
    expect(verdict('open')).toMatchObject({ outcome: 'inconclusive', reason: 'nothing to judge' })
    expect(verdict('open', 'open also')).toMatchObject({ reason: 'nothing to judge' })
  })

  test('a failure, where one fails, with how many did', () => {
    expect(verdict('good', 'open', 'bad 1', 'good')).toEqual({
      outcome: 'fail',
      exchanges: ['bad 1'],
      findings: [
        {
          kind: 'wrong-value',
          path: '$',
          message: 'bad 1',
          expected: 'good',
          actual: 'bad 1',
          exchange: 'bad 1',
          answers: { with: 1, of: 4 },
        },
      ],
    })
  })

  test('three findings at most, the first ones', () => {
    const { findings, exchanges } = verdict('bad 1', 'good', 'bad 2', 'bad 3', 'bad 4')
    expect(findings.map(({ message, answers }) => [message, answers])).toEqual(
      ['bad 1', 'bad 2', 'bad 3'].map((message) => [message, { with: 4, of: 5 }]),
    )
    expect(exchanges).toEqual(['bad 1', 'bad 2', 'bad 3'])
  })
})

test('an answer is worth keeping where it is the evidence of a finding', () => {
  const judge = new TrafficJudge(rulesOf(of()))
  expect(['good', 'bad 1', 'open', 'bad 2', 'good', 'bad 3', 'bad 4'].map((text) => judge.add(says(text)))).toEqual([
    false,
    true,
    false,
    true,
    false,
    true,
    false,
  ])
})

test('an answer that one rule finds wrong is worth keeping whatever the next says of it', () => {
  const after = onTraffic(() => undefined)
  const judge = new TrafficJudge(rulesOf(of({ rules: { 'by-text': byText, after } })))
  expect(judge.add(says('bad'))).toBe(true)
})

test('answers that hold nothing of a contract are no business of its rules', () => {
  const values = ({ status, json }: Observation): unknown[] => (status === 200 && json.ok ? [json.value] : [])
  const contract: NonNullable<Suite['contract']> = {
    schema: 'chat-completion',
    rows: new Map(),
    values,
    read: contractReader('chat-completion', [], values),
  }
  const judge = new TrafficJudge(rulesOf(of({ contract })))
  judge.add(observe(refusal(400)))
  expect(judge.verdict(ID)).toMatchObject({ reason: 'no answer of its kind was captured' })
  judge.add(says('good'))
  expect(judge.verdict(ID)).toMatchObject({ outcome: 'pass' })
})
