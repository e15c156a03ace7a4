import { describe, expect, test } from 'vitest'
import { contractReader } from '../contract/reading.ts'
import { answer, refusal } from '../suite/example.ts'
import { wrong } from '../suite/findings.ts'
import { chat } from '../suite/steps.ts'
import { suite, type ProbeRule, type Suite, type TrafficRule } from '../suite/suite.ts'
import { eachAnswer, eachPair, type Found } from '../suite/traffic.ts'
import { observe, type Observation } from '../wire/observe.ts'
import { TrafficJudge, trafficRules } from './judge-traffic.ts'
import type { SuiteRecord } from './judge.ts'
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

test('what rules are about is asked once an answer, and rules about something else are not asked', () => {
  let asked = 0
  const isGood = (one: Observation): boolean => {
    asked += 1
    return textOf(one).startsWith('good')
  }
  const read: string[] = []
  const reads = (name: string): TrafficRule => ({
    ...claim,
    traffic: {
      none: 'none is good',
      about: isGood,
      read(one) {
        read.push(`${name} ${textOf(one)}`)
        return []
      },
    },
  })
  const judge = new TrafficJudge(rulesOf(of({ rules: { first: reads('first'), second: reads('second') } })))
  for (const text of ['bad', 'good']) judge.add(says(text))
  expect(asked).toBe(2)
  expect(read).toEqual(['first good', 'second good'])
  expect(judge.verdict('area/topic/second')).toMatchObject({ outcome: 'pass' })
})

describe('a probe rule that also says what no answer may show', () => {
  const also = onTraffic((one) =>
    textOf(one) === 'bad' ? wrong(one, '$', 'bad', 'good', 'bad') : { inconclusive: 'unseen' },
  )
  const both: ProbeRule = { ...onProbe, also: also.traffic }
  const entries = rulesOf(of({ rules: { both } }))
  const id = 'area/topic/both'

  test('is judged by that alone where there is no probe', () => {
    expect(trafficRules(entries).map((entry) => entry.id)).toEqual([id])
    const judge = new TrafficJudge(entries)
    judge.add(says('good'))
    expect(judge.verdict(id)).toMatchObject({ outcome: 'inconclusive', reason: 'unseen' })
    judge.add(says('bad'))
    expect(judge.verdict(id)).toMatchObject({ outcome: 'fail' })
  })

  test('fails with any answer of a run, and passes with its probe', () => {
    const [good, bad] = [says('good'), says('bad')]
    const record: SuiteRecord = { plain: { sent: true, requests: [chat({})], observations: [good] } }
    const entry = entries.find((one) => one.id === id)
    expect(entry?.judge(record, [good])).toMatchObject({ outcome: 'pass' })
    expect(entry?.judge(record, [good, bad])).toMatchObject({ outcome: 'fail', findings: [{ exchange: 'bad' }] })
  })
})

describe('answers that are held against earlier ones', () => {
  const pairs: TrafficRule = {
    ...claim,
    traffic: eachPair(
      'no two of a length',
      (one) => ({ key: String(textOf(one).length), value: textOf(one) }),
      (earlier, now, one) => (earlier === now ? undefined : wrong(one, '$', 'another', earlier, now)),
    ),
  }
  const id = 'area/topic/pairs'
  const verdictOf = (...answers: [text: string, host?: string][]): unknown => {
    const judge = new TrafficJudge(rulesOf(of({ rules: { pairs } })))
    for (const [text, host] of answers) judge.add(says(text), host ?? null)
    return judge.verdict(id).outcome
  }

  test('one of a kind shows nothing, two show whether they agree', () => {
    expect(verdictOf(['a'], ['bb'])).toBe('inconclusive')
    expect(verdictOf(['a'], ['a'])).toBe('pass')
    expect(verdictOf(['a'], ['bb'], ['b'])).toBe('fail')
  })

  test('answers of several hosts are not compared, and each judge begins anew', () => {
    expect(verdictOf(['a', 'one'], ['b', 'two'])).toBe('inconclusive')
    expect(verdictOf(['b'])).toBe('inconclusive')
  })

  test('what lies long back is forgotten', () => {
    const byText = eachPair(
      'no two alike',
      (one) => ({ key: textOf(one), value: one.exchange.key }),
      (earlier, now, one) => (earlier === now ? undefined : wrong(one, '$', 'another', earlier, now)),
    )
    const read = byText.fresh?.() ?? byText.read
    const one = says('kept')
    const others = { ...one, reply: { ...one.reply, choices: [{ content: '' }] } } as unknown as Observation
    const choice = others.reply?.choices[0]
    for (let at = 0; at < 10_000; at += 1) {
      if (choice) choice.content = `other ${at}`
      read(at === 0 ? one : others)
    }
    expect(read(one)).toEqual([])
    if (choice) choice.content = 'one more'
    read(others)
    expect(read(one)).toBeUndefined()
  })
})
