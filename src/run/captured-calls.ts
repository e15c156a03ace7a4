import path from 'node:path'
import { asksNative } from '../checks/pool.ts'
import { factComparison } from '../compare/compare.ts'
import type { Difference } from '../compare/difference.ts'
import { observedReference } from '../compare/observed.ts'
import { TrafficJudge } from '../judge/judge-traffic.ts'
import type { RuleEntry } from '../judge/rules.ts'
import { isRequiredByClients } from '../policy/client-needs.ts'
import type { CaptureSummary, LeftOutReason } from '../record/capture-summary.ts'
import type { Traffic } from '../record/record.ts'
import { traffic } from '../record/traffic.ts'
import type { Captured, LeftOut } from '../recording/capture.ts'
import { counted } from '../report/markdown-text.ts'
import { observeCaptured, type Observation } from '../wire/observe.ts'
import { shownByParsed } from './parsed-answers.ts'

/** What an OpenAI-compatible API is asked with; everything else a capture holds is somebody else's. */
const IS_API = /\/(chat\/completions|completions|embeddings|responses(\/[^/]+)?|models(\/[^/]+)?)$/

/** Whether a path is of the API, or not known. */
const isApi = (path: string | undefined): boolean => path === undefined || IS_API.test(path.split('?')[0] ?? '')

const MOST_NAMES = 6

/** Reads a capture call by call, and keeps of it only what the report will show. */
export class CapturedCalls {
  readonly judge: TrafficJudge
  readonly evidence: Observation[] = []
  readonly traffic: Traffic = { requests: 0, promptTokens: 0, completionTokens: 0, seconds: 0 }
  readonly facts = observedReference()
  readonly #comparison = factComparison(this.facts, isRequiredByClients)
  /** Places in files are told from here on. */
  readonly #root: string
  readonly #places = new Map<string, string>()
  readonly #leftOut = new Map<LeftOutReason, number>()
  readonly #files = new Set<string>()
  readonly #forms = new Set<string>()
  readonly #hosts = new Set<string>()
  readonly #models = new Set<string>()
  #parsed = 0

  constructor(rules: Iterable<RuleEntry>, root: string) {
    this.judge = new TrafficJudge([...rules])
    this.#root = root
  }

  add(captured: Captured | LeftOut): void {
    this.#files.add(captured.file)
    if (captured.exchange === null) return this.#leave(isApi(captured.path) ? captured.why : 'other-endpoint')
    const { form, host, parsed, where } = captured
    // Names that loggers give are not always the only ones of their kind.
    const place = path.relative(this.#root, where)
    const key = this.#places.has(captured.exchange.key) ? place : captured.exchange.key
    const observation = observeCaptured({ ...captured.exchange, key })
    const { request, response } = observation.exchange
    if (asksNative(observation) || !isApi(request.path)) return this.#leave('other-endpoint')
    if (response === null) return this.#leave('no-answer')
    const isAnswered = response.status >= 200 && response.status <= 299
    if (request.method === 'POST' && request.body === null && isAnswered) return this.#leave('no-request-body')
    if (observation.stream?.tooLong) return this.#leave('too-long')
    this.#forms.add(form)
    if (host !== null && this.#hosts.size < MOST_NAMES) this.#hosts.add(host)
    const model = observation.request['model']
    if (typeof model === 'string' && this.#models.size < MOST_NAMES) this.#models.add(model)
    for (const [name, count] of Object.entries(traffic([observation]))) this.traffic[name as keyof Traffic] += count
    if (parsed) this.#parsed += 1
    else this.#comparison.add(observation)
    const isEvidence = parsed ? this.judge.addTo(shownByParsed(observation), observation) : this.judge.add(observation)
    if (!isEvidence) return
    this.evidence.push(observation)
    this.#places.set(key, place)
  }

  #leave(why: LeftOutReason): void {
    this.#leftOut.set(why, (this.#leftOut.get(why) ?? 0) + 1)
  }

  differences(): Difference[] {
    return this.#comparison.differences()
  }

  /** Where the first answers are that fail a rule. */
  seenAt(id: string): string[] {
    return this.judge.firstFaulty(id).flatMap((key) => this.#places.get(key) ?? [])
  }

  summary(): Omit<CaptureSummary, 'rules'> {
    const leftOut = [...this.#leftOut].map(([reason, count]) => ({ reason, count }))
    return {
      files: this.#files.size,
      forms: [...this.#forms],
      calls: this.traffic.requests,
      parsed: this.#parsed,
      leftOut: leftOut.sort((a, b) => b.count - a.count),
    }
  }

  /** Where a reader can send a request again; null where several hosts answered. */
  onlyHost(): string | null {
    const [host, ...more] = this.#hosts
    return host === undefined || more.length > 0 ? null : `https://${host}`
  }

  describe(): string {
    const named = (what: string, names: Set<string>): string =>
      names.size === 0 ? '' : `, ${what} ${[...names].join(', ')}${names.size >= MOST_NAMES ? ' …' : ''}`
    return `${counted(this.traffic.requests, 'call')}${named('to', this.#hosts)}${named('models', this.#models)}`
  }
}
