import { existsSync } from 'node:fs'
import path from 'node:path'
import { roundRobin } from '../collect/round-robin.ts'
import { loadSuites } from '../plan/load-suites.ts'
import { makePlan, type Plan } from '../plan/plan.ts'
import { selectFor } from '../plan/select.ts'
import { assertUpdatable, readKnown, updateKnown } from '../policy/known-file.ts'
import { namedProfiles, shippedProfiles } from '../policy/profile-file.ts'
import { judgedBy } from '../policy/reference.ts'
import type { RunOptions } from '../record/options.ts'
import type { RunRecord } from '../record/record.ts'
import type { Releases } from '../releases/release.ts'
import type { Material } from '../report/formats.ts'
import { askTogether, AT_ONCE, type Asking } from '../server/ask-side.ts'
import { environmentSecrets } from '../server/environment-secrets.ts'
import { nameSides } from '../server/named-sides.ts'
import type { Endpoint } from '../server/open.ts'
import type { RunListener } from '../server/run-listener.ts'
import {
  deadlines,
  learnSecrets,
  openReference,
  openTarget,
  type Access,
  type Environment,
  type Reference,
} from '../server/sides.ts'
import type { Suite } from '../suite/suite.ts'
import { redactValue } from '../wire/redact.ts'
import { assertSelection } from './assert-selection.ts'
import { assess, type RunContext } from './assess.ts'
import { claimFolders } from './folders.ts'
import { narrowToFailed } from './only-failed.ts'
import { writeReports } from './reports.ts'
import { servedRecord, withServedTarget } from './served-target.ts'

export interface RunSetup {
  options: RunOptions
  env: Environment
  releases: Releases
  command: string
  signal: AbortSignal
  listener: RunListener
  /** Somebody watches who may be shown the bundled recording where no server is named and none answers. Off where absent. */
  mayDemonstrate?: boolean
}

/** Sends, judges, compares and writes the reports. What was captured is on disk at any moment, and reported on also after an interruption. */
export async function run(setup: RunSetup): Promise<Material> {
  const { env, releases, listener, signal } = setup
  const serving = { env, releases, note: listener.note, signal }
  return withServedTarget(await narrowToFailed(setup.options), serving, (options, isServed) =>
    runWith({ ...setup, options }, isServed),
  )
}

/** The same where the target answers. `isServed`: it was started for this run. */
async function runWith(setup: RunSetup, isServed: boolean): Promise<Material> {
  const { options, command, signal, listener } = setup
  const startedAt = new Date().toISOString()
  const known = listedIn(options)
  const access = accessOf(setup)
  const { suites, target, reference, plan, note } = await prepare(options, access)
  const release = claimFolders(options, [target, ...(reference.kind === 'endpoint' ? [reference.endpoint] : [])])
  try {
    if (note) listener.note(note)
    const limited = options.via === undefined ? limitNote(plan, reference) : null
    if (limited !== null) listener.note(limited)
    listener.planned(plan, target, reference)
    const answers = await sendAndClose({ options, signal, listener, plan, target, reference, moves: isServed })
    listener.judging()
    const { record: found, evidence } = assess({
      command,
      startedAt,
      failOn: options.failOn,
      only: options.only,
      skip: options.skip,
      via: options.via !== undefined,
      interrupted: signal.aborted,
      known,
      profiles: namedProfiles(options.profiles),
      suites,
      plan,
      targetKind: target.kind,
      ...answers,
    })
    const record = redactValue(isServed ? servedRecord(found) : found, access.secrets)
    listener.writing()
    await writeReports({ record, evidence }, options)
    if (options.updateKnown) bringUpToDate(options, record, listener)
    return { record, evidence }
  } finally {
    release()
  }
}

const accessOf = ({ options, env, signal, mayDemonstrate = false }: RunSetup): Access => ({
  secrets: environmentSecrets(env),
  deadlines: deadlines(options.timeout),
  env,
  signal,
  mayDemonstrate,
})

/** Reads the known deviations. A list that is to be updated need not exist; where it cannot be updated, the run ends here, before it sends anything. */
function listedIn({ known: file, updateKnown: isUpdated }: RunOptions): RunContext['known'] {
  if (file === undefined) return []
  if (isUpdated) assertUpdatable(file)
  return isUpdated && !existsSync(file) ? [] : readKnown(file)
}

