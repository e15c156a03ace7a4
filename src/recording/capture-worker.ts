import { on } from 'node:events'
import { parentPort, workerData } from 'node:worker_threads'
import { Failure } from '../failure.ts'
import type { Exchange } from '../wire/exchange.ts'
import type { Batch, Wanted } from './capture-thread.ts'
import { capturedHere } from './capture.ts'
import type { Captured, LeftOut } from './captured.ts'

/** Characters and exchanges that are handed over at once: enough that handing over costs little, few enough to take no memory. */
const MOST_LENGTH = 256 * 1024
const MOST_EXCHANGES = 64

/** The next exchanges, and why there are no more after them. */
async function nextBatch(captured: AsyncIterator<Captured | LeftOut>): Promise<Batch> {
  const exchanges: (Captured | LeftOut)[] = []
  try {
    for (let length = 0; length < MOST_LENGTH && exchanges.length < MOST_EXCHANGES;) {
      const { value, done } = (await captured.next()) as IteratorResult<Captured | LeftOut, undefined>
      if (done) return { exchanges, isLast: true }
      exchanges.push(value)
      if (value.exchange) length += lengthOf(value.exchange)
    }
  } catch (error) {
    // An error of any other kind is a bug, which ends the thread and is raised in the one that started it.
    if (!(error instanceof Failure)) throw error
    return { exchanges, isLast: true, failure: { code: error.code, message: error.message } }
  }
  return { exchanges, isLast: false }
}

const lengthOf = ({ request, response }: Exchange): number =>
  (response?.chunks ?? []).reduce(
    (sum, chunk) => sum + ('text' in chunk ? chunk.text : chunk.base64).length,
    request.body?.length ?? 0,
  )

if (parentPort) {
  const { place, secrets } = workerData as Wanted
  const captured = capturedHere(place, secrets)[Symbol.asyncIterator]()
  for await (const _ of on(parentPort, 'message')) {
    const batch = await nextBatch(captured)
    parentPort.postMessage(batch)
    if (batch.isLast) break
  }
}
