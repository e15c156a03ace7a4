import { expect, test } from 'vitest'
import { clientClause } from './client-clause.ts'

type Client = Parameters<typeof clientClause>[0][number]
const clients = (verdict: Client['verdict'], ...names: string[]): Client[] =>
  names.map((name) => ({
    name,
    verdict,
    measured: '2026-11-30',
    required: 1,
    open: verdict === 'not-judged' ? ['a/b/c'] : [],
  }))
const inPart = (name: string): Client => ({
  name,
  verdict: 'not-judged',
  measured: '2026-11-30',
  required: 2,
  open: ['a/b/c'],
})

test('clients are counted by how they fare, and those that break are named', () => {
  const all = [
    ...clients('works', 'A', 'B'),
    ...clients('works-with-limits', 'C'),
    ...clients('breaks', 'Cline (provider)'),
    ...clients('not-judged', 'D', 'E'),
  ]
  expect(clientClause(all, 'known')).toBe(
    'Of 6 known clients 1 breaks (Cline), 1 works with limits, 2 work, 2 were not judged',
  )
  expect(clientClause(all.slice(0, 3), 'asked')).toBe('Of 3 clients 1 works with limits, 2 work')
})

test('none was judged', () => {
  expect(clientClause(clients('not-judged', 'A', 'B'), 'known')).toBe('None of 2 known clients was judged')
})

test('a client is judged in part where some of what it needs is known to hold', () => {
  expect(clientClause([...clients('not-judged', 'A'), inPart('B')], 'known')).toBe(
    'Of 2 known clients 1 was judged in part, 1 was not judged',
  )
  expect(clientClause([inPart('A'), inPart('B')], 'known')).toBe('All 2 known clients were judged in part')
  expect(clientClause([inPart('Zed')], 'asked')).toBe('Zed was judged in part')
})

test('at most three are named', () => {
  expect(clientClause(clients('breaks', 'A', 'B', 'C', 'D', 'E'), 'known')).toBe(
    'All 5 known clients break (A, B, C and 2 more)',
  )
  expect(clientClause([...clients('breaks', 'A', 'B', 'C'), ...clients('works', 'D')], 'known')).toBe(
    'Of 4 known clients 3 break (A, B, C), 1 works',
  )
})

test('two clients that differ only in brackets keep them', () => {
  const sdks = clients('breaks', 'SDK (chat)', 'SDK (default)', 'Zed (provider)')
  expect(clientClause(sdks, 'asked')).toBe('All 3 clients break (SDK (chat), SDK (default), Zed)')
})

test('a single client is named', () => {
  expect(clientClause(clients('works-with-limits', 'Zed (provider)'), 'asked')).toBe('Zed works with limits')
  expect(clientClause(clients('not-judged', 'Zed'), 'asked')).toBe('Zed was not judged')
})

test('what only the sources of clients suggest is told apart', () => {
  const unmeasured = clients('breaks', 'Zed', 'Codex').map(({ measured: _measured, ...one }): Client => one)
  expect(clientClause(unmeasured.slice(0, 1), 'asked')).toBe('Zed breaks (not measured: by its source)')
  expect(clientClause([...clients('works', 'A', 'B'), ...unmeasured], 'known')).toBe(
    'All 2 known clients work; of 2 not measured, by their sources, 2 break (Zed, Codex)',
  )
})
