// One of several that want the same lock at the same instant, round after round.
import { parentPort, workerData } from 'node:worker_threads'
import { lockFolder } from '../../src/disk/lock.ts'

const { shared, dirs, racers } = workerData
const state = new Int32Array(shared)
/** Everybody waits until all are there. */
const meet = (at) => {
  if (Atomics.add(state, at, 1) + 1 === racers) Atomics.notify(state, at)
  else while (Atomics.load(state, at) < racers) Atomics.wait(state, at, Atomics.load(state, at), 50)
}

const won = dirs.map((dir, round) => {
  meet(2 * round)
  let release
  try {
    release = lockFolder(dir, '--out')
  } catch (error) {
    if (error.code !== 'FOLDER_LOCKED') throw error
  }
  meet(2 * round + 1)
  release?.()
  return release !== undefined
})
parentPort.postMessage(won)
