import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Worker } from 'node:worker_threads'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { Failure } from '../failure.ts'
import { inThread } from './capture-thread.ts'
import { capturedHere, openCapture } from './capture.ts'
import type { Captured, LeftOut } from './captured.ts'

const folder = mkdtempSync(path.join(os.tmpdir(), 'capture-thread-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The id of a thread that has ended. */
const ENDED = -1
/** Of the environment, and given away by the first exchange alone. */
const NAMED = 'the-named-key-of-1-user'
const GIVEN_AWAY = 'Zx81aQ9plK42vbN7'

/** A call of some app. Each says its number, so that order shows, and both keys. */
const call = (at: number): string =>
  JSON.stringify({
    id: `call-${at}`,
    request: {
      url: 'http://api.example/v1/chat/completions',
      headers: at === 0 ? { authorization: `Bearer ${GIVEN_AWAY}` } : {},
      body: { model: 'm', messages: [{ role: 'user', content: `${at} ${NAMED} ${GIVEN_AWAY}`.padEnd(30_000) }] },
    },
    response: {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: { at, said: '\ud83d\ude00 \u0000' },
    },
  })

function fileOf(name: string, lines: readonly string[]): string {
  const file = path.join(folder, name)
  const text = `${lines.join('\n')}\n`
  writeFileSync(file, name.endsWith('.gz') ? gzipSync(text) : text)
  return file
}

const calls = Array.from({ length: 80 }, (_, at) => call(at))

/** All that is read, and what ended it. */
async function readAll(
  captured: AsyncIterable<Captured | LeftOut>,
): Promise<{ all: (Captured | LeftOut)[]; error: unknown }> {
  const all: (Captured | LeftOut)[] = []
  try {
    for await (const one of captured) all.push(one)
  } catch (error) {
    return { all, error }
  }
  return { all, error: undefined }
}

test.each(['calls.jsonl', 'calls.jsonl.gz'])('%s is read the same in a thread as without one', async (name) => {
  const file = fileOf(name, calls)
  const here = await readAll(capturedHere(file, [NAMED]))
  const there = await readAll(inThread({ place: file, secrets: [NAMED] }))
  expect(here.all).toHaveLength(calls.length)
  expect(there).toEqual(here)
  expect(JSON.stringify(there)).not.toMatch(`${NAMED}|${GIVEN_AWAY}`)
})

test('what cannot be read is the same failure, after all that stands before it', async () => {
  const file = fileOf('broken.jsonl', [...calls.slice(0, 30), '{"request": 1}', ...calls.slice(30)])
  const here = await readAll(capturedHere(file, []))
  const there = await readAll(inThread({ place: file, secrets: [] }))
  expect(there.error).toBeInstanceOf(Failure)
  expect(there.error).toMatchObject({ code: 'CAPTURE_INVALID', message: (here.error as Failure).message })
  expect(there.all).toEqual(here.all)
})

test('a long file is read in a thread, a short one is not, and the thread ends with its reader', async () => {
  const started: Worker[] = []
  const note = (worker: Worker): number => started.push(worker)
  process.on('worker', note)
  try {
    for await (const _ of openCapture(fileOf('short.jsonl', calls.slice(0, 9))).exchanges) break
    expect(started).toHaveLength(0)
    for await (const _ of openCapture(fileOf('long.jsonl', calls)).exchanges) break
    expect(started).toHaveLength(1)
    expect(started[0]?.threadId).toBe(ENDED)
  } finally {
    process.off('worker', note)
  }
})
