import { appendFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { completion } from '../../src/suite/example.ts'
import { jsonl, row } from './captured-calls.ts'
import { folder, start, written } from './command-line.ts'
import { until } from './until.ts'

const { choices: _choices, ...broken } = completion()

test('Ctrl-C ends the watching with the verdict and its exit code', async () => {
  const [dir, out] = [folder(), folder()]
  const file = path.join(dir, 'calls.jsonl')
  writeFileSync(file, `${jsonl([row(completion())])}\n`)
  const running = start(['judge', file, '--watch', '--out', out])
  await until(() => running.stdout().includes('1 call judged'))
  appendFileSync(file, `${jsonl([row(broken)])}\n`)
  await until(() => running.stdout().includes('chat/response/choices-present'))
  running.child.kill('SIGINT')
  const { code, stdout, stderr } = await running.ended
  expect(stderr).toContain('The verdict on what was captured follows.')
  expect(code).toBe(1)
  expect(stdout).toContain('DOES NOT CONFORM')
  expect(written(out).record.traffic.target.requests).toBe(2)
})

test('without a call there is no verdict', async () => {
  const dir = folder()
  const running = start(['judge', dir, '--watch', '--out', path.join(dir, 'out')])
  await until(() => running.stderr().includes('Watching'))
  running.child.kill('SIGINT')
  expect(await running.ended).toMatchObject({ code: 2, stderr: expect.stringContaining('holds no answered call') })
})