function bringUpToDate({ known: file, failOn }: RunOptions, record: RunRecord, listener: RunListener): void {
  if (file === undefined) return
  const failing = record.rules.filter(
    ({ outcome, known, level }) =>
      outcome === 'fail' && known === undefined && (failOn === 'should' ? level !== 'may' : level === 'must'),
  )
  const { added, removed } = updateKnown(file, failing, record.knownProblems, record.metadata.startedAt.slice(0, 10))
  listener.note(`${file}: ${added} added, ${removed} removed. Say why each is accepted.`)
}

/** Says so where a reference is no example for all that is asked. */
function limitNote({ suites }: Plan, reference: Reference): string | null {
  if (reference.kind !== 'endpoint' || reference.endpoint.info.preset === undefined) return null
  const { preset, models } = reference.endpoint.info
  const asked = judgedBy(
    preset,
    suites.map(({ suite }) => suite),
    models,
  ).length
  return asked === suites.length
    ? null
    : `${preset.name} is asked for ${asked} of ${suites.length} suites: it is no example for the others. The report says why.`
}

/** Opens both sides and makes the plan; nothing but discovery is sent. */
export async function prepare(
  options: RunOptions,
  access: Access,
): Promise<{ suites: Suite[]; target: Endpoint; reference: Reference; plan: Plan; note: string | null }> {
  const profiles = await assertSelection(options)
  const sides = nameSides(options, access.env)
  learnSecrets(sides, options, access)
  const { endpoint: target, note } = await openTarget(sides, options, access)
  const reference = await openReference(sides, access)
  if (target.kind === 'live' && options.samples > 1) target.info.samples = options.samples
  const suites = await loadSuites({ ...target.info, profiles })
  return {
    suites,
    target,
    reference,
    note,
    plan: makePlan(
      suites,
      target.info.models,
      selectFor(profiles, shippedProfiles, suites, options),
      target.info.preset,
    ),
  }
}

/** What both sides answered. */
type Sent = Pick<RunContext, 'target' | 'reference'>

interface Sending {
  options: RunOptions
  signal: AbortSignal
  listener: RunListener
  plan: Plan
  target: Endpoint
  reference: Reference
  /** The target listens on another port each time. */
  moves: boolean
}

/** Sends, and closes both sides however that ends. */
async function sendAndClose(sending: Sending): Promise<Sent> {
  const { target, reference } = sending
  try {
    return await send(sending)
  } finally {
    target.close()
    if (reference.kind === 'endpoint') reference.endpoint.close()
  }
}

async function send({ options, signal, listener, plan, target, reference, moves }: Sending): Promise<Sent> {
  const suites = plan.suites.map(({ suite }) => suite)
  const common = { suites, options, signal, listener }
  // Both ways lead to one server: asked at the same time, each would slow the other down.
  const [one, other] = options.via === undefined ? [] : roundRobin(2)
  const asked: Asking[] = [
    {
      ...common,
      name: 'target',
      endpoint: target,
      dirs: [path.join(options.out, 'target'), ...(options.record === undefined ? [] : [options.record])],
      passes: [0],
      concurrency: one ?? options.concurrency ?? (target.kind === 'live' ? 1 : AT_ONCE),
      moves,
    },
  ]
  if (reference.kind === 'endpoint') {
    // A live reference is asked twice: where it differs from itself, a difference of the target says nothing.
    const passes = reference.endpoint.kind === 'live' && options.via === undefined ? [0, 1] : [0]
    const { preset, models } = reference.endpoint.info
    // The server behind a gateway is no example for anything but itself.
    const judging = options.via === undefined ? judgedBy(preset, suites, models) : suites
    asked.push({
      ...common,
      suites: judging,
      name: 'reference',
      endpoint: reference.endpoint,
      dirs: [path.join(options.out, 'reference')],
      passes,
      concurrency: other ?? options.concurrency ?? 4,
    })
  }
  const [[targetAnswers] = [], [answers, again] = []] = await askTogether(asked)
  if (targetAnswers === undefined) throw new Error('the target was not asked')
  if (reference.kind !== 'endpoint') return { target: targetAnswers, reference }
  if (answers === undefined) throw new Error('the reference was not asked')
  return { target: targetAnswers, reference: { kind: reference.endpoint.kind, answers, again } }
}
