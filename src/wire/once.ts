import type { Observation } from './observe.ts'

/** What was read of an answer, each at the place of what reads it. */
const known = new WeakMap<Observation, unknown[]>()
/** Captured answers are read one by one, so most questions are about the same answer as the one before. */
let last: { answer: Observation; read: unknown[] } | undefined
/** A place for each reader, where nothing was read yet. To copy it is many times as fast as to make one of that length. */
const UNREAD: unknown[] = []

function readOf(answer: Observation): unknown[] {
  if (last?.answer === answer) return last.read
  const read = known.get(answer) ?? UNREAD.slice()
  known.set(answer, read)
  last = { answer, read }
  return read
}

const NOTHING = Symbol('nothing')

/** Reads something of an answer once, however many rules ask for it. What it gives is shared, so nobody may change it. */
export function once<T>(read: (answer: Observation) => T): (answer: Observation) => T {
  const place = UNREAD.push(undefined) - 1
  return (answer) => {
    const all = readOf(answer)
    const before = all[place]
    if (before !== undefined) return (before === NOTHING ? undefined : before) as T
    const now = read(answer)
    all[place] = now === undefined ? NOTHING : now
    return now
  }
}
