import { readRecording, type RecordingInfo } from '../../src/recording/recording.ts'
import { openRecording, type Endpoint } from '../../src/server/open.ts'
import { firstPassKey } from '../../src/suite/request.ts'
import type { Transport } from '../../src/wire/exchange.ts'

const RECORDING = new URL('../../fixtures/recordings/ollama-0.32.15', import.meta.url).pathname

/** The same cuts on every run of this test. */
export function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}

export const recorded = openRecording(RECORDING)

const keys = new Set(readRecording(RECORDING).exchanges.map(({ key }) => key))
/** Whether the recording has an answer to a request, by its key in the first pass. */
export const isRecorded = (key: string): boolean => keys.has(key)

/** The recording as a server that counts what it is asked, and answers a second pass like the first. */
export function counted(change: Partial<RecordingInfo> = {}): { endpoint: Endpoint; asked: string[] } {
  const asked: string[] = []
  const transport: Transport = {
    send: (request, signal) => {
      asked.push(request.key)
      return recorded.transport
        .send({ ...request, key: firstPassKey(request.key) }, signal)
        .then((exchange) => ({ ...exchange, key: request.key }))
    },
  }
  return { asked, endpoint: { ...recorded, info: { ...recorded.info, ...change }, transport } }
}
