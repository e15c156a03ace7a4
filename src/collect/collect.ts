import pLimit from 'p-limit'
import type { StepRecord, SuiteRecord } from '../judge/judge.ts'
import { open } from '../judge/reason.ts'
import { aboutOf, adaptedRequest, roomToThink, type Probe } from '../policy/adapt-to-model.ts'
import type { ChosenModels } from '../suite/models.ts'
import { abortOf, bodyFor, firstPassKey, followUpKey, requestKey, requestsOf, wireRequest } from '../suite/request.ts'
import { isGroup, isLater, type DeclaredStep, type ModelKind, type Step } from '../suite/steps.ts'
import type { Suite } from '../suite/suite.ts'
import { driveSdk } from '../wire/drive.ts'
import { wasSent, type Exchange, type Transport, type WireRequest } from '../wire/exchange.ts'
import { observe, type Observation } from '../wire/observe.ts'
import { aboutByKey } from './about-by-key.ts'
import type { CircuitBreaker } from './circuit-breaker.ts'
import { makeLater } from './make-later.ts'
import type { Limit } from './round-robin.ts'
import { TOKEN_LIMIT, unsent, unsentCode } from './unsent.ts'

/** One side of a run: where requests go and which models they name. */
export interface Side {
  name: string
  transport: Transport
  models: ChosenModels
  /** Path of the API base below the origin, for example `/v1`. */
  apiPath: string
  /** The server has Ollama's native endpoints. */
  native: boolean
}

export interface CollectOptions {
  /** Ceiling of requests in flight, or what else says when one may be sent. */
  concurrency: number | Limit
  /** Stop sending when the token caps of what was sent would pass this. */
  maxTokens: number
  signal?: AbortSignal
  /** How long silence is borne; for ever where absent, as with a recording. */
  breaker?: CircuitBreaker
  /** Which repetition of everything this is; a second pass gives a noise floor. */
  pass?: number
  /** Each answer as soon as it is there. */
  onAnswer?: (observation: Observation) => void
  onSuite?: (suite: Suite) => void
}

export interface Collected {
  records: Map<string, SuiteRecord>
  /**
   * Every answer once, in the order it was asked for, also those that several suites share. A request has the same key in
   * every pass, because passes are compared request by request.
   */
  observations: Observation[]
  /** All that was asked for by its key, also what was not sent, with the reason. */
  byKey: Map<string, Observation>
}

/** Sends what the suites need to one side, each distinct request once, suites of one model together. */
export async function collect(side: Side, suites: readonly Suite[], options: CollectOptions): Promise<Collected> {
  const collector = new Collector(side, options, aboutByKey(suites, options.pass))
  const kinds = [...new Set(suites.map(({ model }) => model))]
  for (const kind of kinds) {
    const group = suites.filter(({ model }) => model === kind)
    await Promise.all(group.map((suite) => collector.suite(suite)))
  }
  // In the order of the suites, not of arrival, so that equal runs give equal reports.
  const ordered = suites.flatMap((suite) =>
    Object.values(collector.records.get(suite.id) ?? {}).flatMap((record) =>
      record.sent ? record.observations.flatMap((one) => [one, ...(one.followUps ?? [])]) : [],
    ),
  )
  return {
    records: collector.records,
    observations: [...new Map(ordered.map((one) => [one.exchange.key, one])).values()].map(ofFirstPass),
    byKey: new Map(
      (await collector.all()).flatMap((one) => [one, ...(one.followUps ?? [])]).map((one) => [one.exchange.key, one]),
    ),
  }
}

function ofFirstPass(observation: Observation): Observation {
  const key = firstPassKey(observation.exchange.key)
  return key === observation.exchange.key ? observation : { ...observation, exchange: { ...observation.exchange, key } }
}

interface Placed {
  step: Step & { model: ModelKind }
  key: string
  probe: Probe
}

/** What a request brought: an exchange, and where it went through the SDK, what that made of it and what else it sent. */
interface Sent {
  exchange: Exchange
  sdk?: Observation['sdk']
  further?: Exchange[]
}

class Collector {
  readonly records = new Map<string, SuiteRecord>()
  readonly #side: Side
  readonly #options: CollectOptions
  readonly #limit: Limit
  readonly #sent = new Map<string, Promise<Observation>>()
  readonly #about: ReadonlyMap<string, ReadonlySet<string>>
  #tokens = 0

  constructor(side: Side, options: CollectOptions, about: ReadonlyMap<string, ReadonlySet<string>>) {
    this.#side = side
    this.#options = options
    this.#about = about
    this.#limit = typeof options.concurrency === 'number' ? pLimit(options.concurrency) : options.concurrency
  }

