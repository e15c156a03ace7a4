import path from 'node:path'
import { compare, noiseFloor } from '../compare/compare.ts'
import { writeWhole } from '../disk/write-whole.ts'
import { Failure } from '../failure.ts'
import type { Outcome } from '../finding.ts'
import { compareStages, type Stage, type Upgrade } from '../history/upgrade.ts'
import { outcomesOf, rulesOf } from '../judge/rules.ts'
import { loadSuites } from '../plan/load-suites.ts'
import { isRequiredByClients } from '../policy/client-needs.ts'
import { namedProfiles } from '../policy/profile-file.ts'
import type { Profile } from '../policy/profile.ts'
import { readRecord } from '../record/read-record.ts'
import type { Answers } from '../recording/observe-recording.ts'
import { renderUpgrade } from '../report/upgrade.ts'
import type { Suite } from '../suite/suite.ts'
import { withoutUserInfo } from '../wire/address.ts'
import { askStages, type AskedStage, type AskSetup } from './ask-stages.ts'
import { classifySide, type UpgradeSide } from './compared-side.ts'
import { reassess } from './reassess.ts'

export interface UpgradeSetup extends AskSetup {
  sides: string[]
}

/** A judged side with its answers; a bare run record has none. */
interface Judged extends Stage {
  answers: Answers | null
}

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
    for (const [at, one] of judged.entries())
      if (names.filter((name) => name === one.name).length > 1) one.name += ` (${at + 1})`
    const [first, second, ...rest] = judged
    if (!first || !second) throw new Failure('USAGE', 'Two sides are needed: compare BEFORE AFTER.')
    const stages = [first, second, ...rest] as const
    const { changes } = compareStages([...stages], [])
    const suites = await suitesOf(
      changes.map(({ id }) => id),
      profiles,
    )
    await askAgain(suites)
    for (const [at, { again }] of asked)
      if (again) judged[at] = { ...(judged[at] as Judged), again: secondOutcomes(again, suites) }
    const last = judged.at(-1) ?? second
    return compareStages(judged as unknown as [Stage, Stage, ...Stage[]], shapes(first, last, [...asked.values()]))
  })
}

/** Writes `upgrade.json` and `upgrade.md`. */
export function writeUpgrade(upgrade: Upgrade, out: string): void {
  writeWhole(path.join(out, 'upgrade.json'), `${JSON.stringify(upgrade, null, 2)}\n`)
  writeWhole(path.join(out, 'upgrade.md'), renderUpgrade(upgrade))
}

async function judgeSide({ kind, place }: UpgradeSide, asked: AskedStage | undefined): Promise<Judged> {
  if (asked) return { ...named(asked.record, place), answers: asked.answers }
  if (kind === 'record')
    return {
      ...named(readRecord(place.endsWith('.json') ? place : path.join(place, 'results.json')), place),
      answers: null,
    }
  const { record, target } = await reassess(place)
  return { ...named(record, place), answers: target }
}

/** A version says more than a path or an address. */
function named(record: Stage['record'], place: string): Stage {
  const { server } = record.target
  return {
    name: server?.version ? `${server.software} ${server.version}` : path.basename(withoutUserInfo(place)),
    record,
  }
}

async function suitesOf(rules: string[], profiles: readonly Profile[]): Promise<Suite[]> {
  const changed = new Set(rules.map((id) => id.split('/').slice(0, 2).join('/')))
  return (await loadSuites({ profiles })).filter(({ id }) => changed.has(id))
}

/** How the rules come out by the second pass alone. */
function secondOutcomes({ records, observations }: Answers, suites: readonly Suite[]): Map<string, Outcome> {
  return outcomesOf(suites.flatMap(rulesOf), records, observations)
}

/** The before is what counts: where an answer of the after has another shape, a client may notice. */
function shapes(before: Judged, after: Judged, asked: readonly AskedStage[]): Upgrade['shapes'] {
  if (before.answers === null || after.answers === null) return null
  const noise = new Map<string, { changed: number; of: number }>()
  for (const { answers, again } of asked)
    if (again) for (const [key, floor] of noiseFloor(answers.observations, again.observations)) noise.set(key, floor)
  const reference = { kind: 'paired', observations: before.answers.observations, noise } as const
  return compare(after.answers.observations, reference, isRequiredByClients)
}
