import path from 'node:path'
import { KEPT } from '../disk/cannot-write.ts'
import { writeWhole } from '../disk/write-whole.ts'
import { countedDrift, type Drift, type ReferenceCheck } from '../drift/drift.ts'
import { findDrift, unseenScopes } from '../drift/find-drift.ts'
import { renderDrift } from '../drift/render-drift.ts'
import { Failure } from '../failure.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import { outcomesOf } from '../judge/rules.ts'
import { loadSuites } from '../plan/load-suites.ts'
import { makePlan, type Plan } from '../plan/plan.ts'
import { namedPreset } from '../policy/preset-file.ts'
import type { RunOptions } from '../record/options.ts'
import type { RunRecord } from '../record/record.ts'
import type { Answers } from '../recording/observe-recording.ts'
import { counted } from '../report/markdown-text.ts'
import { askTogether, AT_ONCE } from '../server/ask-side.ts'
import { environmentSecrets } from '../server/environment-secrets.ts'
import { nameSides } from '../server/named-sides.ts'
import type { Endpoint } from '../server/open.ts'
import type { RunListener } from '../server/run-listener.ts'
import { deadlines, learnSecrets, openReference, type Access, type Environment } from '../server/sides.ts'
import type { Suite } from '../suite/suite.ts'
import { redactValue } from '../wire/redact.ts'
import { assertRulesExist } from './assert-selection.ts'
import { claimFolders } from './folders.ts'
import { judgeAlone } from './judge-alone.ts'

export interface CheckSetup {
  options: RunOptions
  env: Environment
  command: string
  signal: AbortSignal
  listener: RunListener
}

const REFERENCE = 'reference'
/** Requests in flight, as to the reference of a run. */
const IN_FLIGHT = 4
/** Rules of these have no verdict because nothing was asked, or nothing was answered. */
const UNASKED = new Set(['no-answer', 'given-up', 'token-limit', 'interrupted'])

/** The reference, and what it will be asked. */
interface Prepared {
  endpoint: Endpoint
  suites: Suite[]
  plan: Plan
  secrets: string[]
}

/**
 * Asks the reference what a target is asked, and says in what it departs from the contract and the observed facts. Writes
 * `reference.md` and `reference.json`. @throws Failure where it cannot be asked.
 */
export async function checkReference(setup: CheckSetup): Promise<ReferenceCheck> {
  const { options, listener } = setup
  const startedAt = new Date().toISOString()
  const prepared = await prepare(setup)
  const { endpoint, plan, secrets } = prepared
  const release = claimFolders({ out: options.out, record: undefined, resume: options.resume }, [endpoint])
  try {
    listener.planned(plan, endpoint, { kind: 'none' })
    const answers = await ask(
      setup,
      prepared,
      plan.suites.map(({ suite }) => suite),
      0,
    )
    listener.judging()
    const { record } = judgeAlone({
      ...prepared,
      ...setup,
      target: endpoint,
      answers,
      options,
      known: [],
      interrupted: setup.signal.aborted,
      startedAt,
    })
    const found = driftOf(prepared, answers, record, startedAt)
    const differences = await askedAgain(found, setup, prepared)
    const check = redactValue(checkOf(record, answers, differences), secrets)
    listener.writing()
    writeWhole(path.join(options.out, 'reference.json'), `${JSON.stringify(check, null, 2)}\n`, KEPT)
    writeWhole(path.join(options.out, 'reference.md'), renderDrift(check), KEPT)
    return check
  } finally {
    endpoint.close()
    release()
  }
}

/** Opens the reference and makes the plan; nothing but discovery is sent. */
async function prepare({ options, env, signal }: CheckSetup): Promise<Prepared> {
  const globs = [...options.only, ...options.skip]
  if (globs.length > 0) assertRulesExist(await loadSuites(), globs)
  const access: Access = { secrets: environmentSecrets(env), deadlines: deadlines(options.timeout), env, signal }
  const sides = nameSides(
    { ...options, target: undefined, via: undefined, reference: options.reference ?? 'openai' },
    env,
  )
  learnSecrets(sides, options, access)
  const reference = await openReference(sides, access)
  if (reference.kind !== 'endpoint')
    throw new Failure(
      'USAGE',
      `--reference ${reference.kind} cannot be asked. Name a URL, a preset or a recording, or leave it out for OpenAI.`,
    )
  const { endpoint } = reference
  const suites = await loadSuites({ ...endpoint.info })
  const { models, preset } = endpoint.info
  return { endpoint, suites, plan: makePlan(suites, models, options, preset), secrets: access.secrets }
}

