import { describe, expect, test } from 'vitest'
import { rule } from '../../tests/rule-result.ts'
import { changed, compared, kindOf, lesser, stage, type Said } from '../../tests/upgrade-material.ts'
import type { Outcome } from '../finding.ts'
import type { Outcomes } from './rule-change.ts'
import type { Stages, Upgrade, UpgradeSetting } from './upgrade.ts'

const refused = rule('a/a/a', 'unsupported', { code: 'refused', reason: 'HTTP 400' })

describe('what an upgrade does to a rule', () => {
  test.for<[Said, Said, string, Upgrade['verdict'], number]>([
    ['pass', 'fail', 'regression', 'regresses', 1],
    ['unsupported', 'fail', 'regression', 'regresses', 1],
    ['fail', 'pass', 'fix', 'safe', 0],
    ['pass', 'inconclusive', 'lost', 'could-not-judge', 2],
    ['pass', 'error', 'lost', 'could-not-judge', 2],
    ['inconclusive', 'fail', 'new-failure', 'could-not-judge', 2],
    ['inconclusive', 'pass', 'gained', 'safe', 0],
    ['fail', 'inconclusive', 'other', 'safe', 0],
    ['pass', refused, 'refused', 'safe', 0],
    [lesser('pass'), lesser('fail'), 'regression', 'safe', 0],
    [lesser('pass'), lesser('error'), 'lost', 'safe', 0],
  ])('%s to %s', ([from, to, kind, verdict, exitCode]) => {
    const upgrade = changed(from, to)
    expect({ kind: kindOf(upgrade), verdict: upgrade.verdict, exitCode: upgrade.exitCode }).toEqual({
      kind,
      verdict,
      exitCode,
    })
  })

  test('a rule of an endpoint that did not exist before cannot have regressed', () => {
    const absent = stage('1', { 'a/a/answered': 'fail', 'a/a/x': rule('a/a/x', 'inconclusive', { code: 'model' }) })
    expect(compared([absent, stage('2', { 'a/a/answered': 'pass', 'a/a/x': 'fail' })])).toMatchObject({
      verdict: 'safe',
      changes: [{ kind: 'fix' }, { id: 'a/a/x', kind: 'other' }],
    })
    const there = stage('1', { 'a/a/answered': 'pass', 'a/a/x': rule('a/a/x', 'inconclusive', { code: 'model' }) })
    expect(compared([there, stage('2', { 'a/a/answered': 'pass', 'a/a/x': 'fail' })]).verdict).toBe('could-not-judge')
  })

  test('what was not asked after the upgrade is open, also where it was open before', () => {
    const unasked = rule('a/a/a', 'error', { code: 'given-up', reason: 'stopped answering' })
    expect(changed(unasked, unasked).verdict).toBe('could-not-judge')
    const silent = rule('a/a/a', 'inconclusive', { code: 'model', reason: 'said nothing' })
    expect(changed(silent, silent).verdict).toBe('safe')
  })

  test('the first and the last decide; what flipped in between is listed', () => {
    const upgrade = compared([
      stage('1', { 'a/a/a': 'pass' }),
      stage('2', { 'a/a/a': 'fail' }),
      stage('3', { 'a/a/a': 'pass' }),
    ])
    expect(upgrade).toMatchObject({ verdict: 'safe', changes: [{ kind: 'other', flips: ['2', '3'] }] })
  })

  test('where nothing was judged on both sides, there is no verdict', () => {
    expect(compared([stage('1', { 'a/a/a': 'error' }), stage('2', { 'a/a/a': 'pass' })])).toMatchObject({
      verdict: 'could-not-judge',
      exitCode: 2,
    })
  })
})

describe('what a side answers differently by itself', () => {
  const asked = (...outcomes: Outcome[]): Outcomes[] => outcomes.map((outcome) => new Map([['a/a/a', outcome]]))
  const sides = (before: Outcome[], after: Outcome[], varied?: [Outcome[], Outcome[]]): Stages => [
    stage('1', { 'a/a/a': 'pass' }, { again: asked(...before), ...(varied ? { varied: asked(...varied[0]) } : {}) }),
    stage('2', { 'a/a/a': 'fail' }, { again: asked(...after), ...(varied ? { varied: asked(...varied[1]) } : {}) }),
  ]
  const chance: Partial<UpgradeSetting> = { mayBeChance: () => true }

  test.for<[string, Stages, Partial<UpgradeSetting>, string, Upgrade['verdict']]>([
    ['both repeat themselves', sides(['pass', 'pass'], ['fail', 'fail']), {}, 'regression', 'regresses'],
    ['the after does not', sides(['pass', 'pass'], ['fail', 'pass']), {}, 'unsteady', 'safe'],
    ['the before does not', sides(['pass', 'fail'], ['fail', 'fail']), {}, 'unsteady', 'safe'],
    ['an asking is open', sides(['inconclusive', 'pass'], ['fail', 'fail']), {}, 'regression', 'regresses'],
    ['chance, in other words too', sides([], [], [['pass'], ['fail']]), chance, 'regression', 'regresses'],
    ['chance, in other words not', sides([], [], [['fail'], ['fail']]), chance, 'unsteady', 'safe'],
    [
      'chance, and open in other words',
      sides([], [], [['pass'], ['inconclusive']]),
      chance,
      'unconfirmed',
      'could-not-judge',
    ],
    ['chance, and nobody to ask', sides([], []), chance, 'unconfirmed', 'could-not-judge'],
  ])('%s', ([, stages, setting, kind, verdict]) => {
    const upgrade = compared(stages, setting)
    expect({ kind: kindOf(upgrade), verdict: upgrade.verdict }).toEqual({ kind, verdict })
  })

  test.for<[Outcome, Outcome[], Outcome, Outcome[], string]>([
    ['pass', ['pass'], 'inconclusive', ['pass'], 'unsteady'],
    ['pass', ['pass'], 'inconclusive', ['fail'], 'lost'],
    ['pass', ['pass'], 'inconclusive', ['inconclusive'], 'lost'],
    ['inconclusive', ['fail'], 'fail', ['fail'], 'unsteady'],
    ['inconclusive', ['pass'], 'fail', ['fail'], 'new-failure'],
  ])('%s then %s, and after %s then %s, is %s', ([before, again, after, then, kind]) => {
    const stages: Stages = [
      stage('1', { 'a/a/a': before, 'a/a/z': 'pass' }, { again: asked(...again) }),
      stage('2', { 'a/a/a': after, 'a/a/z': 'pass' }, { again: asked(...then) }),
    ]
    expect(kindOf(compared(stages))).toBe(kind)
  })

  test('what may be chance decides nothing below the level that counts, and is never mended', () => {
    expect(changed(lesser('pass'), lesser('fail'), chance)).toMatchObject({ verdict: 'safe' })
    expect(changed('fail', 'pass', chance)).toMatchObject({ verdict: 'safe', changes: [{ kind: 'unconfirmed' }] })
  })
})
