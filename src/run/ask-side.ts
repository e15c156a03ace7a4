import type { Suite } from '../define/suite.ts'
import type { Observation } from '../observe/observe.ts'
import { openLedger, resumedTransport } from '../recording/resume.ts'
import { collect, type CollectOptions, type Side } from '../send/collect.ts'
import { groupsOf } from '../send/request.ts'
import type { Endpoint } from '../target/open.ts'
import type { RunOptions } from './options.ts'
import type { RunListener } from './run.ts'

/** A recording answers at once, however many ask. */
export const AT_ONCE = 64

interface Asking {
  name: Side['name']
  endpoint: Endpoint
  suites: readonly Suite[]
  /** Where each answer is kept as soon as it is there. */
  dirs: string[]
  /** How often everything is sent, and under which numbers. */
  passes: number[]
  concurrency: CollectOptions['concurrency']
  options: Pick<RunOptions, 'resume' | 'maxTokensTotal'>
  signal: AbortSignal
  listener: Pick<RunListener, 'answered' | 'suiteDone'>
}

/** Sends to one side what the suites need, and keeps the answers. */
export async function askSide({ name, endpoint, suites, dirs, passes, concurrency, options, signal, listener }: Asking): Promise<void> {
  const together = passes.flatMap((pass) => groupsOf(suites, pass))
  const ledgers = dirs.map((dir) => openLedger(dir, endpoint.info, options.resume, together))
  const transport = resumedTransport(ledgers.flatMap(({ kept }) => kept), endpoint.transport)
  const { models, apiPath, native } = endpoint.info
  const onAnswer = (observation: Observation): void => {
    for (const { write } of ledgers) write(observation.exchange)
    listener.answered(name, observation)
  }
  for (const pass of passes) {
    await collect({ name, transport, models, apiPath, native }, suites, { concurrency, maxTokens: options.maxTokensTotal, signal, pass, onAnswer, onSuite: (suite) => listener.suiteDone(name, suite) })
  }
}
