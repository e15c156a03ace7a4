import path from 'node:path'
import { compare, noiseFloor } from '../compare/compare.ts'
import { writeWhole } from '../disk/write-whole.ts'
import type { Suite } from '../define/suite.ts'
import { Failure } from '../failure.ts'
import type { Outcome } from '../judge/finding.ts'
import type { Observation } from '../observe/observe.ts'
import { loadSuites } from '../plan/load-suites.ts'
import { outcomesOf, rulesOf } from '../plan/rules.ts'
import { namedProfiles } from '../profiles/profile-file.ts'
import type { Profile } from '../profiles/profile.ts'
import { observeRecording } from '../recording/observe-recording.ts'
import { readRecording } from '../recording/recording.ts'
import { withoutUserInfo } from '../target/address.ts'
import { renderUpgrade } from '../report/upgrade.ts'
import { reassess } from '../run/reassess.ts'
import { readRecord } from '../run/read-record.ts'
import { classifySide, type UpgradeSide } from './side.ts'
import { askStages, type AskedStage, type AskSetup } from './ask-stages.ts'
import { compareStages, type Stage, type Upgrade } from './upgrade.ts'

export interface UpgradeSetup extends AskSetup { sides: string[] }

/** A judged side. `dir` holds its exchanges; null for a bare run record. */
interface Judged extends Stage { dir: string | null }

/**
 * Judges all sides and compares them in the order given. Live ones are asked at the same time, request by request in turns,
 * and once more where the outcome changed: what one side answers differently by itself is no change of the other.
 */
export async function runUpgrade({ sides, ...setup }: UpgradeSetup): Promise<Upgrade> {
  const classified = sides.map(classifySide)
  const profiles = namedProfiles(setup.options.profiles)
  return askStages(classified, setup, async (asked, askAgain) => {
    const judged: Judged[] = []
    for (const [at, side] of classified.entries()) judged.push(await judgeSide(side, asked.get(at)))
    const names = judged.map(({ name }) => name)
    for (const [at, one] of judged.entries()) if (names.filter((name) => name === one.name).length > 1) one.name += ` (${at + 1})`
    const [first, second, ...rest] = judged
    if (!first || !second) throw new Failure('USAGE', 'Two sides are needed: compare BEFORE AFTER.')
    const stages = [first, second, ...rest] as const
    const { changes } = compareStages([...stages], [])
    const suites = await suitesOf(changes.map(({ id }) => id), profiles)
    await askAgain(suites)
    for (const [at, one] of asked) if (one.askedAgain) judged[at] = { ...(judged[at] as Judged), again: await secondOutcomes(one.out, suites) }
    const last = judged.at(-1) ?? second
    return compareStages(judged as unknown as [Stage, Stage, ...Stage[]], await shapes(first, last, [...asked.values()].filter(({ askedAgain }) => askedAgain), suites, profiles))
  })
}

/** Writes `upgrade.json` and `upgrade.md`. */
export function writeUpgrade(upgrade: Upgrade, out: string): void {
  writeWhole(path.join(out, 'upgrade.json'), `${JSON.stringify(upgrade, null, 2)}\n`)
  writeWhole(path.join(out, 'upgrade.md'), renderUpgrade(upgrade))
}

async function judgeSide({ kind, place }: UpgradeSide, asked: AskedStage | undefined): Promise<Judged> {
  if (asked) return { ...named(asked.record, place), dir: asked.out }
  if (kind === 'record') return { ...named(readRecord(place.endsWith('.json') ? place : path.join(place, 'results.json')), place), dir: null }
  return { ...named(await reassess(place), place), dir: place }
}

/** A version says more than a path or an address. */
function named(record: Stage['record'], place: string): Stage {
  const { server } = record.target
  return { name: server?.version ? `${server.software} ${server.version}` : path.basename(withoutUserInfo(place)), record }
}

async function suitesOf(rules: string[], profiles: readonly Profile[]): Promise<Suite[]> {
  const changed = new Set(rules.map((id) => id.split('/').slice(0, 2).join('/')))
  return (await loadSuites({ profiles })).filter(({ id }) => changed.has(id))
}

/** How the rules come out by the second pass alone. */
async function secondOutcomes(out: string, suites: readonly Suite[]): Promise<Map<string, Outcome>> {
  const { records, observations } = await observeRecording(path.join(out, 'target'), suites, 1)
  return outcomesOf(suites.flatMap(rulesOf), records, observations)
}

/** The before is what counts: where an answer of the after has another shape, a client may notice. */
async function shapes(before: Judged, after: Judged, askedAgain: readonly AskedStage[], suites: readonly Suite[], profiles: readonly Profile[]): Promise<Upgrade['shapes']> {
  if (before.dir === null || after.dir === null) return null
  const observed = async (dir: string, of?: readonly Suite[], pass = 0): Promise<Observation[]> => {
    const folder = path.join(dir, 'target')
    return (await observeRecording(folder, of ?? await loadSuites({ ...readRecording(folder).info, profiles }), pass)).observations
  }
  const noise = new Map<string, { changed: number; of: number }>()
  for (const { out } of askedAgain) for (const [key, floor] of noiseFloor(await observed(out, suites), await observed(out, suites, 1))) noise.set(key, floor)
  return compare(await observed(after.dir), { kind: 'paired', observations: await observed(before.dir), noise })
}
