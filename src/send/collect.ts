import pLimit from 'p-limit'
import { isLater, isRepeated, type ModelKind, type Step } from '../define/steps.ts'
import type { Suite, Steps } from '../define/suite.ts'
import type { Exchange, Transport } from '../exchange/exchange.ts'
import type { StepRecord, SuiteRecord } from '../judge/judge.ts'
import { observe, type Observation } from '../observe/observe.ts'
import { driveSdk } from '../sdk/drive.ts'
import type { ChosenModels } from '../target/models.ts'
import { abortOf, bodyFor, requestKey, wireRequest } from './request.ts'

/** One side of a run: where requests go and which models they name. */
export interface Side {
  name: 'target' | 'reference'
  transport: Transport
  models: ChosenModels
  /** Path of the API base below the origin, for example `/v1`. */
  apiPath: string
  /** The server has Ollama's native endpoints. */
  native: boolean
}

export interface CollectOptions {
  /** Ceiling of requests in flight. */
  concurrency: number
  /** Stop sending when the token caps of what was sent would pass this. */
  maxTokens: number
  signal?: AbortSignal
  /** Which repetition of everything this is; a second pass gives a noise floor. */
  pass?: number
  /** Each answer as soon as it is there. */
  onAnswer?: (observation: Observation) => void
  onSuite?: (suite: Suite) => void
}

export interface Collected {
  records: Map<string, SuiteRecord>
  /** Every exchange once, in the order it was asked for, also those that several suites share. */
  observations: Observation[]
}

/** Sends what the suites need to one side, each distinct request once, suites of one model together. */
export async function collect(side: Side, suites: readonly Suite[], options: CollectOptions): Promise<Collected> {
  const collector = new Collector(side, options)
  const kinds = [...new Set(suites.map(({ model }) => model))]
  for (const kind of kinds) {
    const group = suites.filter(({ model }) => model === kind)
    await Promise.all(group.map((suite) => collector.suite(suite)))
  }
  // In the order of the suites, not of arrival, so that equal runs give equal reports.
  const ordered = suites.flatMap((suite) => Object.values(collector.records.get(suite.id) ?? {}).flatMap((record) => (record.sent ? record.observations : [])))
  return { records: collector.records, observations: [...new Map(ordered.map((one) => [one.exchange.key, one])).values()] }
}

class Collector {
  readonly records = new Map<string, SuiteRecord>()
  readonly #side: Side
  readonly #options: CollectOptions
  readonly #limit: ReturnType<typeof pLimit>
  readonly #sent = new Map<string, Promise<Observation>>()
  #tokens = 0

  constructor(side: Side, options: CollectOptions) {
    this.#side = side
    this.#options = options
    this.#limit = pLimit(options.concurrency)
  }

  async suite(suite: Suite): Promise<void> {
    const record: SuiteRecord = {}
    this.records.set(suite.id, record)
    for (const [name, declared] of Object.entries(suite.steps)) {
      record[name] = await this.#step(suite, declared, record)
    }
    this.#options.onSuite?.(suite)
  }

  async #step(suite: Suite, declared: Steps[string], record: SuiteRecord): Promise<StepRecord> {
    const made = isLater(declared) ? makeLater(declared, record) : isRepeated(declared) ? declared.step : declared
    if ('sent' in made) return made
    const step = { model: suite.model, ...made }
    if (step.native && !this.#side.native) return { sent: false, outcome: 'skip', reason: 'the server has no native Ollama endpoints' }
    if (this.#side.models[step.model].name === null) return { sent: false, outcome: 'skip', reason: `no ${step.model} model` }
    const samples = isRepeated(declared) ? declared.repeat : 1
    const observations = await Promise.all(Array.from({ length: samples }, (_, sample) => this.#once(step, sample)))
    const unsent = observations.find((observation) => observation.exchange.failure?.stage === 'interrupted')
    if (unsent) return { sent: false, outcome: 'skip', reason: unsent.exchange.failure?.message ?? 'not sent' }
    return { sent: true, request: step, observations }
  }

  #once(step: Step & { model: ModelKind }, sample: number): Promise<Observation> {
    const key = requestKey(step, step.model, sample, this.#options.pass)
    let sent = this.#sent.get(key)
    if (!sent) {
      sent = this.#limit(() => this.#send(step, key))
      this.#sent.set(key, sent)
    }
    return sent
  }

  async #send(step: Step & { model: ModelKind }, key: string): Promise<Observation> {
    const { exchange, sdk } = await this.#exchange(step, key)
    const observation = { ...observe(exchange), ...(sdk ? { sdk } : {}) }
    this.#options.onAnswer?.(observation)
    return observation
  }

  async #exchange(step: Step & { model: ModelKind }, key: string): Promise<{ exchange: Exchange; sdk?: Observation['sdk'] }> {
    const { signal, maxTokens } = this.#options
    if (signal?.aborted) return { exchange: unsent(key, 'interrupted', 'INTERRUPTED', 'interrupted before it was sent') }
    if (this.#tokens + step.cap > maxTokens) return { exchange: unsent(key, 'interrupted', 'TOKEN_LIMIT', `not sent: --max-tokens-total ${maxTokens} is reached`) }
    this.#tokens += step.cap
    const model = this.#side.models[step.model].name ?? ''
    if (step.sdk) return this.#throughSdk(step, step.sdk, key, model)
    return { exchange: await this.#side.transport.send(wireRequest(step, key, model, this.#side.apiPath), signal) }
  }

  async #throughSdk(step: Step, call: NonNullable<Step['sdk']>, key: string, model: string): Promise<{ exchange: Exchange; sdk: Observation['sdk'] }> {
    const { signal } = this.#options
    let exchange: Exchange | undefined
    const sdk = await driveSdk(call, bodyFor(step, model) as object, async ({ headers, body, path }) => {
      exchange = await this.#side.transport.send({ key, method: 'POST', path: this.#side.apiPath + path, headers, body, via: 'sdk', ...abortOf(step) }, signal)
      return exchange
    })
    return { exchange: exchange ?? unsent(key, 'connect', 'SDK', sdk.ok ? 'the SDK sent nothing' : sdk.error.message), sdk }
  }
}

function makeLater(later: Extract<Steps[string], { make: unknown }>, record: SuiteRecord): Step | StepRecord {
  const earlier: Record<string, Observation> = {}
  for (const [name, step] of Object.entries(record)) {
    if (!step.sent) return step
    const first = step.observations[0]
    if (first) earlier[name] = first
  }
  const made = later.make(earlier)
  return 'inconclusive' in made ? { sent: false, outcome: 'inconclusive', reason: made.inconclusive } : made
}

const unsent = (key: string, stage: 'interrupted' | 'connect', code: string, message: string): Exchange => ({
  key,
  request: { method: '', path: '', headers: [], body: null, via: 'http' },
  response: null,
  failure: { stage, code, message },
  timing: { startedAt: '', headersMs: null, firstByteMs: null, endMs: 0 },
})
