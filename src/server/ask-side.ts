import { CircuitBreaker } from '../collect/circuit-breaker.ts'
import { collect, type CollectOptions, type Side } from '../collect/collect.ts'
import { defaultCeiling } from '../plan/cost.ts'
import type { RunOptions } from '../record/options.ts'
import type { Answers } from '../recording/observe-recording.ts'
import { openLedger, resumedTransport, type Ledger } from '../recording/resume.ts'
import { groupsOf } from '../suite/request.ts'
import type { Suite } from '../suite/suite.ts'
import { wasSent, type Exchange } from '../wire/exchange.ts'
import type { Endpoint } from './open.ts'
import type { RunListener } from './run-listener.ts'

/** A recording answers at once, however many ask. */
export const AT_ONCE = 64

export interface Asking {
  name: Side['name']
  endpoint: Endpoint
  suites: readonly Suite[]
  /** Where each answer is kept as soon as it is there. */
  dirs: string[]
  /** How often everything is sent, and under which numbers. */
  passes: number[]
  concurrency: CollectOptions['concurrency']
  options: Pick<RunOptions, 'resume' | 'maxTokensTotal'>
  /** The server is one of our own, which listens on another port each time. */
  moves?: boolean
  signal: AbortSignal
  listener: Pick<RunListener, 'note' | 'asking' | 'answered' | 'suiteDone'>
}

/** Writes each answer to all folders. Where one cannot be kept, all sides stop: what cannot be kept need not be asked for. */
class Keeper {
  readonly #ledgers: readonly Ledger[]
  readonly #halt: AbortController
  #lost: unknown

  constructor(ledgers: readonly Ledger[], halt: AbortController) {
    this.#ledgers = ledgers
    this.#halt = halt
  }

  hasLost = (): boolean => this.#lost !== undefined

  keep(exchange: Exchange): void {
    try {
      for (const { write } of this.#ledgers) write(exchange)
    } catch (error) {
      this.#lost = error
      this.#halt.abort()
    }
  }

  /** @throws what kept an answer from being written. */
  assertKept(): void {
    if (this.hasLost()) throw this.#lost
  }
}

/** Sends to one side what the suites need, and keeps the answers; gives those of each pass. */
async function askSide(
  { name, endpoint, suites, dirs, passes, concurrency, options, moves = false, signal, listener }: Asking,
  halt: AbortController,
): Promise<Answers[]> {
  const together = passes.flatMap((pass) => groupsOf(suites, pass))
  const ledgers = dirs.map((dir) => openLedger(dir, endpoint.info, { resume: options.resume, together, moves }))
  for (const note of ledgers.flatMap(({ notes }) => notes)) listener.note(note)
  const transport = resumedTransport(
    ledgers.flatMap(({ kept }) => kept),
    endpoint.transport,
  )
  const { models, apiPath, native } = endpoint.info
  const keeper = new Keeper(ledgers, halt)
  // A recording was as patient as it was; what it lacks costs no time.
  const breaker =
    endpoint.kind === 'live' ? { breaker: new CircuitBreaker((line) => listener.note(`${name}: ${line}`)) } : {}
  const answers: Answers[] = []
  try {
    for (const pass of passes) {
      const collected = await collect({ name, transport, models, apiPath, native }, suites, {
        concurrency,
        maxTokens: options.maxTokensTotal ?? defaultCeiling(models),
        signal: AbortSignal.any([signal, halt.signal]),
        pass,
        ...breaker,
        onAnswer: (observation) => {
          if (keeper.hasLost()) return
          keeper.keep(observation.exchange)
          if (wasSent(observation.exchange)) listener.answered(name, observation)
        },
        onSuite: (suite) => listener.suiteDone(name, suite),
      })
      keeper.assertKept()
      answers.push({ ...collected, info: endpoint.info })
    }
    return answers
  } finally {
    for (const { close } of ledgers) await close()
  }
}

/**
 * Asks several sides at the same time, and gives the answers of each, by pass. Where one cannot go on, the others stop as well, and all
 * have ended before that is told.
 */
export async function askTogether(sides: readonly Asking[]): Promise<Answers[][]> {
  const halt = new AbortController()
  const asked = await Promise.allSettled(
    sides.map(async (side) => {
      try {
        side.listener.asking(side.name, side.suites.length * side.passes.length)
        return await askSide(side, halt)
      } catch (error) {
        halt.abort()
        throw error
      }
    }),
  )
  return asked.map((one) => {
    if (one.status === 'rejected') throw one.reason
    return one.value
  })
}
