import { describe, expect, test } from 'vitest'
import type { Outcome } from '../finding.ts'
import { knownBetweenLines } from '../report/known-between.ts'
import { knownBetween, type KnownBetween } from './between.ts'
import type { Matrix, MatrixRule } from './matrix.ts'
import { shippedMatrix } from './shipped-matrix.ts'

const VERSIONS = ['0.5.7', '0.12.11', '0.24.0', '0.32.15']

const rule = (id: string, outcomes: (Outcome | null)[], level: MatrixRule['level'] = 'should'): MatrixRule => ({
  id,
  area: id.split('/')[0] ?? '',
  level,
  sentence: `Sentence of ${id}.`,
  breaks: '',
  source: '',
  outcomes,
  flips: [],
  clients: [],
  evidence: [],
})

const matrix = (rules: MatrixRule[], versions = VERSIONS, software = 'Ollama'): Matrix => ({
  format: 'ollama-conformance/matrix@1',
  title: '',
  runs: versions.map((version) => ({ server: { software, version } })) as Matrix['runs'],
  rules,
})

const between = (from: string, to: string, rules: MatrixRule[]): KnownBetween =>
  knownBetween(matrix(rules), { from, to }, () => true)
const said = (known: KnownBetween): string[] =>
  known.changes.map(({ kind, rule, text }) => `${kind} ${rule.id} ${text}`)

const BREAKS = rule('a/a/a', ['pass', 'pass', 'pass', 'fail'])
const MENDED = rule('b/b/b', ['fail', 'fail', 'skip', 'unsupported'], 'must')
const PASSED_OVER = rule('c/c/c', ['pass', 'fail', 'fail', 'pass'])
const SAME = rule('d/d/d', ['fail', 'fail', 'fail', 'fail'])

describe('what the matrix knows about the releases between two', () => {
  test('is what changed between them, what breaks first', () => {
    expect(said(between('0.5.7', '0.32.15', [SAME, PASSED_OVER, MENDED, BREAKS]))).toEqual([
      'breaks a/a/a held in 0.24.0, fails in 0.32.15',
      'mended b/b/b failed in 0.12.11, holds in 0.32.15',
      'between c/c/c fails in 0.12.11, mended by 0.32.15',
    ])
  })

  test('is the other way round on the way back', () => {
    expect(said(between('0.32.15', '0.5.7', [MENDED, BREAKS]))).toEqual([
      'breaks b/b/b failed in 0.12.11, holds in 0.32.15',
      'mended a/a/a held in 0.24.0, fails in 0.32.15',
    ])
  })

  test('is only what may lie on the way, and whether it surely does', () => {
    expect(said(between('0.5.7', '0.24.0', [BREAKS, PASSED_OVER]))).toEqual([
      'breaks c/c/c held in 0.5.7, fails in 0.12.11',
    ])
    const near = between('0.26.0', '0.33.0', [BREAKS, PASSED_OVER])
    expect(said(near)).toHaveLength(2)
    expect([near.changes.map((one) => one.isOnTheWay), near.releases]).toEqual([[false, false], ['0.32.15']])
    expect(between('0.24.0', '0.32.15', [BREAKS]).changes[0]?.isOnTheWay).toBe(true)
    expect(said(between('0.32.15', '0.33.0', [BREAKS]))).toEqual([])
    expect(said(between('0.12.12', '0.24.0', [BREAKS]))).toEqual([])
  })

  test('leaves out what holds in between alone, and what does not concern', () => {
    const blink = rule('e/e/e', ['fail', 'pass', 'fail', 'fail'])
    expect(said(between('0.5.7', '0.32.15', [blink]))).toEqual([])
    const { changes } = knownBetween(matrix([BREAKS, MENDED]), { from: '0.5.7', to: '0.32.15' }, (id) => id === 'b/b/b')
    expect(changes.map(({ rule }) => rule.id)).toEqual(['b/b/b'])
  })

  test('says nothing of runs of one release that do not agree, nor of other software', () => {
    const versions = ['0.5.7', '0.24.0', '0.24.0']
    const way = { from: '0.5.7', to: '0.24.0' }
    const mixed = (outcomes: Outcome[]): string[] =>
      said(knownBetween(matrix([rule('a/a/a', outcomes)], versions), way, () => true))
    expect(mixed(['pass', 'fail', 'pass'])).toEqual([])
    expect(mixed(['pass', 'fail', 'fail'])).toHaveLength(1)
    expect(knownBetween(matrix([BREAKS], VERSIONS, 'vLLM'), way, () => true)).toMatchObject({
      newest: null,
      changes: [],
    })
  })
})

describe('its lines', () => {
  test('tell each change once, with the sentence of its rule', () => {
    const alike = ['x', 'y', 'z'].map((slug) => rule(`a/a/${slug}`, ['pass', 'pass', 'pass', 'fail']))
    expect(knownBetweenLines(between('0.24.0', '0.32.15', [...alike, MENDED]))).toEqual([
      'What the matrix of this project knows about 0.24.0 → 0.32.15: 4 rules changed.',
      '  breaks  should  a/a/x  held in 0.24.0, fails in 0.32.15: Sentence of a/a/x. (and 2 more rules of a)',
      '  mended  must  b/b/b  failed in 0.12.11, holds in 0.32.15: Sentence of b/b/b.',
      '  A change lies between the two releases that are named: it may have come outside of this step.',
    ])
  })

  test('are at most a screen', () => {
    const many = Array.from({ length: 30 }, (_, at) => rule(`area${at}/a/a`, ['pass', 'pass', 'pass', 'fail']))
    const lines = knownBetweenLines(between('0.24.0', '0.32.15', many))
    expect(lines).toHaveLength(10)
    expect(lines.at(-1)).toBe('  … and 22 more rules')
  })

  test('say so where nothing is known, or nothing changed', () => {
    expect(knownBetweenLines(between('0.32.15', '0.33.0', [BREAKS]))).toEqual([
      'The matrix of this project knows nothing about 0.32.15 → 0.33.0: it ends with 0.32.15.',
    ])
    expect(knownBetweenLines(between('0.0.0-dev', 'none', [BREAKS]))[0]).toMatch(/knows nothing about/)
    expect(knownBetweenLines(between('0.24.0', '0.32.15', [SAME]))).toEqual([
      'The matrix of this project knows no change from 0.24.0 to 0.32.15.',
    ])
  })
})

test('the matrix that ships knows what was seen of releases', () => {
  const known = knownBetween(shippedMatrix() as Matrix, { from: '0.24.0', to: '0.32.15' }, () => true)
  expect(known.releases).toEqual(['0.24.0', '0.32.15'])
  expect(said(known)).toEqual(
    expect.arrayContaining([
      'breaks reasoning/text/answer-after-thought held in 0.24.0, fails in 0.32.15',
      'mended streaming/role/once failed in 0.24.0, holds in 0.32.15',
    ]),
  )
})
