import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { readLines } from '../src/disk/read-file.ts'
import { run } from '../src/index.ts'
import { makePlan } from '../src/plan/plan.ts'
import { observe } from '../src/wire/observe.ts'
import { releases } from './recordings/bundled.ts'

// Each does what it always does, and is counted.
vi.mock(import('../src/wire/observe.ts'), { spy: true })
vi.mock(import('../src/plan/plan.ts'), { spy: true })
vi.mock(import('../src/disk/read-file.ts'), { spy: true })

const out = mkdtempSync(path.join(tmpdir(), 'conformance-'))
afterAll(() => rmSync(out, { recursive: true }))

test('a run makes its plan once, reads its recording once and observes each exchange once', async () => {
  const { traffic } = await run({
    target: releases().at(-1)?.dir,
    reference: 'observed',
    out,
    formats: ['md', 'html', 'json', 'junit'],
  })
  expect(makePlan).toHaveBeenCalledOnce()
  const observed = vi.mocked(observe).mock.calls.map(([{ key }]) => key)
  expect(observed.length).toBe(new Set(observed).size)
  expect(observed.length).toBeGreaterThanOrEqual(traffic.target.requests)
  expect(vi.mocked(readLines).mock.calls.filter(([{ file }]) => file.endsWith('exchanges.jsonl'))).toHaveLength(1)
})