async function ask(
  { options, signal, listener }: CheckSetup,
  { endpoint }: Prepared,
  suites: readonly Suite[],
  pass: number,
): Promise<Answers> {
  const [[answers] = []] = await askTogether([
    {
      name: REFERENCE,
      endpoint,
      suites,
      dirs: [path.join(options.out, REFERENCE)],
      passes: [pass],
      concurrency: options.concurrency ?? (endpoint.kind === 'live' ? IN_FLIGHT : AT_ONCE),
      // What the first pass brought stays beside what the second brings.
      options: { ...options, resume: options.resume || pass > 0 },
      signal,
      // That the second pass goes on from the first need not be told.
      listener: pass > 0 ? { ...listener, note: () => {} } : listener,
    },
  ])
  if (answers === undefined) throw new Error('the reference was not asked')
  return answers
}

const driftOf = (
  { suites, endpoint }: Prepared,
  { observations, byKey }: Answers,
  { rules }: RunRecord,
  startedAt: string,
): Drift[] =>
  findDrift({
    suites,
    rules,
    observations,
    byKey,
    models: endpoint.info.models,
    preset: endpoint.info.preset,
    openai: namedPreset('openai', '--reference'),
    today: startedAt.slice(0, 10),
  })

/** A rule may fail by chance: what does not fail again, asked once more, does not count. A recording cannot be asked. */
async function askedAgain(found: readonly Drift[], setup: CheckSetup, prepared: Prepared): Promise<Drift[]> {
  const failing = found.filter(({ kind }) => kind === 'rule')
  const again = prepared.plan.suites.filter(({ suite }) => failing.some(({ scope }) => scope === suite.id))
  if (again.length === 0 || prepared.endpoint.kind !== 'live' || setup.signal.aborted) return [...found]
  const { records, observations } = await ask(
    setup,
    prepared,
    again.map(({ suite }) => suite),
    1,
  )
  const outcomes = outcomesOf(
    again.flatMap(({ rules }) => rules),
    records,
    observations,
  )
  return found.map((one) =>
    one.kind === 'rule' && outcomes.has(one.path) ? { ...one, steady: outcomes.get(one.path) === 'fail' } : one,
  )
}

function checkOf(record: RunRecord, { observations }: Answers, differences: Drift[]): ReferenceCheck {
  const rules = record.rules.filter(({ code }) => code !== 'not-selected')
  const unanswered = rules.filter(({ code }) => code !== undefined && UNASKED.has(code))
  const answered = observations.filter(({ status }) => status !== null).length
  const differing = countedDrift(differences).length
  const { label, answeredAt, models } = record.target
  return {
    format: 'ollama-conformance/reference-check@1',
    suite: record.suite,
    reference: {
      label,
      answeredAt,
      models: Object.fromEntries(
        Object.entries(models ?? {}).flatMap(([kind, { name }]) => (name === null ? [] : [[kind, name]])),
      ),
    },
    asked: {
      requests: observations.length,
      answered,
      judged: rules.filter(({ outcome }) => outcome === 'pass' || outcome === 'fail').length,
      open: rules.filter(isOpen).length,
    },
    ...verdict(differing, answered, unanswered.length),
    differences,
    unasked: unseenScopes(observations),
  }
}

const isOpen = ({ outcome }: RuleResult): boolean => outcome !== 'pass' && outcome !== 'fail'

/** What differs is told, however much was asked; that nothing does can be told only where it was asked. */
function verdict(
  differing: number,
  answered: number,
  unanswered: number,
): Pick<ReferenceCheck, 'sentence' | 'exitCode'> {
  if (answered === 0) return { sentence: 'The reference did not answer, so nothing could be checked', exitCode: 2 }
  if (differing > 0)
    return {
      sentence: `The reference differs in ${counted(differing, 'thing')} from what the project knows of it`,
      exitCode: 1,
    }
  if (unanswered > 0)
    return { sentence: `Nothing differs so far, but ${counted(unanswered, 'rule')} could not be asked`, exitCode: 2 }
  return { sentence: 'The reference is as the project knows it', exitCode: 0 }
}
