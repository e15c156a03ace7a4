import type { Deviation } from '../../src/deviations/deviation.ts'
import { fieldDeviations } from '../../src/deviations/fields.ts'
import { parsedObject, type ServerRequest } from '../../src/deviations/server-reply.ts'
import { seenScore } from '../../src/learn/measure/choose.ts'
import { startInjecting } from '../../src/learn/measure/injecting.ts'
import { measure } from '../../src/learn/measure/measure.ts'
import type { Result, Subject } from '../../src/learn/measure/origin.ts'
import { faults } from '../../stand-in/faults/catalogue.ts'
import type { KnownClient } from './client-file.ts'
import { driverOf, type Driver } from './driver.ts'
import { matters, trialsOf, type Trial } from './effects.ts'
import { evidence } from './evidence.ts'
import { FLOWS, isMain, worked, type FlowName, type Outcome } from './flows.ts'
import type { Installed } from './install.ts'
import { placeAt, standIn } from './server.ts'

export interface Measured {
  version: string
  /** Exchanges of one run with the conforming server. */
  calls: number
  /** What it asked then: `POST /chat/completions`. */
  endpoints: string[]
  /** What was to be tried and changes nothing of what it is answered. */
  unmet: string[]
  results: Result[]
}

/** Whether a server would read a request of the client otherwise: what that does to other answers was not seen. */
const isReadOtherwise = ({ hooks }: Deviation, requests: readonly ServerRequest[]): boolean =>
  requests.some(({ body, path }) => {
    const parsed = parsedObject(body)
    if (!hooks.request || !parsed) return false
    return JSON.stringify(hooks.request(structuredClone(parsed), path)) !== JSON.stringify(parsed)
  })

export interface MeasureOptions {
  /** What is tried; all that the stand-in can show where absent. */
  deviations?: readonly Deviation[]
  /** After this time no deviation is begun: the most frequent come first. */
  budgetMs?: number
  onTried?: (done: number, of: number) => void
  /** Results of that version of the client. What does the same as one of these is not tried again. */
  known?: (version: string) => ReadonlyMap<string, Result>
}

const ALL = [...faults.filter(matters), ...fieldDeviations()]

/** What each flow came to with the conforming server, and what it asked. */
interface Clean {
  version: string
  outcomes: Map<FlowName, Outcome>
  requests: Map<FlowName, ServerRequest[]>
}

/** Shown last: a client that fails then was changed by what it saw, or by its machine, and so were its results. */
const NONE: Deviation = { name: 'none', about: 'Behaves as OpenAI does', rules: [], hooks: {} }

/** Shows a client each deviation that changes what it is answered, one after the other. */
export async function measureClient(
  client: KnownClient,
  installed: Installed,
  { deviations = ALL, budgetMs = Infinity, onTried = () => {}, known = () => new Map() }: MeasureOptions = {},
): Promise<Measured> {
  const clean = await cleanRun(client, installed)
  const found = trialsOf(deviations, clean.requests)
  const ordered =
    budgetMs === Infinity
      ? found
      : found.toSorted((one, other) => seenScore(other.deviation) - seenScore(one.deviation))
  const all = [...clean.outcomes.keys()]
  const trials = [...ordered, { deviation: NONE, flows: all, alike: [] }]
  const flows = new Map(trials.map((trial) => [trial.deviation, trial.flows]))
  const old = known(clean.version)
  const subject = subjectOf(client, installed, clean, (deviation) => flows.get(deviation) ?? [])
  try {
    const results = await measure({
      deviations: trials.map(({ deviation }) => deviation),
      origin: () => standIn(),
      subject,
      jobs: 1,
      budgetMs,
      known: trials.flatMap(({ deviation: { name }, alike }) => {
        const result = [name, ...alike].flatMap((one) => old.get(one) ?? [])[0]
        return result ? { ...result, name } : []
      }),
      // Each flow has its own deadline.
      runMs: Infinity,
      onResult: (_result, { done, of }) => onTried(done, of),
      signal: new AbortController().signal,
    })
    return measuredOf(client, deviations, clean, trials, results)
  } finally {
    await subject.end()
  }
}

/** @throws Error where the client failed with a conforming server in the end: something has changed it. */
function measuredOf(
  client: KnownClient,
  deviations: readonly Deviation[],
  clean: Clean,
  trials: readonly Trial[],
  results: Result[],
): Measured {
  const last = results.pop()
  if (last?.result === 'breaks' || last?.result === 'limits')
    throw new Error(`${client.profile} is not measured: at the end it failed with a conforming server (${last.shows})`)
  const asked = [...clean.requests.values()].flat()
  const endpoints = [...new Set(asked.map(({ method, path }) => `${method} ${path.replace(/^\/v1|\?.*$/g, '')}`))]
  const alike = (result: Result, at: number): Result[] =>
    [result.name, ...(trials[at]?.alike ?? [])].map((name) => ({ ...result, name }))
  const met = new Set(trials.flatMap(({ deviation: { name }, alike: others }) => [name, ...others]))
  const unmet = deviations.flatMap((one) => (met.has(one.name) || isReadOtherwise(one, asked) ? [] : one.name))
  return { version: clean.version, calls: asked.length, endpoints, unmet, results: results.flatMap(alike) }
}

/** @throws Error where a flow does not work, or comes otherwise the second time: nothing could be told from it. */
async function cleanRun(client: KnownClient, installed: Installed): Promise<Clean> {
  let requests: ServerRequest[] = []
  const server = await startInjecting(standIn((request) => void requests.push(request)))
  const driver = driverOf(client, installed, placeAt(server.url, client))
  try {
    const { version, flows } = await driver.ready()
    const clean: Clean = { version, outcomes: new Map(), requests: new Map() }
    for (const flow of FLOWS.filter((one) => flows.includes(one))) {
      requests = []
      const outcome = await driver.ask(flow)
      clean.outcomes.set(flow, outcome)
      clean.requests.set(flow, requests)
      requests = []
      const again = await driver.ask(flow)
      if (!worked(flow, outcome) || !isSame(outcome, again))
        throw new Error(
          `${client.profile} is not measured: with a conforming server ${flow} came to ${told(outcome)}, then to ${told(again)}`,
        )
    }
    return clean
  } finally {
    await driver.end()
    await server.close()
  }
}

/** Flow by flow, the main ones first, until one comes otherwise. The driver stays warm as long as the server is the same. */
function subjectOf(
  client: KnownClient,
  installed: Installed,
  clean: Clean,
  flowsOf: (deviation: Deviation) => FlowName[],
): Subject & { end: () => Promise<void> } {
  let warm: { url: string; driver: Driver } | undefined
  const end = async (): Promise<void> => warm?.driver.end()
  return {
    end,
    async run(url, deviation) {
      if (warm?.url !== url) {
        await end()
        warm = { url, driver: driverOf(client, installed, placeAt(url, client)) }
      }
      for (const flow of deviation === null ? [] : flowsOf(deviation)) {
        const expected = clean.outcomes.get(flow) ?? { gave: null }
        const outcome = await warm.driver.ask(flow)
        if (!isSame(outcome, expected))
          return { result: isMain(flow) ? 'failed' : 'warned', why: evidence(flow, outcome, expected) }
      }
      return { result: 'fine', why: '' }
    },
  }
}

const isSame = (one: Outcome, other: Outcome): boolean => JSON.stringify(one) === JSON.stringify(other)
const told = (outcome: Outcome): string => JSON.stringify(outcome).slice(0, 200)
