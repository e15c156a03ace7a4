import path from 'node:path'
import { writeWhole } from '../disk/write-whole.ts'
import { Failure } from '../failure.ts'
import type { MayBeChance, Stage } from '../history/rule-change.ts'
import { changedRules, compareStages, type Stages } from '../history/upgrade.ts'
import { mayBeChance } from '../judge/chance.ts'
import { rulesOf } from '../judge/rules.ts'
import { loadSuites } from '../plan/load-suites.ts'
import { readKnown } from '../policy/known-file.ts'
import { namedProfiles, shippedProfiles } from '../policy/profile-file.ts'
import { readRecord } from '../record/read-record.ts'
import type { Answers } from '../recording/observe-recording.ts'
import type { Releases } from '../releases/release.ts'
import type { Material } from '../report/formats.ts'
import { pageAssets } from '../report/html/page-assets.ts'
import { renderUpgradePage } from '../report/html/upgrade-page.ts'
import type { UpgradeMaterial } from '../report/upgrade-material.ts'
import { renderUpgrade } from '../report/upgrade.ts'
import type { Suite } from '../suite/suite.ts'
import { withoutUserInfo } from '../wire/address.ts'
import { askFurther, suiteOf, suitesBehind, suitesWith, withFurther, type FurtherAnswers } from './ask-further.ts'
import { askStages, type AskAgain, type AskedStage, type AskSetup } from './ask-stages.ts'
import { assertSelection } from './assert-selection.ts'
import { foundShapes, type End } from './changed-shapes.ts'
import { classifySide, withReleases, type ReachableSide } from './compared-side.ts'
import { reassess } from './reassess.ts'

export interface UpgradeSetup extends AskSetup {
  sides: string[]
  releases: Releases
}

/** A judged side with its answers; a bare run record has none. */
interface Judged {
  stage: Stage
  material: Material
  answers: Answers | null
}

/**
 * Judges all sides and compares them in the order given. Live ones are asked at the same time, request by request in turns,
 * and twice more where something changed: what one side answers differently by itself is no change of the other.
 */
export async function runUpgrade({ sides, releases, ...setup }: UpgradeSetup): Promise<UpgradeMaterial> {
  const given = sides.map(classifySide)
  const named = namedProfiles(setup.options.profiles)
  const known = setup.options.known === undefined ? [] : readKnown(setup.options.known)
  // What is wrong with the options is said before a release is fetched.
  if (given.some(({ kind }) => kind === 'release')) await assertSelection(setup.options)
  const classified = await withReleases(given, releases)
  return askStages(classified, setup, async (asked, askAgain) => {
    const judged: Judged[] = []
    for (const [at, side] of classified.entries()) judged.push(await judgeSide(side, asked.get(at)))
    const [first, last] = [judged[0], judged.at(-1)]
    if (!first || !last || judged.length < 2) throw new Failure('USAGE', 'Two sides are needed: compare BEFORE AFTER.')
    const profiles = named.length > 0 ? named : last.material.record.options.profiles
    const suites = await loadSuites({ profiles })
    const { stages, further } = await withRepetitions(withOwnNames(judged), suites, askAgain)
    const upgrade = compareStages(stages, {
      failOn: setup.options.failOn,
      asked: profiles,
      shipped: shippedProfiles(),
      known,
      today: new Date().toISOString().slice(0, 10),
      shapes: shapesOf(judged, suites, further),
      mayBeChance: chanceIn(suites),
    })
    return { upgrade, before: first.material, after: last.material }
  })
}

/** Writes `upgrade.json`, `upgrade.md` and `upgrade.html`. */
export function writeUpgrade(material: UpgradeMaterial, out: string): void {
  writeWhole(path.join(out, 'upgrade.json'), `${JSON.stringify(material.upgrade, null, 2)}\n`)
  writeWhole(path.join(out, 'upgrade.md'), renderUpgrade(material))
  writeWhole(path.join(out, 'upgrade.html'), renderUpgradePage(material, pageAssets()))
}

async function judgeSide({ kind, place }: ReachableSide, asked: AskedStage | undefined): Promise<Judged> {
  if (asked) return judgedAs(asked.material, place, asked.answers, kind === 'binary')
  if (kind === 'record') {
    const record = readRecord(place.endsWith('.json') ? place : path.join(place, 'results.json'))
    return judgedAs({ record, evidence: new Map() }, place, null)
  }
  const { target, ...material } = await reassess(place)
  return judgedAs(material, place, target)
}

/** A version says more than a path or an address. A binary is gone from its port, so commands name the usual one. */
function judgedAs({ record, evidence }: Material, place: string, answers: Answers | null, moved = false): Judged {
  const { server } = record.target
  const name = server?.version ? `${server.software} ${server.version}` : path.basename(withoutUserInfo(place))
  const told = moved ? { ...record, target: { ...record.target, baseUrl: null } } : record
  return {
    stage: { name, record, ...(answers ? { samples: answers.info.samples ?? 1 } : {}) },
    material: { record: told, evidence },
    answers,
  }
}

/** Sides of one name are numbered. */
function withOwnNames(judged: readonly Judged[]): Judged[] {
  const names = judged.map(({ stage }) => stage.name)
  return judged.map((one, at) =>
    names.filter((name) => name === one.stage.name).length === 1
      ? one
      : { ...one, stage: { ...one.stage, name: `${one.stage.name} (${at + 1})` } },
  )
}

const chanceIn = (suites: readonly Suite[]): MayBeChance => {
  const entries = new Map(suites.flatMap(rulesOf).map((entry) => [entry.id, entry]))
  return ({ id, findings }) => {
    const entry = entries.get(id)
    return entry !== undefined && mayBeChance(entry, findings)
  }
}

/** The stages with what live sides said when asked again, where rules or shapes that matter changed. */
async function withRepetitions(
  judged: readonly Judged[],
  suites: readonly Suite[],
  askAgain: AskAgain,
): Promise<{ stages: Stages; further: FurtherAnswers }> {
  const stages = judged.map(({ stage }) => stage) as unknown as Stages
  const answers = judged.flatMap((one) => one.answers ?? [])
  const isChance = chanceIn(suites)
  const { changes } = changedRules(stages, () => false)
  const chance = new Set(
    changes
      // What a model left open, it may show in other words.
      .filter(
        ({ id, before, findings, outcomes }) =>
          outcomes.includes('inconclusive') || isChance({ id, findings: [...before, ...findings] }),
      )
      .map(({ id }) => id),
  )
  const differing = new Set([
    ...changes.flatMap((change) => suitesBehind(change, answers)),
    ...(shapesOf(judged, suites) ?? []).flatMap(({ difference, contract, traits, ordinary }) =>
      ordinary && contract.length + traits.length > 0 ? suitesWith(difference.example ?? '', answers) : [],
    ),
  ])
  const further = await askFurther(askAgain, differing, new Set([...chance].map(suiteOf)))
  return {
    further,
    stages: stages.map((stage, at) => withFurther(stage, at, further, suites, chance)) as unknown as Stages,
  }
}

/** Null where an end has no answers. */
function shapesOf(
  judged: readonly Judged[],
  suites: readonly Suite[],
  further?: FurtherAnswers,
): ReturnType<typeof foundShapes> | null {
  const end = (at: number): End | null => {
    const answers = judged[at]?.answers
    return answers ? { answers, at } : null
  }
  const [before, after] = [end(0), end(judged.length - 1)]
  return before && after ? foundShapes(before, after, suites, further) : null
}
