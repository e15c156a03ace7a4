import { describe, expect, test } from 'vitest'
import { rule } from '../../tests/rule-result.ts'
import { changed, compared, lesser, stage, type Said } from '../../tests/upgrade-material.ts'
import type { Outcome } from '../finding.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import type { Profile } from '../policy/profile.ts'
import type { Stage } from './rule-change.ts'
import type { Stages } from './upgrade.ts'

const profile = (id: string, requires: string, degrades?: string): Profile => ({
  id,
  name: id.toUpperCase(),
  measured: { date: '2026-11-30', by: 'npm run e2e' },
  requires: [{ rules: [requires], reason: 'r' }],
  ...(degrades === undefined ? {} : { degrades: [{ rules: [degrades], limit: 'l' }] }),
})

const refused = rule('a/a/a', 'unsupported', { code: 'refused', reason: 'HTTP 400' })

test('--fail-on says which levels count, and `never` fails nothing', () => {
  const should = (outcome: Outcome): RuleResult => rule('a/a/a', outcome, { level: 'should' })
  expect(changed(should('pass'), should('fail'), { failOn: 'must' }).exitCode).toBe(0)
  expect(changed(should('pass'), should('fail'), { failOn: 'should' }).exitCode).toBe(1)
  expect(changed('pass', 'fail', { failOn: 'never' })).toMatchObject({ verdict: 'regresses', exitCode: 0 })
})

describe('known deviations', () => {
  const entry = { rule: 'a/a/a', reason: 'we do without' }

  test('a regression that is known does not count', () => {
    expect(changed('pass', 'fail', { known: [entry] })).toMatchObject({
      verdict: 'safe-but-for-known',
      exitCode: 0,
      changes: [{ counts: false, known: entry }],
    })
  })

  test.for([
    ['expired', { ...entry, expires: '2026-11-29' }],
    ['of other versions', { ...entry, versions: '>=3' }],
    ['of another rule', { ...entry, rule: 'a/a/z' }],
  ] as const)('an entry that is %s excuses nothing', ([, other]) => {
    expect(changed('pass', 'fail', { known: [other] }).verdict).toBe('regresses')
  })

  test('what is documented of the provider is known without a list', () => {
    const documented = { preset: 'p', seen: '2026-11-01' }
    const failing = rule('a/a/a', 'fail', { known: { ...entry, documented } })
    expect(changed('pass', failing).verdict).toBe('safe-but-for-known')
    expect(changed('pass', rule('a/a/a', 'fail', { known: entry })).verdict).toBe('regresses')
  })

  test('an entry that is mended is named', () => {
    expect(changed('fail', 'pass', { known: [entry] }).knownProblems).toMatchObject([{ kind: 'passes', rule: 'a/a/a' }])
  })
})

describe('clients', () => {
  const rules = (a: Said, b: Said, c: Said): Record<string, Said> => ({ 'a/a/a': a, 'a/a/b': b, 'a/a/c': c })
  const [x, y, z] = [profile('x', 'a/a/a'), profile('y', 'a/a/b'), profile('z', 'a/a/c', 'a/a/a')]
  const stages: Stages = [stage('1', rules('pass', 'fail', 'pass')), stage('2', rules('fail', 'pass', 'pass'))]

  test('each is told apart', () => {
    const open = profile('u', 'a/a/d')
    const broken = profile('v', 'a/a/e')
    const unsure = profile('w', 'a/a/d')
    unsure.requires = [...(unsure.requires ?? []), ...(broken.requires ?? [])]
    const more = { 'a/a/d': 'inconclusive' as const, 'a/a/e': 'fail' as const }
    const { clients } = compared(
      [
        stage('1', { ...rules('pass', 'fail', 'pass'), ...more }),
        stage('2', { ...rules('fail', 'pass', 'pass'), ...more }),
      ],
      { shipped: [x, y, z, open, broken, unsure] },
    )
    expect(clients.map(({ id, change }) => `${id} ${change}`)).toEqual([
      'x breaks',
      'y better',
      'z limited',
      'u not-judged',
      'v broken',
      // What is open changes nothing: it breaks already.
      'w broken',
    ])
    expect(clients[0]?.regressions).toEqual(['a/a/a'])
  })

  test('only what the clients asked for need counts, whatever its level', () => {
    expect(compared(stages, { shipped: [x, y], asked: [y] })).toMatchObject({ verdict: 'safe', profiles: ['y'] })
    expect(compared(stages, { shipped: [x, y], asked: [x] }).verdict).toBe('regresses')
    expect(changed(lesser('pass'), lesser('fail'), { asked: [x], shipped: [x] }).verdict).toBe('regresses')
  })

  test('what the clients asked for need and nobody could judge is open', () => {
    const ended = rule('a/a/a', 'error', { code: 'no-answer', reason: 'ECONNRESET' })
    expect(changed(ended, ended, { asked: [x], shipped: [x] })).toMatchObject({
      verdict: 'could-not-judge',
      exitCode: 2,
    })
    expect(changed(ended, ended).verdict).toBe('safe')
  })

  test('what breaks a known client counts, also below the level and where it is refused', () => {
    expect(changed(lesser('pass'), lesser('fail'), { shipped: [x] }).verdict).toBe('regresses')
    expect(changed('pass', refused, { shipped: [x] }).verdict).toBe('regresses')
  })
})

test('says what the sides differ in besides the server', () => {
  const withModel = (one: Stage, name: string): Stage => ({
    ...one,
    samples: name === 'small' ? 1 : 5,
    record: { ...one.record, target: { ...one.record.target, models: { chat: { name, why: '' } } as never } },
  })
  const [before, after] = [stage('1', { 'a/a/a': 'pass' }), stage('2', { 'a/a/a': 'pass' })]
  expect(compared([withModel(before, 'small'), withModel(after, 'large')]).sides).toEqual([
    { what: 'models', values: ['chat small', 'chat large'] },
    { what: 'samples', values: ['1', '5'] },
  ])
  expect(compared([withModel(before, 'small'), withModel(after, 'small')]).sides).toEqual([])
})
