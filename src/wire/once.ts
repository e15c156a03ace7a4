import type { Observation } from './observe.ts'

const known = new WeakMap<Observation, Map<unknown, unknown>>()
/** Captured answers are read one by one, so most questions are about the same answer as the one before. */
let last: { answer: Observation; read: Map<unknown, unknown> } | undefined

function readOf(answer: Observation): Map<unknown, unknown> {
  if (last?.answer === answer) return last.read
  const read = known.get(answer) ?? new Map<unknown, unknown>()
  known.set(answer, read)
  last = { answer, read }
  return read
}

/** Reads something of an answer once, however many rules ask for it. What it gives is shared, so nobody may change it. */
export function once<T>(read: (answer: Observation) => T): (answer: Observation) => T {
  return (answer) => {
    const before = readOf(answer)
    if (before.has(read)) return before.get(read) as T
    const now = read(answer)
    before.set(read, now)
    return now
  }
}
