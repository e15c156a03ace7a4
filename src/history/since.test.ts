import { describe, expect, test } from 'vitest'
import type { Outcome } from '../finding.ts'
import type { Matrix } from './matrix.ts'
import { shippedMatrix } from './shipped-matrix.ts'
import { sinceWhen } from './since.ts'

type Column = [version: string, outcome: Outcome | null]

/** A matrix with these runs of one software, and one rule. */
const matrix = (columns: Column[], software = 'Ollama'): Matrix =>
  ({
    runs: columns.map(([version]) => ({ server: { software, version } })),
    rules: [{ id: 'a/a/a', outcomes: columns.map(([, outcome]) => outcome) }],
  }) as unknown as Matrix

const since = (columns: Column[], version = '0.30.0'): ReturnType<typeof sinceWhen> =>
  sinceWhen(matrix(columns), 'a/a/a', { software: 'Ollama', version })

describe('since when a rule fails', () => {
  test.for<[string, Column[], ReturnType<typeof sinceWhen>]>([
    [
      'from a release on',
      [
        ['0.5.0', 'pass'],
        ['0.9.0', 'fail'],
        ['0.10.0', 'fail'],
      ],
      { firstFailing: '0.9.0', lastHolding: '0.5.0', unclear: [], failing: ['0.9.0', '0.10.0', '0.30.0'] },
    ],
    [
      'only now, whatever the order of the runs',
      [
        ['0.10.0', 'unsupported'],
        ['0.9.0', 'fail'],
      ],
      { firstFailing: '0.30.0', lastHolding: '0.10.0', unclear: [], failing: ['0.30.0'] },
    ],
    [
      'always, as far as is known',
      [['0.5.0', 'fail']],
      { firstFailing: '0.5.0', lastHolding: null, unclear: [], failing: ['0.5.0', '0.30.0'] },
    ],
    [
      'with a release between that says nothing',
      [
        ['0.5.0', 'pass'],
        ['0.6.0', 'inconclusive'],
        ['0.9.0', 'fail'],
      ],
      { firstFailing: '0.9.0', lastHolding: '0.5.0', unclear: ['0.6.0'], failing: ['0.9.0', '0.30.0'] },
    ],
    [
      'where two runs of a release disagree, that release says nothing',
      [
        ['0.5.0', 'pass'],
        ['0.5.0', 'fail'],
      ],
      { firstFailing: '0.30.0', lastHolding: null, unclear: ['0.5.0'], failing: ['0.30.0'] },
    ],
    [
      'later releases say nothing about it',
      [
        ['0.29.0', 'pass'],
        ['0.31.0', 'pass'],
      ],
      { firstFailing: '0.30.0', lastHolding: '0.29.0', unclear: [], failing: ['0.30.0'] },
    ],
  ])('%s', ([, columns, expected]) => {
    expect(since(columns)).toEqual(expected)
  })

  test('is not known of another software, another rule, a run that did not ask, or a strange version', () => {
    const other = matrix([['0.5.0', 'fail']], 'vLLM')
    expect(sinceWhen(other, 'a/a/a', { software: 'Ollama', version: '0.30.0' })).toBeNull()
    expect(sinceWhen(matrix([['0.5.0', 'fail']]), 'a/a/b', { software: 'Ollama', version: '0.30.0' })).toBeNull()
    expect(since([['0.5.0', null]])).toBeNull()
    expect(since([['0.5.0', 'fail']], 'nightly')).toBeNull()
  })

  test('is known of the recorded releases', () => {
    const shipped = shippedMatrix() as Matrix
    const rule = shipped.rules.find(({ outcomes }) => outcomes[0] === 'pass' && outcomes.at(-1) === 'fail')
    const newest = shipped.runs.at(-1)?.server?.version ?? ''
    expect(sinceWhen(shipped, rule?.id ?? '', { software: 'Ollama', version: newest })).toMatchObject({
      lastHolding: expect.any(String),
      firstFailing: expect.any(String),
    })
  })
})
