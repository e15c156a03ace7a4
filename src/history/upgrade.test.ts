import { expect, test } from 'vitest'
import { rule } from '../../tests/rule-result.ts'
import type { Outcome } from '../finding.ts'
import type { RunRecord } from '../record/record.ts'
import { renderUpgrade } from '../report/upgrade.ts'
import { compareStages, exitCodeFor, REGRESSIONS, type Change, type Stage } from './upgrade.ts'

const stage = (name: string, outcomes: Record<string, Outcome>): Stage => ({
  name,
  record: {
    options: { profiles: [] },
    profiles: [],
    target: { label: name, server: { software: 'Ollama', version: name }, models: null },
    rules: Object.entries(outcomes).map(([id, outcome]) => rule(id, outcome)),
  } as unknown as RunRecord,
})
const kinds = (...stages: [Stage, Stage, ...Stage[]]): Record<string, string> =>
  Object.fromEntries(compareStages(stages, []).changes.map(({ id, kind }) => [id, kind]))

test('names regressions, fixes, and what can no longer be judged', () => {
  const before = stage('1', {
    'a/a/a': 'pass',
    'a/a/b': 'fail',
    'a/a/c': 'pass',
    'a/a/d': 'fail',
    'a/a/e': 'inconclusive',
    'a/a/f': 'pass',
  })
  const after = stage('2', {
    'a/a/a': 'fail',
    'a/a/b': 'pass',
    'a/a/c': 'inconclusive',
    'a/a/d': 'fail',
    'a/a/e': 'pass',
    'a/a/f': 'pass',
  })
  expect(kinds(before, after)).toEqual({ 'a/a/a': 'regression', 'a/a/b': 'fix', 'a/a/c': 'lost', 'a/a/e': 'gained' })
  expect(compareStages([before, after], [])).toMatchObject({ verdict: 'regresses', exitCode: 1, unchanged: 2 })
})

test('the first and the last decide; what flipped in between is told', () => {
  const upgrade = compareStages(
    [stage('1', { 'a/a/a': 'pass' }), stage('2', { 'a/a/a': 'fail' }), stage('3', { 'a/a/a': 'pass' })],
    [],
  )
  expect(upgrade).toMatchObject({
    verdict: 'safe',
    exitCode: 0,
    changes: [{ kind: 'other', outcomes: ['pass', 'fail', 'pass'] }],
  })
})

test('a rule that fails now regressed only if it held before', () => {
  expect(
    kinds(
      stage('1', { 'a/a/a': 'unsupported', 'a/a/b': 'inconclusive' }),
      stage('2', { 'a/a/a': 'fail', 'a/a/b': 'fail' }),
    ),
  ).toEqual({ 'a/a/a': 'regression', 'a/a/b': 'other' })
})

test('where nothing was judged on both sides, nothing is said', () => {
  expect(compareStages([stage('1', { 'a/a/a': 'error' }), stage('2', { 'a/a/a': 'pass' })], [])).toMatchObject({
    verdict: 'could-not-compare',
    exitCode: 2,
  })
})

test('the exit code heeds the level that counts', () => {
  const lesser = { kind: 'regression', level: 'should' } as Change
  expect(REGRESSIONS.map((counts) => exitCodeFor({ exitCode: 1, changes: [lesser] }, counts))).toEqual([1, 1, 0, 0])
  expect(
    REGRESSIONS.map((counts) => exitCodeFor({ exitCode: 1, changes: [{ ...lesser, level: 'must' }] }, counts)),
  ).toEqual([1, 1, 1, 0])
  expect(exitCodeFor({ exitCode: 1, changes: [{ ...lesser, kind: 'fix', level: 'must' }] }, 'must')).toBe(0)
  expect(exitCodeFor({ exitCode: 2, changes: [] }, 'never')).toBe(2)
})

test('says for which clients it is safe, and for which it is not', () => {
  const client = (id: string, verdict: string, breaks: string[], open: string[] = []): object => ({
    id,
    name: id.toUpperCase(),
    verdict,
    breaks,
    limits: [],
    open,
  })
  const withClients = (one: Stage, ...profiles: object[]): Stage => ({
    ...one,
    record: { ...one.record, profiles } as unknown as RunRecord,
  })
  const before = withClients(
    stage('1', { 'a/a/a': 'pass', 'a/a/b': 'fail', 'a/a/c': 'pass' }),
    client('x', 'works', []),
    client('y', 'breaks', ['a/a/b']),
    client('z', 'works', []),
    client('u', 'not-judged', [], ['a/a/c']),
  )
  const after = withClients(
    stage('2', { 'a/a/a': 'fail', 'a/a/b': 'pass', 'a/a/c': 'pass' }),
    client('x', 'breaks', ['a/a/a']),
    client('y', 'works', []),
    client('z', 'works', []),
    client('u', 'works', []),
  )
  const { clients, sentence } = compareStages([before, after], [])
  expect(clients.map(({ id, change }) => [id, change])).toEqual([
    ['x', 'worse'],
    ['y', 'better'],
    ['z', 'same'],
    ['u', 'unknown'],
  ])
  expect(clients[0]?.regressions).toEqual(['a/a/a'])
  expect(sentence).toMatch(
    /Safe to upgrade for Y, Z\. Not for X\. Not told for 1 client: not all they need was judged on both sides\.$/,
  )
  // A row for each client that neither side tells anything of would hide the others.
  const text = renderUpgrade(
    compareStages(
      [
        before,
        withClients(
          after,
          ...(after.record.profiles as object[]).map((one) => ({
            ...one,
            verdict: (one as { id: string }).id === 'u' ? 'not-judged' : 'works',
          })),
        ),
      ],
      [],
    ),
  )
  expect(text).toMatch(/^\| X +\| works +\| works/m)
  expect(text).not.toMatch(/^\| U /m)
  expect(text).toContain('Not judged on either side, as not all they need was: U.')
})