  /** What was asked, and what would have been. */
  all = (): Promise<Observation[]> => Promise.all(this.#sent.values())

  async suite(suite: Suite): Promise<void> {
    const record: SuiteRecord = {}
    this.records.set(suite.id, record)
    for (const [name, declared] of Object.entries(suite.steps)) {
      record[name] = await this.#step(suite, declared, record)
    }
    this.#options.onSuite?.(suite)
  }

  async #step(suite: Suite, declared: DeclaredStep, record: SuiteRecord): Promise<StepRecord> {
    const made = isLater(declared) ? makeLater(declared, record) : declared
    if ('sent' in made) return made
    const requests = requestsOf(made).map(({ request, place }): Placed => {
      const kind = request.model ?? suite.model
      const key = requestKey(request, kind, place, this.#options.pass)
      const { cap, countsOnly } = request
      return {
        step: { ...request, model: kind, cap: cap + roomToThink(this.#side.models, kind, request) },
        key,
        probe: { about: this.#about.get(key) ?? aboutOf(suite), cap, countsOnly },
      }
    })
    for (const { step } of requests) {
      if (step.native && !this.#side.native)
        return { sent: false, ...open('no-native-api', 'the server has no native Ollama endpoints') }
      if (this.#side.models[step.model].name === null)
        return { sent: false, ...open('no-model', `no ${step.model} model`) }
    }
    const observations = await (isGroup(made)
      ? this.#group(made.group, requests)
      : Promise.all(requests.map((request) => this.#once(request))))
    const unsent = observations.find(({ exchange }) => !wasSent(exchange))?.exchange.failure
    if (unsent) return { sent: false, ...open(unsentCode(unsent), unsent.message) }
    return { sent: true, requests: requests.map(({ step }) => step), observations }
  }

  #once(placed: Placed): Promise<Observation> {
    return this.#unlessSent(placed.key, () => this.#limit(() => this.#send(placed)))
  }

  /** A group has all of the queue to itself, so that what it shows is its own. */
  async #group(group: 'at-once' | 'one-connection', requests: readonly Placed[]): Promise<Observation[]> {
    const connection = group === 'one-connection' ? requests[0]?.key : undefined
    return this.#limit(async () => {
      const sent: Promise<Observation>[] = []
      for (const placed of requests) {
        const observation = this.#unlessSent(placed.key, () => this.#send(placed, connection))
        if (group === 'one-connection') await observation
        sent.push(observation)
      }
      return Promise.all(sent)
    })
  }

  #unlessSent(key: string, send: () => Promise<Observation>): Promise<Observation> {
    const sent = this.#sent.get(key) ?? send()
    this.#sent.set(key, sent)
    return sent
  }

  async #send(placed: Placed, connection?: string): Promise<Observation> {
    const { exchange, sdk, further = [] } = await this.#exchange(placed, connection)
    const followUps = further.map(observe)
    const observation = {
      ...observe(exchange),
      ...(sdk ? { sdk } : {}),
      ...(placed.step.provokes ? { provoked: true } : {}),
      ...(followUps.length > 0 ? { followUps } : {}),
    }
    for (const one of [observation, ...followUps]) {
      this.#options.breaker?.weigh(one.text.length)
      this.#options.onAnswer?.(one)
    }
    return observation
  }

  async #exchange(placed: Placed, connection?: string): Promise<Sent> {
    const { step, key } = placed
    const { signal, maxTokens } = this.#options
    if (signal?.aborted)
      return { exchange: unsent(key, 'interrupted', 'INTERRUPTED', 'interrupted before it was sent') }
    if (this.#tokens + step.cap > maxTokens)
      return {
        exchange: unsent(key, 'interrupted', TOKEN_LIMIT, `not sent: --max-tokens-total ${maxTokens} is reached`),
      }
    const model = this.#side.models[step.model].name ?? ''
    const refusal = this.#options.breaker?.refusal(model) ?? null
    if (refusal !== null) return { exchange: unsent(key, 'given-up', 'GIVEN_UP', refusal) }
    this.#tokens += step.cap
    if (step.sdk) return this.#throughSdk(placed, step.sdk, model)
    const request = wireRequest(step, key, model, this.#side.apiPath)
    return {
      exchange: await this.#transport(placed, model, connection === undefined ? request : { ...request, connection }),
    }
  }

  #transport({ step, probe }: Placed, model: string, request: WireRequest): Promise<Exchange> {
    const { breaker, signal } = this.#options
    const { traits } = this.#side.models[step.model]
    const adapted = traits === undefined ? request : adaptedRequest(traits, request, probe)
    const send = (): Promise<Exchange> => this.#side.transport.send(adapted, signal)
    return breaker ? breaker.with(model, send) : send()
  }

  async #throughSdk(placed: Placed, call: NonNullable<Step['sdk']>, model: string): Promise<Sent> {
    const { step, key } = placed
    const exchanges: Exchange[] = []
    const sdk = await driveSdk(call, bodyFor(step, model) as object, async ({ method, headers, body, path }) => {
      const own = exchanges.length === 0 ? key : followUpKey(key, exchanges.length + 1)
      const exchange = await this.#transport(placed, model, {
        key: own,
        method,
        path: this.#side.apiPath + path,
        headers: [...headers, ...Object.entries(step.headers ?? {})],
        body,
        via: 'sdk',
        ...abortOf(step),
        ...(step.withoutKey ? { withoutKey: true } : {}),
      })
      exchanges.push(exchange)
      return exchange
    })
    const [exchange = unsent(key, 'connect', 'SDK', sdk.ok ? 'the SDK sent nothing' : sdk.error.message), ...further] =
      exchanges
    return { exchange, sdk, further }
  }
}
