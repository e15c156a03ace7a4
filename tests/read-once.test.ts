import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { run } from '../src/index.ts'
import { observe } from '../src/observe/observe.ts'
import { makePlan } from '../src/plan/plan.ts'
import { bundled } from './recordings/bundled.ts'

const reads = vi.hoisted(() => ({ files: [] as string[] }))
// Each does what it always does, and is counted.
vi.mock(import('../src/observe/observe.ts'), { spy: true })
vi.mock(import('../src/plan/plan.ts'), { spy: true })
vi.mock(import('node:fs'), async (original) => {
  const fs = await original()
  const readFileSync = ((...args: Parameters<typeof fs.readFileSync>) => {
    reads.files.push(String(args[0]))
    return fs.readFileSync(...args)
  }) as typeof fs.readFileSync
  return { ...fs, readFileSync }
})

const out = mkdtempSync(path.join(tmpdir(), 'conformance-'))
afterAll(() => rmSync(out, { recursive: true }))

test('a run makes its plan once, reads its recording once and observes each exchange once', async () => {
  const { traffic } = await run({ target: bundled().at(-1)?.dir, reference: 'observed', out, formats: ['md', 'html', 'json', 'junit'] })
  expect(makePlan).toHaveBeenCalledOnce()
  const observed = vi.mocked(observe).mock.calls.map(([{ key }]) => key)
  expect(observed.length).toBe(new Set(observed).size)
  expect(observed.length).toBeGreaterThanOrEqual(traffic.target.requests)
  expect(reads.files.filter((file) => file.endsWith('exchanges.jsonl'))).toHaveLength(1)
})
