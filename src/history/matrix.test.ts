import { describe, expect, test } from 'vitest'
import { ruleResult, runRecord, type Made } from '../../tests/run-records.ts'
import { violations } from '../contract/validate.ts'
import type { Outcome } from '../finding.ts'
import type { RunRecord } from '../record/record.ts'
import { buildMatrix, type Matrix } from './matrix.ts'

const built = (records: RunRecord[]): Matrix => {
  const matrix = buildMatrix(records, { shows: () => true })
  expect(violations('matrix', JSON.parse(JSON.stringify(matrix)))).toEqual([])
  return matrix
}
const run = (outcome: Outcome, made: Made): RunRecord => runRecord([ruleResult('a/b/c', outcome)], made)
const names = (records: RunRecord[]): string[] => built(records).runs.map(({ name }) => name)
/** What became of the one rule over these runs, as `fails since 2.0.0`. */
const flips = (...runs: RunRecord[]): string[] => {
  const { rules, runs: columns } = built(runs)
  return rules[0]?.flips.map(({ run: at, to }) => `${to} since ${columns[at]?.server?.version}`) ?? []
}

describe('the order of runs', () => {
  test('is by software and version, not by text or by how they were named', () => {
    const versions = ['0.12.11', '0.5.7', 'v0.32.0', '0.32.0-rc1', '0.32.0-rc0', '0.9']
    expect(
      names([
        ...versions.map((version) => run('pass', { version })),
        run('pass', { software: 'LiteLLM', version: '1.80.0' }),
      ]),
    ).toEqual([
      'LiteLLM 1.80.0',
      'Ollama 0.5.7',
      'Ollama 0.9',
      'Ollama 0.12.11',
      'Ollama 0.32.0-rc0',
      'Ollama 0.32.0-rc1',
      'Ollama v0.32.0',
    ])
  })

  test('a server that tells no version is named by its address, after those that do', () => {
    const unversioned = { software: 'vLLM', version: null, baseUrl: 'http://gpu.example:8000/v1' }
    expect(names([run('pass', unversioned), run('pass', { software: 'vLLM', version: '0.11.0' })])).toEqual([
      'vLLM 0.11.0',
      'vLLM at gpu.example:8000',
    ])
  })

  test('runs of one version are set apart by models, by day, and at last by number', () => {
    expect(names([run('pass', { model: 'b' }), run('pass', { model: 'a' })])).toEqual([
      'Ollama 1.0.0 · a',
      'Ollama 1.0.0 · b',
    ])
    expect(names([run('pass', { day: '2026-11-21' }), run('pass', {})])).toEqual([
      'Ollama 1.0.0 · m:1b · 2026-11-20',
      'Ollama 1.0.0 · m:1b · 2026-11-21',
    ])
    expect(names([run('pass', {}), run('pass', {})])).toEqual([
      'Ollama 1.0.0 · m:1b · 2026-11-20 (1)',
      'Ollama 1.0.0 · m:1b · 2026-11-20 (2)',
    ])
  })

  test('ids are names of folders, and unique', () => {
    const ids = built([
      run('pass', { software: '../../etc', version: null, baseUrl: null }),
      run('pass', { software: 'A b', version: '1/2' }),
      run('pass', { software: 'a-b', version: '1-2' }),
      run('pass', { software: '«»', version: null, baseUrl: null }),
    ]).runs.map(({ id }) => id)
    expect(new Set(ids).size).toBe(4)
    expect(ids).toEqual(expect.arrayContaining(['etc', 'server']))
  })
})

