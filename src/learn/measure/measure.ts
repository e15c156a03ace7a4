import type { Deviation } from '../../deviations/deviation.ts'
import { startInjecting, type Injecting } from './injecting.ts'
import type { Origin, Reaction, Result, Subject } from './origin.ts'

export interface Progress {
  done: number
  of: number
  /** Milliseconds that the rest is expected to take. */
  leftMs: number
}

export interface Measuring {
  deviations: readonly Deviation[]
  /** Called once for each job: sequences are those of one run. */
  origin: () => Origin
  subject: Subject
  jobs: number
  /** After this time no deviation is begun. */
  budgetMs?: number
  /** Milliseconds a run may take besides the waits of its answers. */
  runMs?: number
  /** Results from before, which are not asked for again. */
  known?: readonly Result[]
  onResult?: (result: Result, progress: Progress) => void
  signal: AbortSignal
}

const RUN_MS = 300_000

/** Tries each deviation in turn, by several jobs with a server each. The results are in the order of the deviations. */
export async function measure(measuring: Measuring): Promise<Result[]> {
  const { deviations, origin, jobs, budgetMs = Infinity, known = [], onResult, signal } = measuring
  const results = new Map(known.flatMap((one) => (one.result === 'not-tried' ? [] : [[one.name, one]])))
  const queue = deviations.filter(({ name }) => !results.has(name))
  const [began, of] = [performance.now(), queue.length]
  let done = 0
  const work = async (): Promise<void> => {
    const server = await startInjecting(origin())
    try {
      while (!signal.aborted && performance.now() - began < budgetMs) {
        const next = queue.shift()
        const result = next && (await tried(next, server, measuring))
        if (!result) return
        results.set(result.name, result)
        done += 1
        const leftMs = Math.min(
          ((performance.now() - began) / done) * (of - done),
          began + budgetMs - performance.now(),
        )
        onResult?.(result, { done, of, leftMs: Math.max(0, leftMs) })
      }
    } finally {
      await server.close()
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, Math.min(jobs, of)) }, work))
  return deviations.map(({ name }) => results.get(name) ?? { name, result: 'not-tried' })
}

const RESULTS = { fine: 'survives', warned: 'limits', failed: 'breaks' } as const

/** What is red is asked again, and a third time where it was warned of once and failed once. Null where it was interrupted. */
async function tried(deviation: Deviation, server: Injecting, measuring: Measuring): Promise<Result | null> {
  const seen: Reaction[] = []
  const isDecided = (): boolean =>
    seen[0]?.result === 'fine' || seen.some(({ result }, at) => seen.findIndex((one) => one.result === result) !== at)
  while (!isDecided() && !seen.slice(1).some(({ result }) => result === 'fine')) {
    const reaction = await runOnce(deviation, server, measuring)
    if (measuring.signal.aborted) return null
    seen.push(reaction)
  }
  const { name } = deviation
  const [first, last] = [seen[0], seen.at(-1)]
  if (!first || !last) return null
  if (first.result === 'fine') return { name, result: 'survives' }
  if (last.result === 'fine') return { name, result: 'flaky', shows: first.why }
  return { name, result: RESULTS[last.result], shows: last.why }
}

/** One run with a deviation, or with none, against a server that is set to it. */
export async function runOnce(
  deviation: Deviation | null,
  server: Injecting,
  { subject, signal, runMs = RUN_MS }: Pick<Measuring, 'subject' | 'signal' | 'runMs'>,
): Promise<Reaction> {
  server.set(deviation)
  const late = new AbortController()
  const began = performance.now()
  // Its answers may take their time: that is not the fault of the run.
  const clock = setInterval(() => {
    if (performance.now() - began > runMs + server.waitMs()) late.abort()
  }, LOOK_MS)
  try {
    const reaction = await subject.run(server.url, deviation, AbortSignal.any([signal, late.signal]))
    const broken = server.broken()
    if (broken) throw broken
    if (late.signal.aborted) return { result: 'failed', why: `no end within ${Math.round(runMs / 1000)} s` }
    return server.isTooMany() ? { result: 'failed', why: `asked ${server.calls()} times` } : reaction
  } finally {
    clearInterval(clock)
  }
}

const LOOK_MS = 100
