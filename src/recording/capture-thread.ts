import { on } from 'node:events'
import { getCompileCacheDir } from 'node:module'
import path from 'node:path'
import { Worker } from 'node:worker_threads'
import { Failure } from '../failure.ts'
import type { Captured, LeftOut } from './captured.ts'

/** What a thread is to read, and the secrets to mask in it. */
export interface Wanted {
  place: string
  secrets: readonly string[]
}

/** Some exchanges, in order. The last batch ends the capture, or says why it cannot be read on. */
export interface Batch {
  exchanges: (Captured | LeftOut)[]
  isLast: boolean
  failure?: { code: string; message: string }
}

/** Batches that are read ahead. More would take memory and win no time. */
const MOST_AHEAD = 4
/** Room for what was just read, in MB: by itself a thread takes several times as much before it tidies up. */
const YOUNG = 24

/**
 * Reads a capture in a thread of its own, so that the next exchanges are read and masked while the last ones are judged. The thread
 * starts with the first exchange that is asked for, and ends when no more are asked for. @throws Failure as reading does.
 */
export async function* inThread(wanted: Wanted): AsyncGenerator<Captured | LeftOut> {
  const worker = new Worker(new URL(`./capture-worker${path.extname(import.meta.url)}`, import.meta.url), {
    workerData: wanted,
    env: environment(),
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG },
  })
  try {
    const batches = on(worker, 'message', { close: ['exit'] }) as AsyncIterable<[Batch]>
    for (let ahead = 0; ahead < MOST_AHEAD; ahead += 1) worker.postMessage('next')
    for await (const [{ exchanges, isLast, failure }] of batches) {
      worker.postMessage('next')
      yield* exchanges
      if (failure) throw new Failure(failure.code, failure.message)
      if (isLast) return
    }
    throw new Error(`The thread that reads ${wanted.place} ended before the file did.`)
  } finally {
    await worker.terminate()
  }
}

/** A thread knows of the cache of compiled code only by its environment, and takes twice as long to start without it. */
function environment(): Record<string, string> {
  // Node names the folder below the one that it is given.
  const cache = getCompileCacheDir()
  return cache === undefined ? {} : { NODE_COMPILE_CACHE: path.dirname(cache) }
}
