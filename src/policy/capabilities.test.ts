import { describe, expect, test } from 'vitest'
import { rule } from '../../tests/rule-result.ts'
import type { Finding } from '../finding.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import {
  judgeCapabilities,
  rulesOfCapability,
  wasAsked,
  type Capability,
  type CapabilityVerdict,
} from './capabilities.ts'

const tools: Capability = {
  id: 'tools',
  name: 'Tools',
  group: 'Tools',
  core: ['tools/call/named', 'tools/call/whole'],
  more: ['tools/call', 'tools/ids'],
  survives: ['tools/ids/pretty'],
}
const finding = (more: Partial<Finding> = {}): Finding => ({
  kind: 'wrong-value',
  path: '$',
  message: 'not so',
  expected: 1,
  actual: 2,
  ...more,
})
const fails = (id: string, more: Partial<Finding> = {}): RuleResult =>
  rule(id, 'fail', { findings: [finding(more)], sentence: `What ${id} demands.` })
const named = rule('tools/call/named', 'pass')
const whole = rule('tools/call/whole', 'pass')
const refused = (id: string): RuleResult => rule(id, 'unsupported', { code: 'refused', reason: 'HTTP 400: no tools' })
const gone = (id: string): RuleResult => rule(id, 'inconclusive', { code: 'endpoint-absent', reason: 'HTTP 404: gone' })
const open = (id: string): RuleResult => rule(id, 'inconclusive', { code: 'model', reason: 'the model called no tool' })
const unselected = (id: string): RuleResult => rule(id, 'skip', { code: 'not-selected', reason: 'not selected' })

const judged = (...rules: RuleResult[]): CapabilityVerdict => judgeCapabilities([tools], rules)[0] as CapabilityVerdict
const brief = (...rules: RuleResult[]): string => {
  const { state, why } = judged(...rules)
  return why === null ? state : `${state}: ${why}`
}

describe('a capability', () => {
  test('works where its core holds and no user notices what fails', () => {
    expect(brief(named, whole)).toBe('works')
    expect(brief(named, whole, fails('tools/ids/pretty'), fails('stop/string/cuts'))).toBe('works')
    expect(brief(named, whole, { ...fails('tools/ids/unique'), level: 'may' })).toBe('works')
    expect(brief(named, whole, open('tools/ids/unique'))).toBe('works')
  })

  test('works partly where a part of its core fails, or a rule beside it', () => {
    expect(brief(named, fails('tools/call/whole'))).toBe('partly: fails: What tools/call/whole demands.')
    expect(brief(named, whole, fails('tools/ids/unique'))).toBe('partly: fails: What tools/ids/unique demands.')
    expect(brief(named, refused('tools/call/whole'))).toMatch(/^partly/)
    expect(brief(named, fails('tools/call/whole', { kind: 'ignored' }))).toMatch(/^partly/)
    expect(brief(named, whole, gone('tools/ids/unique'))).toMatch(/^partly/)
  })

  test('is ignored where the core was accepted and had no effect', () => {
    expect(brief(fails('tools/call/named', { kind: 'ignored' }), open('tools/call/whole'))).toBe('ignored: not so')
    expect(
      brief(refused('tools/call/named'), fails('tools/call/whole', { kind: 'ignored', message: 'no effect' })),
    ).toBe('ignored: no effect')
  })

  test('is refused where the server says so properly', () => {
    expect(brief(refused('tools/call/named'), refused('tools/call/whole'))).toBe('refused: HTTP 400: no tools')
  })

  test('is absent where the endpoint is not there, or nothing of it comes', () => {
    expect(brief(fails('tools/call/named', { kind: 'ignored' }), gone('tools/call/whole'))).toBe(
      'absent: HTTP 404: gone',
    )
    expect(brief(fails('tools/call/named', { kind: 'missing', message: 'no field' }), open('tools/call/whole'))).toBe(
      'absent: no field',
    )
    const broken = rule('tools/call/named', 'inconclusive', { code: 'unanswered', reason: 'HTTP 500: oops' })
    expect(brief(broken, open('tools/call/whole'))).toBe('absent: HTTP 500: oops')
  })

  test('is not judged where the core holds as far as it is known', () => {
    expect(judged(named, open('tools/call/whole'), fails('tools/ids/unique'))).toEqual({
      id: 'tools',
      name: 'Tools',
      group: 'Tools',
      state: 'not-judged',
      code: 'model',
      why: 'the model called no tool',
      failing: ['tools/ids/unique'],
      open: ['tools/call/whole'],
    })
    expect(judged(named, rule('tools/call/whole', 'error', { code: 'no-answer', reason: 'ECONNRESET' })).code).toBe(
      'no-answer',
    )
    expect(judged(named, rule('tools/call/whole', 'unsupported', { code: 'refused-for-model' })).state).toBe(
      'not-judged',
    )
  })

  test('was not asked about where a part of its core was left out', () => {
    expect(judged(unselected('tools/call/named'), unselected('tools/call/whole'))).toMatchObject({
      state: 'not-judged',
      code: 'not-selected',
      open: [],
    })
    expect(wasAsked(judged(named, unselected('tools/call/whole')))).toBe(false)
    expect(wasAsked(judged())).toBe(false)
    expect(wasAsked(judged(named, open('tools/call/whole')))).toBe(true)
  })

  test('is no better for a known deviation', () => {
    const known = { rule: 'tools/**', reason: 'we know' }
    expect(judged(named, { ...fails('tools/call/whole'), known }).state).toBe('partly')
  })

  test('is not judged by whether its requests are answered: the rules that read the answers tell', () => {
    expect(brief(named, whole, fails('tools/call/answered'))).toBe('works')
  })
})

