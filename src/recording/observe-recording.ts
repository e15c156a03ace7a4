import type { Suite } from '../define/suite.ts'
import { firstPassKey } from '../send/request.ts'
import { collect, type Collected, type Side } from '../send/collect.ts'
import { makePlan } from '../plan/plan.ts'
import { wasSent } from '../exchange/exchange.ts'
import { readRecording, recordingTransport, type RecordingInfo } from './recording.ts'

const EVERYTHING = { only: [], skip: [] }

/** All that a recording says about these suites, parsed: the same steps as a live run, answered from the folder. */
export async function observeRecording(dir: string, suites: readonly Suite[], pass = 0): Promise<Collected & { info: RecordingInfo }> {
  const recording = readRecording(dir)
  const { info } = recording
  const present = new Set(recording.exchanges.filter(wasSent).map(({ key }) => key))
  const plan = makePlan(suites, info.models, EVERYTHING)
  const side: Side = { name: 'target', transport: recordingTransport(recording), models: info.models, apiPath: info.apiPath, native: info.native }
  const collected = await collect(side, plan.suites.map(({ suite }) => suite), { concurrency: Infinity, maxTokens: Infinity, pass })
  const observations = collected.observations.filter(({ exchange }) => present.has(exchange.key))
    // Passes are compared request by request, so they must have the same keys.
    .map((observation) => ({ ...observation, exchange: { ...observation.exchange, key: firstPassKey(observation.exchange.key) } }))
  return { ...collected, observations, info }
}
