import path from 'node:path'
import { isInForce, type KnownDeviation } from '../judge/known.ts'
import type { RuleEntry } from '../judge/rules.ts'
import { makePlan, type Plan } from '../plan/plan.ts'
import { documented } from '../policy/documented.ts'
import { readKnown } from '../policy/known-file.ts'
import type { RunOptions } from '../record/options.ts'
import type { Answers } from '../recording/observe-recording.ts'
import type { Material } from '../report/formats.ts'
import { askTogether, AT_ONCE } from '../server/ask-side.ts'
import { environmentSecrets } from '../server/environment-secrets.ts'
import type { Endpoint } from '../server/open.ts'
import { deadlines, type Access, type Environment } from '../server/sides.ts'
import type { Suite } from '../suite/suite.ts'
import { beforeEnd } from './before-end.ts'
import { claimFolders } from './folders.ts'
import { judgeAlone } from './judge-alone.ts'
import { writeReports } from './reports.ts'
import { prepare } from './run.ts'
import { sideInfo } from './side-info.ts'

/** A target that answers, and what will be asked of it. */
export interface PlannedTarget {
  /** Its address, or which recording it is. */
  name: string
  /** Every selected rule, also those that cannot be asked, sorted by id. */
  rules: RuleEntry[]
  known: KnownDeviation[]
  /** Which rules are expected to fail: by the entries of `known` in force, and by the preset of the target. */
  expected: KnownDeviation[]
  /** Asks and judges these rules, or all where none is named. When the signal aborts, what was answered is judged. */
  ask: (ids: readonly string[], signal?: AbortSignal) => Promise<Material>
}

/** What is asked, and where it is kept. Without `out` and `record` nothing is written. */
export type AloneOptions = Omit<RunOptions, 'out'> & { out: string | undefined }

/**
 * Opens a target and makes the plan, for a caller that chooses from the plan later. Only discovery is sent.
 * @throws Failure in one line when the options are wrong or no server answers. No recording takes its place.
 */
export async function planAlone(
  { out, ...options }: AloneOptions,
  env: Environment,
  command: string,
): Promise<PlannedTarget> {
  const startedAt = new Date().toISOString()
  const known = options.known === undefined ? [] : readKnown(options.known)
  const secrets = environmentSecrets(env)
  const access: Access = { secrets, deadlines: deadlines(options.timeout), env }
  const { suites, target, plan } = await prepare({ ...options, out: '', reference: 'none' }, access)
  // Its agents open a new connection when they are needed again.
  target.close()
  const { info } = target
  const rules = selectedRules(plan)
  const planned = { options: { ...options, out }, suites, target, plan, rules, known, secrets, command, startedAt }
  const circumstances = { version: info.server.version, today: startedAt.slice(0, 10) }
  return {
    name: target.kind === 'live' ? info.baseUrl : sideInfo(target.kind, info).label,
    rules,
    known,
    expected: [
      ...known.filter((entry) => isInForce(entry, circumstances)),
      ...(info.preset === undefined ? [] : documented(info.preset)),
    ],
    ask: (ids, signal = new AbortController().signal) => askAlone(planned, ids, signal),
  }
}

/** What was planned for a target, and with which options. */
interface Planned extends Pick<PlannedTarget, 'rules' | 'known'> {
  options: AloneOptions
  suites: Suite[]
  target: Endpoint
  plan: Plan
  secrets: readonly string[]
  command: string
  startedAt: string
}

/** Asks and judges these rules of the plan; all of them where none is named. */
async function askAlone(planned: Planned, ids: readonly string[], signal: AbortSignal): Promise<Material> {
  const { options, suites, target, rules, known, secrets, command, startedAt } = planned
  const { out } = options
  const { models, preset } = target.info
  const isWhole = ids.length === 0 || ids.length === rules.length
  const { only, skip } = isWhole ? options : { only: [...ids], skip: [] }
  const plan = isWhole ? planned.plan : makePlan(suites, models, { only, skip }, preset)
  const release = claimFolders(options, [target])
  const stopListening = beforeEnd(release)
  try {
    const answers = await askFor(plan, target, options, signal)
    const material = judgeAlone({
      suites,
      plan,
      target,
      answers,
      known,
      options: { ...options, only, skip },
      secrets,
      interrupted: signal.aborted,
      command,
      startedAt,
    })
    if (out !== undefined) await writeReports(material, { ...options, out })
    return material
  } finally {
    target.close()
    stopListening()
    release()
  }
}

function selectedRules({ suites, skipped }: Plan): RuleEntry[] {
  const asked = suites.flatMap(({ rules }) => rules)
  const unasked = skipped.filter(({ code }) => code !== 'not-selected').map(({ entry }) => entry)
  return [...asked, ...unasked].sort((a, b) => a.id.localeCompare(b.id))
}

const ignore = (): void => {}

async function askFor(
  { suites }: Plan,
  target: Endpoint,
  options: AloneOptions,
  signal: AbortSignal,
): Promise<Answers> {
  const { out, record, concurrency = target.kind === 'live' ? 1 : AT_ONCE } = options
  const dirs = [...(out === undefined ? [] : [path.join(out, 'target')]), ...(record === undefined ? [] : [record])]
  const [[answers] = []] = await askTogether([
    {
      name: 'target',
      endpoint: target,
      suites: suites.map(({ suite }) => suite),
      dirs,
      passes: [0],
      concurrency,
      options,
      signal,
      listener: { note: ignore, asking: ignore, answered: ignore, suiteDone: ignore },
    },
  ])
  if (answers === undefined) throw new Error('the target was not asked')
  return answers
}