describe('where a rule flipped', () => {
  const [v1, v2, v3] = [{ version: '1.0.0' }, { version: '2.0.0' }, { version: '3.0.0' }]
  test('is the first version that does other than the one before', () => {
    expect(flips(run('pass', v1), run('fail', v2), run('fail', v3))).toEqual(['fails since 2.0.0'])
    expect(flips(run('fail', v1), run('fail', v2), run('pass', v3))).toEqual(['holds since 3.0.0'])
    expect(flips(run('pass', v1), run('fail', v2), run('pass', v3))).toEqual(['fails since 2.0.0', 'holds since 3.0.0'])
    expect(flips(run('pass', v1), run('pass', v2))).toEqual([])
  })

  test('what could not be judged is passed over; a proper refusal holds', () => {
    expect(flips(run('pass', v1), run('inconclusive', v2), run('fail', v3))).toEqual(['fails since 3.0.0'])
    expect(flips(run('pass', v1), run('error', v2), run('pass', v3))).toEqual([])
    expect(flips(run('unsupported', v1), run('pass', v2))).toEqual([])
    expect(flips(run('fail', v1), run('unsupported', v2))).toEqual(['holds since 2.0.0'])
  })

  test('another model, or another software, is no other version', () => {
    const [a, b] = [{ model: 'a' }, { model: 'b' }]
    expect(
      flips(
        run('pass', { ...v1, ...a }),
        run('fail', { ...v1, ...b }),
        run('pass', { ...v2, ...a }),
        run('fail', { ...v2, ...b }),
      ),
    ).toEqual([])
    expect(flips(run('pass', v1), run('fail', { ...v2, software: 'vLLM' }))).toEqual([])
    expect(flips(run('pass', { version: null }), run('fail', v2))).toEqual([])
  })

  test('with models never asked before, the version before decides, if its runs agree', () => {
    expect(flips(run('pass', { ...v1, model: 'a' }), run('fail', { ...v2, model: 'b' }))).toEqual(['fails since 2.0.0'])
    expect(
      flips(run('pass', { ...v1, model: 'a' }), run('fail', { ...v1, model: 'b' }), run('fail', { ...v2, model: 'c' })),
    ).toEqual([])
  })
})

describe('what was found', () => {
  const [before, after] = [
    { version: '1.0.0', day: '2026-11-01' },
    { version: '2.0.0', day: '2026-11-02' },
  ]

  test('stands once for the runs that found the same, and a rule’s text once, as the latest run words it', () => {
    const rules = [ruleResult('a/b/c', 'fail', { sentence: 'New words.' })]
    const matrix = built([runRecord(rules, after), run('fail', before), run('fail', { ...before, version: '0.9.0' })])
    expect(matrix.rules).toEqual([
      {
        id: 'a/b/c',
        area: 'a',
        level: 'must',
        sentence: 'New words.',
        breaks: 'somebody',
        source: 'https://example.com/docs: a page',
        outcomes: ['fail', 'fail', 'fail'],
        flips: [],
        clients: [],
        evidence: [
          {
            runs: [0, 1, 2],
            outcome: 'fail',
            findings: [{ kind: 'wrong-value', path: '$.id', message: 'not so', expected: 'x', actual: 'y' }],
          },
        ],
      },
    ])
  })

  test('differs by run where it does, and is null where a run did not ask', () => {
    const skipped = runRecord(
      [ruleResult('a/b/c', 'skip', { code: 'not-selected', reason: 'not selected' }), ruleResult('a/b/d', 'pass')],
      after,
    )
    const [c, d] = built([run('inconclusive', before), skipped]).rules
    expect(c).toMatchObject({
      outcomes: ['inconclusive', null],
      evidence: [{ runs: [0], outcome: 'inconclusive', reason: 'why it is inconclusive', findings: [] }],
    })
    expect(d).toMatchObject({ outcomes: [null, 'pass'], evidence: [] })
  })

  test('of clients: how they fare, and the rules that break or limit them in one of the runs', () => {
    const client = {
      id: 'zed',
      name: 'Zed',
      measured: '2026-11-30',
      required: 2,
      because: [],
      open: [],
      openLimits: [],
    }
    const first = {
      ...run('fail', before),
      profiles: [{ ...client, verdict: 'breaks' as const, breaks: ['a/b/c'], limits: [] }],
    }
    const second = {
      ...run('pass', after),
      profiles: [{ ...client, verdict: 'works' as const, breaks: [], limits: [] }],
    }
    const matrix = built([first, second])
    expect(matrix.runs.map(({ clients }) => clients)).toEqual([
      [{ id: 'zed', name: 'Zed', verdict: 'breaks', measured: '2026-11-30' }],
      [{ id: 'zed', name: 'Zed', verdict: 'works', measured: '2026-11-30' }],
    ])
    expect(matrix.rules[0]?.clients).toEqual(['zed'])
  })
})

test('two hundred runs are put side by side in a moment', () => {
  const outcomes: Outcome[] = ['pass', 'fail', 'inconclusive']
  const records = function* (): Generator<RunRecord> {
    for (let at = 0; at < 200; at++) {
      yield runRecord(
        Array.from({ length: 100 }, (_, rule) => ruleResult(`a/b/${rule}`, outcomes[(rule + at) % 3] ?? 'pass')),
        { version: `0.${at}.0` },
      )
    }
  }
  const before = process.cpuUsage()
  const matrix = buildMatrix(records(), { shows: () => true })
  // Microseconds of CPU, which others on the machine do not add to.
  expect(process.cpuUsage(before).user).toBeLessThan(10_000_000)
  expect(matrix.rules[0]?.flips.length).toBeGreaterThan(100)
})
