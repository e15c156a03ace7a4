import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { RunRecord } from '../src/record/record.ts'
import { readRecording } from '../src/recording/recording.ts'
import { judgeCapture } from '../src/run/judge-capture.ts'
import { captured, refused } from './refused-files.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'hostile-files-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let number = 0

/** A place that nothing else uses, below a folder of its own. */
function place(name: string): string {
  const file = path.join(folder, String((number += 1)), name)
  mkdirSync(path.dirname(file), { recursive: true })
  return file
}

function written(name: string, content: string): string {
  const file = place(name)
  writeFileSync(file, content)
  return file
}

describe('a HAR file', () => {
  const entry = (changes: object, response: object = {}): string =>
    JSON.stringify({
      log: {
        entries: [
          {
            startedDateTime: '2026-11-20T10:00:00.000Z',
            time: 5,
            timings: { wait: 3 },
            request: {
              method: 'POST',
              url: 'https://api.openai.com/v1/chat/completions',
              headers: [],
              postData: { text: '{}' },
            },
            response: { status: 200, headers: [], content: { text: '{}' }, ...response },
            ...changes,
          },
        ],
      },
    })
  const judged = (text: string): Promise<RunRecord> => {
    const file = written('x.har', text)
    const out = path.join(path.dirname(file), 'out')
    return judgeCapture({
      file,
      only: ['chat/response'],
      skip: [],
      profiles: [],
      out,
      failOn: 'must',
      secrets: [],
      command: '',
    }).then(({ record }) => {
      readRecording(path.join(out, 'target'))
      return record
    })
  }

  test.for([
    ['no time', { time: undefined, timings: undefined, startedDateTime: undefined }],
    ['invalid times', { time: 'soon', timings: { wait: {} }, startedDateTime: { toString: 1 } }],
    ['times before it began', { time: -1, timings: { wait: -1 } }],
    ['times without end', { time: 1e308, timings: { wait: 1e300 } }],
  ] as const)('with %s is judged, and what is kept of it can be read', async ([, changes]) => {
    expect((await judged(entry(changes))).traffic.target).toMatchObject({ requests: 1, seconds: 0 })
  })

  test('with a time that JSON cannot hold', async () => {
    expect((await judged(entry({ time: 5 }).replace('"time":5', '"time":1e999'))).traffic.target.seconds).toBe(0)
  })

  test.for([[200.5], [99], [600], [1e300], ['twohundred'], [{ toString: 1 }]])(
    'with the status %j',
    async ([status]) => {
      const file = written('x.har', entry({}, { status }))
      await refused(() => captured(file), file, /log\.entries\[0\]\.response\.status is .*, which is no status of HTTP/)
    },
  )

  test.for([[0], [-1], [undefined], [null]])('with the status %j has no answer there', async ([status]) => {
    await expect(judged(entry({}, { status }))).rejects.toThrow('holds no answered call')
  })

  test('that is deeper than can be read', async () => {
    const file = written('x.har', `{"log":${'['.repeat(100_000)}`)
    await refused(() => captured(file), file, /too much to read: nested deeper/)
  })
})

test('a line of a capture that is deeper than can be read', async () => {
  const file = written('x.jsonl', `\n{"request":${'['.repeat(100_000)}\n`)
  await refused(() => captured(file), `${file}:2`, /too much to read: nested deeper/)
})
