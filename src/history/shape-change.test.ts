import { describe, expect, test } from 'vitest'
import { compared, stage } from '../../tests/upgrade-material.ts'
import type { Outcome } from '../finding.ts'
import type { Profile } from '../policy/profile.ts'
import type { FoundShape } from './shape-change.ts'
import type { Upgrade, UpgradeSetting } from './upgrade.ts'

const profile = (id: string, requires: string): Profile => ({
  id,
  name: id,
  measured: { date: '2026-11-30', by: 'npm run e2e' },
  requires: [{ rules: [requires], reason: 'r' }],
})

describe('changed shapes', () => {
  const shape = (more: Partial<FoundShape> = {}): FoundShape => ({
    difference: {
      scope: 'chat.stream',
      aspect: 'finish',
      path: 'finish_reason (tool calls, tool_choice auto)',
      kind: 'value',
      severity: 'breaking',
      target: 'stop',
      reference: 'tool_calls',
      breaks: [],
      count: 1,
      of: 1,
      example: 'k',
    },
    contract: [],
    traits: ['t/finish/streamed'],
    ordinary: true,
    repeated: true,
    ...more,
  })
  const shipped = [profile('zed', 't/finish/streamed')]
  const found = (shapes: FoundShape[], setting: Partial<UpgradeSetting> = {}, finish?: [Outcome, Outcome]): Upgrade =>
    compared(
      [
        stage('1', { 'a/a/a': 'pass', ...(finish ? { 't/finish/streamed': finish[0] } : {}) }),
        stage('2', { 'a/a/a': 'pass', ...(finish ? { 't/finish/streamed': finish[1] } : {}) }),
      ],
      { shipped, shapes, ...setting },
    )

  test('one that breaks a client counts like a rule', () => {
    const upgrade = found([shape()])
    expect(upgrade).toMatchObject({ verdict: 'regresses', exitCode: 1, shapes: [{ clients: ['zed'], counts: true }] })
    expect(upgrade.clients).toMatchObject([{ change: 'breaks', shapes: [expect.stringContaining('finish_reason')] }])
  })

  test.for<[string, Partial<FoundShape>, Partial<UpgradeSetting>]>([
    ['only odd requests show', { ordinary: false }, {}],
    ['does not come again', { repeated: false }, {}],
    ['no client needs', {}, { shipped: [profile('other', 'a/a/a')] }],
    ['the client asked for does not need', {}, { asked: [profile('other', 'a/a/a')] }],
    ['no rule is behind', { traits: [] }, {}],
  ])('one that %s is only listed', ([, more, setting]) => {
    expect(found([shape(more)], setting)).toMatchObject({ verdict: 'safe', shapes: [{ counts: false }] })
  })

  test('one whose rule fails already is told once, by the rule', () => {
    const upgrade = found([shape()], {}, ['pass', 'fail'])
    expect(upgrade).toMatchObject({ verdict: 'regresses', shapes: [{ counts: false }] })
    expect(found([shape()], {}, ['fail', 'fail']).verdict).toBe('safe')
  })

  test('one whose rule holds now and was open before is mended', () => {
    expect(found([shape()], {}, ['inconclusive', 'pass'])).toMatchObject({
      verdict: 'safe',
      shapes: [{ counts: false }],
    })
    expect(found([shape()], {}, ['pass', 'pass']).verdict).toBe('regresses')
  })

  test('a rule of a schema that was judged has spoken', () => {
    const contract = { traits: [], contract: ['t/finish/streamed'] }
    expect(found([shape(contract)], {}, ['pass', 'pass']).verdict).toBe('safe')
    expect(found([shape(contract)]).verdict).toBe('regresses')
  })

  test('a known deviation excuses it', () => {
    expect(found([shape()], { known: [{ rule: 't/finish/**', reason: 'r' }] })).toMatchObject({
      verdict: 'safe-but-for-known',
      shapes: [{ counts: false, known: { reason: 'r' } }],
    })
  })
})
