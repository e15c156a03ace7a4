import { appendFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { watchingUntil } from '../../src/cli/watching.ts'
import { watchStored } from '../../src/library/judge.ts'
import { completion } from '../../src/suite/example.ts'
import { jsonl, row } from './captured-calls.ts'
import { cli, folder, written } from './command-line.ts'
import { printedBy } from './printed-by.ts'

const { choices: _choices, ...broken } = completion()
const { usage: _usage, ...uncounted } = completion()
const lines = (...bodies: unknown[]): string => `${jsonl(bodies.map((body) => row(body)))}\n`

test('each new cause is printed once, and the report is written anew', async () => {
  const dir = folder()
  // What the command writes itself is no capture.
  const out = path.join(dir, 'out')
  const file = path.join(dir, 'calls.jsonl')
  const ending = new AbortController()
  const judged: number[] = []
  // What happens between two looks, in turn.
  const steps = [
    () => writeFileSync(file, lines(completion(), broken)),
    () => appendFileSync(file, lines(broken, uncounted)),
    () => appendFileSync(file, lines(broken, completion())),
    () => appendFileSync(file, jsonl([row(completion())])),
  ]
  const { stdout, result } = await printedBy(() =>
    watchStored(
      dir,
      { out },
      {
        ...watchingUntil(ending.signal, dir),
        changed() {
          if (steps.length < 4) judged.push(calls(out))
          steps.shift()?.()
          if (steps.length === 0) ending.abort()
          return Promise.resolve()
        },
      },
    ),
  )
  expect(judged).toEqual([2, 4, 6])
  const told = stdout.trim().split('\n')
  expect(told.filter((line) => line.includes('chat/response/choices-present'))).toHaveLength(1)
  expect(told.filter((line) => line.includes('chat/response/usage-present'))).toEqual([
    expect.stringContaining('seen at calls.jsonl:4'),
  ])
  const { record } = written(out)
  expect(record).toEqual(result.record)
  expect(record.traffic.target.requests).toBe(7)
  expect(record.summary).toMatchObject({ verdict: 'does-not-conform', exitCode: 1 })
  expect(record.options.interrupted).toBe(false)
})

const calls = (out: string): number => written(out).record.traffic.target.requests

test('a run folder does not grow', async () => {
  const dir = folder()
  writeFileSync(path.join(dir, 'results.json'), '{}')
  expect(await cli(['judge', dir, '--watch'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('leave out --watch'),
  })
})
