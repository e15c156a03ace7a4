import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { readRecording, startRecording, type RecordingInfo } from '../../src/recording/recording.ts'
import type { Exchange } from '../../src/wire/exchange.ts'
import { exchanges, inPackets } from './exchanges.ts'
import { holdsAsync } from './runs.ts'

const dir = mkdtempSync(path.join(tmpdir(), 'fuzz-recording-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const none = { name: null, why: 'none' }
const INFO: RecordingInfo = {
  format: 'ollama-conformance/recording@1',
  baseUrl: 'http://127.0.0.1:1/v1',
  server: { software: 'x', version: null },
  apiPath: '/v1',
  native: false,
  models: { chat: none, tools: none, toolless: none, thinking: none, vision: none, embedding: none },
  recordedAt: '2026-01-01T00:00:00.000Z',
}
const file = path.join(dir, 'exchanges.jsonl')

/** Exchanges as a recorder can meet them: strings of the wire, and bytes of any kind. */
const some = fc.array(
  exchanges.map(({ exchange, body, at }) => inPackets(exchange, body, at)),
  { minLength: 1, maxLength: 4 },
)

async function record(all: readonly Exchange[]): Promise<void> {
  const { write, close } = startRecording(dir, INFO)
  for (const exchange of all) write(exchange)
  await close()
}

test('what was written is read, to the byte', async () => {
  await holdsAsync(
    20,
    fc.asyncProperty(some, async (all) => {
      await record(all)
      expect(readRecording(dir).exchanges).toEqual(all)
    }),
  )
})

test('cut at any byte, a recording has all exchanges that were whole, and no other', async () => {
  await holdsAsync(
    15,
    fc.asyncProperty(some, fc.double({ min: 0, max: 1, noNaN: true }), async (all, share) => {
      await record(all)
      const bytes = readFileSync(file)
      const end = Math.floor(share * bytes.length)
      writeFileSync(file, bytes.subarray(0, end))
      const whole = bytes.subarray(0, end).filter((byte) => byte === 10).length
      const read = readRecording(dir).exchanges
      // A last line that lacks nothing but its end is whole as well.
      expect([whole, whole + (bytes[end] === 10 ? 1 : 0)]).toContain(read.length)
      expect(read).toEqual(all.slice(0, read.length))
    }),
  )
})
