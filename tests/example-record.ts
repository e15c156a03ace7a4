import type { Replies, Steps, Suite } from '../src/define/suite.ts'
import { isLater, isRepeated, type Step } from '../src/define/steps.ts'
import type { Exchange } from '../src/exchange/exchange.ts'
import type { StepRecord, SuiteRecord } from '../src/judge/judge.ts'
import { observe, type Observation } from '../src/observe/observe.ts'
import { driveSdk } from '../src/sdk/drive.ts'
import { bodyFor, wireRequest } from '../src/send/request.ts'

/** What a run would have recorded had the server given these replies. */
export async function exampleRecord(suite: Suite, replies: Replies<Steps>): Promise<{ record: SuiteRecord; pool: Observation[] }> {
  const record: SuiteRecord = {}
  const earlier: Record<string, Observation> = {}
  for (const [name, declared] of Object.entries(suite.steps)) {
    const made = isLater(declared) ? declared.make(earlier) : isRepeated(declared) ? declared.step : declared
    record[name] = 'inconclusive' in made
      ? { sent: false, outcome: 'inconclusive', reason: made.inconclusive }
      : await replied(name, made, replies[name])
    const step = record[name]
    if (step.sent && step.observations[0]) earlier[name] = step.observations[0]
  }
  const pool = Object.values(record).flatMap((step) => (step.sent ? step.observations : []))
  return { record, pool }
}

async function replied(name: string, step: Step, reply: Exchange | Exchange[] | undefined): Promise<StepRecord> {
  const exchanges = reply === undefined ? [] : [reply].flat()
  if (exchanges.length === 0) return { sent: false, outcome: 'skip', reason: 'no reply in the example' }
  const observations = await Promise.all(exchanges.map(async (exchange, sample) => {
    const { key, abort: _abort, ...request } = wireRequest(step, `${name}#${sample}`, 'model', '/v1')
    const asked = { ...exchange, key, request }
    return { ...observe(asked), ...(step.sdk ? { sdk: await driveSdk(step.sdk, bodyFor(step, 'model') as object, () => asked) } : {}) }
  }))
  return { sent: true, request: step, observations }
}
