import path from 'node:path'
import type { KnownDeviation } from '../judge/known.ts'
import type { RuleEntry } from '../judge/rules.ts'
import { makePlan, type Plan } from '../plan/plan.ts'
import { readKnown } from '../policy/known-file.ts'
import type { RunOptions } from '../record/options.ts'
import type { Answers } from '../recording/observe-recording.ts'
import type { Material } from '../report/formats.ts'
import { askTogether, AT_ONCE } from '../server/ask-side.ts'
import { environmentSecrets } from '../server/environment-secrets.ts'
import type { Endpoint } from '../server/open.ts'
import { deadlines, type Access, type Environment } from '../server/sides.ts'
import type { Suite } from '../suite/suite.ts'
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
  /** Asks and judges these rules; all of them where none is named. */
  ask: (ids: readonly string[]) => Promise<Material>
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
  const known = options.known === undefined ? [] : readKnown(options.known)
  const secrets = environmentSecrets(env)
  const access: Access = { secrets, deadlines: deadlines(options.timeout), env }
  const { suites, target, plan } = await prepare({ ...options, out: '', reference: 'none' }, access)
  // Its agents open a new connection when they are needed again.
  target.close()
  const { info } = target
  const rules = selectedRules(plan)
  const planned = { options: { ...options, out }, suites, target, plan, rules, known, secrets, command }
  return {
    name: target.kind === 'live' ? info.baseUrl : sideInfo(target.kind, info).label,
    rules,
    known,
    ask: (ids) => askAlone(planned, ids),
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
}

/** Asks and judges these rules of the plan; all of them where none is named. */
async function askAlone(planned: Planned, ids: readonly string[]): Promise<Material> {
  const { options, suites, target, rules, known, secrets, command } = planned
  const { out } = options
  const { models, preset } = target.info
  const startedAt = new Date().toISOString()
  const isWhole = ids.length === 0 || ids.length === rules.length
  const { only, skip } = isWhole ? options : { only: [...ids], skip: [] }
  const plan = isWhole ? planned.plan : makePlan(suites, models, { only, skip }, preset)
  const release = claimFolders(options, [target])
  try {
    const answers = await askFor(plan, target, options)
    const material = judgeAlone({
      suites,
      plan,
      target,
      answers,
      known,
      options: { ...options, only, skip },
      secrets,
      interrupted: false,
      command,
      startedAt,
    })
    if (out !== undefined) await writeReports(material, { ...options, out })
    return material
  } finally {
    target.close()
    release()
  }
}

function selectedRules({ suites, skipped }: Plan): RuleEntry[] {
  const asked = suites.flatMap(({ rules }) => rules)
  const unasked = skipped.filter(({ code }) => code !== 'not-selected').map(({ entry }) => entry)
  return [...asked, ...unasked].sort((a, b) => a.id.localeCompare(b.id))
}

const ignore = (): void => {}

async function askFor({ suites }: Plan, target: Endpoint, options: AloneOptions): Promise<Answers> {
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
      signal: new AbortController().signal,
      listener: { note: ignore, asking: ignore, answered: ignore, suiteDone: ignore },
    },
  ])
  if (answers === undefined) throw new Error('the target was not asked')
  return answers
}
