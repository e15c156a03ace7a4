import { asksNative } from '../checks/pool.ts'
import { factComparison } from '../compare/compare.ts'
import { observedReference } from '../compare/observed.ts'
import { folderIn } from '../disk/own-files.ts'
import { Failure } from '../failure.ts'
import { ruleMatcher } from '../globs.ts'
import { TrafficJudge } from '../judge/judge-traffic.ts'
import { ruleResult, unjudged, type RuleResult } from '../judge/rule-result.ts'
import { rulesOf, type RuleEntry } from '../judge/rules.ts'
import { loadSuites } from '../plan/load-suites.ts'
import { isRequiredByClients } from '../policy/client-needs.ts'
import { withDocumented } from '../policy/documented.ts'
import type { Preset } from '../policy/preset.ts'
import { buildRecord } from '../record/build-record.ts'
import type { RunOptions } from '../record/options.ts'
import type { Traffic } from '../record/record.ts'
import { traffic } from '../record/traffic.ts'
import { openCapture, type Capture, type Captured } from '../recording/capture.ts'
import { startRecording } from '../recording/recording.ts'
import type { Material } from '../report/formats.ts'
import { chooseModels } from '../server/models.ts'
import { trafficOf } from '../suite/suite.ts'
import { observe, type Observation } from '../wire/observe.ts'
import { assertRulesExist } from './run.ts'
import { NOBODY } from './side-info.ts'

export interface CaptureSetup extends Pick<RunOptions, 'only' | 'skip' | 'out' | 'failOn'> {
  file: string
  command: string
  /** Secrets that are masked, beside those that the traffic gives away itself. */
  secrets: readonly string[]
  /** Whose traffic it is, where that is known: what is documented of it fails nothing. */
  preset?: Preset | undefined
}

/** What an OpenAI-compatible API is asked with; everything else a capture holds is somebody else's. */
const IS_API = /\/(chat\/completions|completions|embeddings|responses(\/[^/]+)?|models(\/[^/]+)?)$/

/**
 * Judges captured traffic against the contract, offline: what the rules of any answer demand, and how the answers differ from what
 * OpenAI was observed to send. Rules that need a probe of their own are skipped. @throws Failure when nothing in the file can be judged.
 */
export async function judgeCapture(setup: CaptureSetup): Promise<Material> {
  const { file, only, skip, out, failOn, command, preset, secrets } = setup
  const startedAt = new Date().toISOString()
  const suites = await loadSuites()
  assertRulesExist(suites, [...only, ...skip])
  const capture = openCapture(file, secrets)
  const all = suites.flatMap(rulesOf)
  const wanted = selected(all, only, skip)
  const facts = observedReference()
  const reading = new Reading(new TrafficJudge([...wanted]), facts)
  await readAll(file, capture, reading)
  await keepEvidence(out, reading)
  const record = buildRecord(
    {
      target: {
        ...NOBODY,
        kind: 'capture',
        label: `${capture.label}: ${reading.describe()}`,
        baseUrl: reading.onlyHost(),
        ...(preset ? { preset } : {}),
      },
      reference: { ...NOBODY, kind: 'observed', label: facts.label },
      options: { only, skip, failOn, interrupted: false, known: [], profiles: [] },
      rules: withDocumented(results(all, wanted, reading.judge), preset),
      differences: reading.comparison.differences(),
      knownProblems: [],
      toolUse: null,
      traffic: { target: reading.traffic, reference: null },
    },
    { suites, command, startedAt },
  )
  return { record, evidence: new Map(reading.evidence.map((one) => [one.exchange.key, one])) }
}

function selected(all: readonly RuleEntry[], only: readonly string[], skip: readonly string[]): Set<RuleEntry> {
  const [isWanted, isUnwanted] = [only.length === 0 ? () => true : ruleMatcher(only), ruleMatcher(skip)]
  return new Set(all.filter(({ id }) => isWanted(id) && !isUnwanted(id)))
}

