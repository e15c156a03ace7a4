import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Bench } from './bench.ts'
import { mb } from './cost.ts'

/** What a process has after so many runs and a collection of garbage, in bytes. */
export interface Held {
  after: number
  heap: number
  rss: number
}

const RUNS = 100
const SHOWN = [1, 10, 25, 50, 75, 100]

/** In a process of its own, which has nothing else in its memory and whose garbage can be collected at will. */
function repeated(only: string[]): Promise<Held[]> {
  const child = fork(fileURLToPath(new URL('repeats.ts', import.meta.url)), [String(RUNS), ...only], {
    execArgv: ['--expose-gc'],
  })
  const held: Held[] = []
  return new Promise((settle, fail) => {
    child
      .on('message', (one) => held.push(one as Held))
      .once('error', fail)
      .once('close', (code) => (code === 0 ? settle(held) : fail(new Error(`the repeats ended with ${code}`))))
  })
}

export const memory: Bench = {
  name: 'memory',
  about: `what ${RUNS} runs over the bundled recording leave behind in one process`,
  async run({ only }) {
    const held = await repeated(only)
    const rows = held
      .filter(({ after }) => SHOWN.includes(after))
      .map(({ after, heap, rss }) => [String(after), mb(heap), mb(rss)])
    return {
      heading: 'Memory after so many runs in one process, garbage collected',
      columns: ['runs', 'heap MB', 'RSS MB'],
      rows,
    }
  },
}
