import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { recordOf, rule } from '../../tests/formats/records.ts'
import { readRecord } from './read-record.ts'
import { fromSecondFormat } from './record-v2.ts'

const FORMAT = 'ollama-conformance/run@3'
const unanswered = (id: string): object => ({ id, outcome: 'inconclusive', code: 'unanswered', reason: 'x' })
const failed = (id: string, finding: object): object => ({ id, outcome: 'fail', findings: [finding] })
const codes = (...rules: object[]): unknown[] =>
  (fromSecondFormat({ rules }, FORMAT)['rules'] as { code?: string }[]).map(({ code }) => code)

test('what a missing endpoint left unanswered has the code of today', () => {
  const notFound = failed('a/b/answered', { path: 'status', actual: 404 })
  expect(codes(notFound, unanswered('a/b/c'), unanswered('a/other/c'))).toEqual([
    undefined,
    'endpoint-absent',
    'unanswered',
  ])
  expect(codes(failed('a/b/answered', { path: 'status', actual: 500 }), unanswered('a/b/c'))[1]).toBe('unanswered')
  expect(codes(failed('a/b/d', { path: 'status', actual: 404 }), unanswered('a/b/c'))[1]).toBe('unanswered')
})

test('what is no list of rules is left for the check of the form', () => {
  expect(fromSecondFormat({ rules: 1 }, FORMAT)).toEqual({ rules: 1, capabilities: [], format: FORMAT })
  expect(fromSecondFormat({ rules: [null] }, FORMAT)['rules']).toEqual([null])
})

test('the capabilities of an older record follow from its rules', () => {
  const { capabilities, ...rest } = recordOf([rule('parameters/seed/repeats', 'pass')])
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'record-')), 'results.json')
  for (const format of ['ollama-conformance/run@1', 'ollama-conformance/run@2']) {
    writeFileSync(file, JSON.stringify({ ...rest, format }))
    expect(readRecord(file).capabilities).toEqual(capabilities)
  }
  expect(capabilities.find(({ id }) => id === 'seed')?.state).toBe('works')
})