/** @throws Failure where the capture holds nothing that can be judged. */
async function readAll(file: string, { exchanges }: Capture, reading: Reading): Promise<void> {
  for await (const captured of exchanges) reading.add(captured)
  if (reading.read === 0)
    throw new Failure(
      'CAPTURE_EMPTY',
      `${file} holds no answered call to an OpenAI-compatible API (${reading.left} other exchanges). Capture the calls of your app, with bodies.`,
    )
}

/** What became of each rule, sorted by id. */
const results = (all: readonly RuleEntry[], wanted: ReadonlySet<RuleEntry>, judge: TrafficJudge): RuleResult[] =>
  all
    .map((entry): RuleResult => {
      if (!wanted.has(entry)) return unjudged(entry, 'not-selected', 'not selected')
      return trafficOf(entry.rule)
        ? ruleResult(entry, judge.verdict(entry.id))
        : unjudged(entry, 'needs-probe', 'it needs a probe of its own, which captured traffic has not')
    })
    .sort((a, b) => a.id.localeCompare(b.id))

/** Reads a capture answer by answer, and keeps of it only what the report will show. */
class Reading {
  readonly judge: TrafficJudge
  readonly comparison: ReturnType<typeof factComparison>
  readonly evidence: Observation[] = []
  readonly traffic: Traffic = { requests: 0, promptTokens: 0, completionTokens: 0, seconds: 0 }
  /** Exchanges that were judged, and those that are not part of the API. */
  read = 0
  left = 0
  readonly #hosts = new Set<string>()
  readonly #models = new Set<string>()

  constructor(judge: TrafficJudge, facts: ReturnType<typeof observedReference>) {
    this.judge = judge
    this.comparison = factComparison(facts, isRequiredByClients)
  }

  add({ exchange, host }: Captured): void {
    const observation = observe(exchange)
    if (
      exchange.response === null ||
      asksNative(observation) ||
      !IS_API.test(exchange.request.path.split('?')[0] ?? '')
    ) {
      this.left += 1
      return
    }
    this.read += 1
    if (host !== null && this.#hosts.size < MOST_NAMES) this.#hosts.add(host)
    const model = observation.request['model']
    if (typeof model === 'string' && this.#models.size < MOST_NAMES) this.#models.add(model)
    this.comparison.add(observation)
    if (this.judge.add(observation, host)) this.evidence.push(observation)
    const more = traffic([observation])
    for (const key of ['requests', 'promptTokens', 'completionTokens', 'seconds'] as const)
      this.traffic[key] += more[key]
  }

  /** Where a reader can send a request again; null where several hosts answered. */
  onlyHost(): string | null {
    const [host, ...more] = this.#hosts
    return host === undefined || more.length > 0 ? null : `https://${host}`
  }

  describe(): string {
    const named = (what: string, names: Set<string>): string =>
      names.size === 0 ? '' : `, ${what} ${[...names].join(', ')}${names.size >= MOST_NAMES ? ' …' : ''}`
    return `${this.read} calls${named('to', this.#hosts)}${named('models', this.#models)}${this.left > 0 ? `; ${this.left} other exchanges left out` : ''}`
  }
}

const MOST_NAMES = 6

/** The exchanges that the report shows, so that it can be written from the folder. */
async function keepEvidence(out: string, { evidence }: Reading): Promise<void> {
  const { write, close } = startRecording(folderIn(out, 'target'), {
    format: 'ollama-conformance/recording@1',
    baseUrl: 'http://captured.invalid/v1',
    server: { software: 'captured traffic', version: null },
    apiPath: '/v1',
    native: false,
    models: chooseModels([], {}),
    recordedAt: new Date().toISOString(),
    note: 'Only the exchanges that a finding rests on.',
  })
  for (const { exchange } of evidence) write(exchange)
  await close()
}