test('what fails is in the order of what is ignored, of levels and of the globs', () => {
  expect(
    judged(
      named,
      { ...fails('tools/call/whole'), level: 'should' },
      { ...fails('tools/call/a'), level: 'should' },
      fails('tools/ids/unique'),
      { ...fails('tools/ids/taken', { kind: 'ignored' }), level: 'should' },
      fails('tools/call/z'),
    ).failing,
  ).toEqual(['tools/call/whole', 'tools/ids/taken', 'tools/call/z', 'tools/ids/unique', 'tools/call/a'])
})

test('a capability is absent with the one that it needs, whatever else kept it from being judged', () => {
  const api: Capability = { id: 'api', name: 'API', group: 'API', core: ['api/text/comes'] }
  const images: Capability = { id: 'images', name: 'Images', group: 'API', needs: 'api', core: ['api/images/seen'] }
  const noModel = rule('api/images/seen', 'skip', { code: 'no-model', reason: 'no vision model' })
  const states = (...rules: RuleResult[]): string[] =>
    judgeCapabilities([api, images], rules).map(({ state, why }) => `${state}: ${why}`)
  expect(states(gone('api/text/comes'), noModel)).toEqual(['absent: HTTP 404: gone', 'absent: HTTP 404: gone'])
  expect(judgeCapabilities([api, images], [gone('api/text/comes'), noModel])[1]?.code).toBeUndefined()
  expect(states(rule('api/text/comes', 'pass'), noModel)).toEqual(['works: null', 'not-judged: no vision model'])
  expect(states(gone('api/text/comes'), unselected('api/images/seen'))[1]).toBe('not-judged: not selected')
})

test('its rules are those that decide and those that a user notices', () => {
  const ids = (rules: { id: string }[]): string[] => rules.map(({ id }) => id)
  const { core, more } = rulesOfCapability(
    tools,
    [
      'tools/ids/a',
      'tools/ids/pretty',
      'tools/call/whole',
      'tools/call/answered',
      'tools/call/b',
      'tools/call/named',
      'x/y/z',
    ].map((id) => ({ id })),
  )
  expect([ids(core), ids(more)]).toEqual([
    ['tools/call/named', 'tools/call/whole'],
    ['tools/call/b', 'tools/ids/a'],
  ])
})
