import { notMade } from '../src/collect/make-later.ts'
import type { StepRecord, SuiteRecord, Verdict } from '../src/judge/judge.ts'
import { open } from '../src/judge/reason.ts'
import type { RuleEntry } from '../src/judge/rules.ts'
import { sumOf } from '../src/judge/traffic-sum.ts'
import { bodyFor, requestsOf, wireRequest } from '../src/suite/request.ts'
import { isLater, isMade, type DeclaredStep, type Later, type Step } from '../src/suite/steps.ts'
import type { Replies, Steps, Suite } from '../src/suite/suite.ts'
import type { Traffic } from '../src/suite/traffic.ts'
import { driveSdk } from '../src/wire/drive.ts'
import { sentRequest, type Exchange, type WireRequest } from '../src/wire/exchange.ts'
import { observe, type Observation } from '../src/wire/observe.ts'

/** What a rule says of an example: replies laid over the conforming ones of its suite. */
export async function exampleVerdict(
  suite: Suite,
  judge: RuleEntry['judge'],
  replies: Replies<Steps>,
): Promise<Verdict> {
  const { record, pool } = await exampleRecord(suite, { ...suite.conforming, ...replies })
  return judge(record, pool)
}

/** What is found in the same answers by a rule of any answer. */
export async function exampleTraffic(suite: Suite, traffic: Traffic, replies: Replies<Steps>): Promise<Verdict> {
  const { pool } = await exampleRecord(suite, { ...suite.conforming, ...replies })
  return sumOf(traffic, pool).verdict()
}

/** What a run would have recorded had the server given these replies. */
export async function exampleRecord(
  suite: Suite,
  replies: Replies<Steps>,
): Promise<{ record: SuiteRecord; pool: Observation[] }> {
  const record: SuiteRecord = {}
  const earlier: Record<string, Observation> = {}
  for (const [name, declared] of Object.entries(suite.steps)) {
    const made = isLater(declared) ? declared.make(earlier) : declared
    const step: StepRecord = isMade(made) ? await replied(name, made, replies[name]) : notMade(made)
    record[name] = step
    if (step.sent && step.observations[0]) earlier[name] = step.observations[0]
  }
  const pool = Object.values(record).flatMap((step) =>
    step.sent ? step.observations.flatMap((one) => [one, ...(one.followUps ?? [])]) : [],
  )
  return { record, pool }
}

async function replied(
  name: string,
  declared: Exclude<DeclaredStep, Later>,
  reply: Exchange | Exchange[] | undefined,
): Promise<StepRecord> {
  const replies = reply === undefined ? [] : [reply].flat()
  if (replies.length === 0) return { sent: false, ...open('not-recorded', 'no reply in the example') }
  const requests = requestsOf(declared).map(({ request }) => request)
  const steps = replies.map((_, at) => (requests[at] ?? requests[0]) as Step)
  const [first] = steps
  if (first?.sdk)
    return { sent: true, requests: [first], observations: [await throughSdk(name, first, first.sdk, replies)] }
  const observations = replies.map((exchange, at) =>
    observe(asked(exchange, wireRequest(steps[at] as Step, `${name}#${at}`, 'model', '/v1'))),
  )
  return { sent: true, requests: steps, observations }
}

/** What one call of the SDK makes of these replies, one a request it sends. */
async function throughSdk(
  name: string,
  step: Step,
  call: NonNullable<Step['sdk']>,
  replies: readonly Exchange[],
): Promise<Observation> {
  const exchanges: Exchange[] = []
  const sdk = await driveSdk(call, bodyFor(step, 'model') as object, ({ method, headers, body, path }) => {
    const reply = replies[exchanges.length]
    if (!reply) throw new Error('the example has no reply to this request of the SDK')
    const exchange = asked(reply, {
      key: `${name}#${exchanges.length}`,
      method,
      path: `/v1${path}`,
      headers: [...headers, ...Object.entries(step.headers ?? {})],
      body,
      via: 'sdk',
    })
    exchanges.push(exchange)
    return exchange
  })
  const [observation, ...followUps] = exchanges.map(observe)
  if (!observation) throw new Error(`the SDK sent nothing for ${name}`)
  return { ...observation, sdk, ...(followUps.length > 0 ? { followUps } : {}) }
}

const asked = (exchange: Exchange, request: WireRequest): Exchange => ({
  ...exchange,
  key: request.key,
  request: sentRequest(request),
})
