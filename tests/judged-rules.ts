import { judge, type StepRecord, type Verdict } from '../src/judge/judge.ts'
import { answer } from '../src/suite/example.ts'
import { chat } from '../src/suite/steps.ts'
import { suite, type ProbeRule, type Rule, type Suite } from '../src/suite/suite.ts'
import type { Exchange } from '../src/wire/exchange.ts'
import { observe, type Observation } from '../src/wire/observe.ts'

export const STEP = chat({ max_tokens: 5 })
export const seen = (key: string, reply: Exchange = answer()): Observation => observe({ ...reply, key })
export const sent = (observation: Observation, step = STEP): StepRecord => ({
  sent: true,
  requests: [step],
  observations: [observation],
})

export const wrong = { kind: 'missing', path: '$.id', message: 'no id', expected: 'an id', actual: undefined } as const
/** Keeps the parts of a rule that a verdict turns on. */
export const ruleThat = (check: ProbeRule['check'], more: Partial<ProbeRule> = {}): ProbeRule => ({
  level: 'should',
  sentence: 'It holds.',
  source: 'here',
  breaks: 'nobody',
  violating: [],
  check,
  ...more,
})

export const holds = ruleThat(function* () {})
export const of = (rule: Rule, steps: Suite['steps'] = { plain: STEP, other: STEP }): Suite =>
  suite({ id: 'area/topic', about: 'two answers', model: 'chat', steps, conforming: {}, rules: { holds: rule } })

export const verdict = (rule: Rule, record: Record<string, StepRecord>, pool: Observation[] = []): Verdict =>
  judge(of(rule), rule, record, pool)

export const both = { plain: sent(seen('a')), other: sent(seen('b')) }
