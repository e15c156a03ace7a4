import { applyKnown, type KnownDeviation, type KnownProblem } from '../judge/known.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import { measurementOf, type Profile } from '../policy/profile.ts'
import { gateFor, levelGate, type Gate } from '../record/gate.ts'
import type { FailOn } from '../record/options.ts'
import type { SideInfo } from '../record/record.ts'
import type { Level } from '../suite/suite.ts'
import { clientChange, faresOf, type ClientChange, type Fares } from './client-change.ts'
import { weighChange } from './counting.ts'
import { JUDGED, ruleChange, type ChangeKind, type MayBeChance, type RuleChange, type Stage } from './rule-change.ts'
import { knownShape, shapeChange, shapeName, type FoundShape, type ShapeChange } from './shape-change.ts'
import { sideDifferences, type SideDifference } from './side-difference.ts'
import { byId, earlierRules, hadNoAnswer, steadyRules, type RulesById } from './steady-rules.ts'
import { concludeUpgrade, type UpgradeConclusion } from './upgrade-verdict.ts'

/** What changed from the first stage to the last. Format: `specs/harness/upgrade.schema.json`. */
export interface Upgrade extends UpgradeConclusion {
  format: 'ollama-conformance/upgrade@2'
  failOn: FailOn
  /** Ids of the clients that the comparison is about; all that ship with the project where empty. */
  profiles: string[]
  stages: { name: string; label: string; server: SideInfo['server']; models: string[] }[]
  /** What the sides differ in besides the server. */
  sides: SideDifference[]
  clients: ClientChange[]
  changes: RuleChange[]
  /** Number of rules with the same outcome at every stage. */
  unchanged: number
  /** How the shape of the last stage's answers differs from the first's. Null where a side has no answers. */
  shapes: ShapeChange[] | null
  /** Entries of the list of known deviations that are not true after the upgrade. */
  knownProblems: KnownProblem[]
}

export type Stages = readonly [Stage, Stage, ...Stage[]]

/** What a comparison depends on besides the stages. */
export interface UpgradeSetting {
  failOn: FailOn
  /** The clients it is about; all that ship with the project where empty. */
  asked: readonly Profile[]
  shipped: readonly Profile[]
  known: readonly KnownDeviation[]
  /** Day of the comparison, `YYYY-MM-DD`. */
  today: string
  shapes: readonly FoundShape[] | null
  mayBeChance: MayBeChance
}

/** The rules that came out differently, in the order of their weight. Pure. */
export function changedRules(stages: Stages, mayBeChance: MayBeChance): { changes: RuleChange[]; common: string[] } {
  const rules = stages.map(({ record }) => byId(record.rules))
  const common = stages[0].record.rules.map(({ id }) => id).filter((id) => rules.every((one) => isSelected(one, id)))
  const changes = common.flatMap(
    (id) =>
      ruleChange(
        stages,
        rules.flatMap((one) => one.get(id) ?? []),
        { mayBeChance, hadNone: (rule) => hadNoAnswer(rule, rules[0] ?? new Map()) },
      ) ?? [],
  )
  return { changes, common }
}

const isSelected = (rules: RulesById, id: string): boolean =>
  (rules.get(id)?.code ?? 'judged') !== 'not-selected' && rules.has(id)

/** All that the verdict and the reports are made from. */
interface Weighed {
  gate: Gate
  fares: Fares[]
  changes: RuleChange[]
  common: string[]
  shapes: ShapeChange[] | null
  /** The rules of the last stage, without what may be chance. */
  after: RulesById
  problems: KnownProblem[]
}

function weigh(stages: Stages, { failOn, asked, shipped, known: listed, today, ...found }: UpgradeSetting): Weighed {
  const [first, last] = [stages[0].record, (stages.at(-1) ?? stages[1]).record]
  const { changes, common } = changedRules(stages, found.mayBeChance)
  const rules = steadyRules(byId(first.rules), last.rules, changes)
  const earlier = earlierRules(first.rules)
  const before = byId(earlier)
  const after = byId(rules)
  const profiles = asked.length > 0 ? asked : shipped
  const fares = profiles.map((profile) => faresOf(profile, shipped, earlier, rules))
  const circumstances = { version: last.target.server?.version ?? null, today }
  const { known, problems } = applyKnown(rules, listed, circumstances)
  // What is to fail no build is judged all the same.
  const strictness = failOn === 'never' ? 'must' : failOn
  const gate = gateFor(strictness, asked.length > 0 ? fares.map((one) => one.after) : [], rules)
  const decides = ({ measured }: { measured?: unknown }): boolean => measured !== undefined
  const counting = {
    level: asked.length > 0 && fares.every((one) => decides(one.after)) ? null : levelGate(strictness),
    fares: fares.filter((one) => decides(one.after)),
    after,
    known,
  }
  const setting = {
    profiles,
    all: shipped,
    before,
    after,
    decides: (profile: Profile) => decides({ measured: measurementOf(profile, shipped) }),
  }
  return {
    gate,
    fares,
    common,
    after,
    problems,
    changes: changes.map((change) => weighChange(change, counting)).sort(byWeight),
    shapes: found.shapes?.map((shape) => knownShape(shapeChange(shape, setting), listed, circumstances)) ?? null,
  }
}

/** Compares run records in the order of the releases. Pure. */
export function compareStages(stages: Stages, setting: UpgradeSetting): Upgrade {
  const { gate, fares, changes, common, shapes, after, problems } = weigh(stages, setting)
  const { failOn, asked } = setting
  const ids = new Set(common)
  const earlier = stages.slice(0, -1).map(({ record }) => byId(record.rules))
  const results = [...after.values()].filter(({ id }) => ids.has(id))
  const judged = results.filter(({ id }) => [...earlier, after].every((rules) => isJudged(rules.get(id)))).length
  return {
    format: 'ollama-conformance/upgrade@2',
    ...concludeUpgrade({ gate, failOn, changes, shapes: shapes ?? [], results, judged }),
    failOn,
    profiles: asked.map(({ id }) => id),
    stages: stages.map(stageInfo),
    sides: sideDifferences(stages),
    clients: fares.map((one) => clientChange(one, shapesFor(one.after.id, shapes ?? []))),
    changes,
    unchanged: common.length - changes.length,
    shapes,
    knownProblems: problems,
  }
}

/** The shapes that break a client, also those that are known. */
const shapesFor = (client: string, shapes: readonly ShapeChange[]): string[] =>
  shapes.filter(({ counts, known, clients }) => (counts || known) && clients.includes(client)).map(shapeName)

const isJudged = (rule: RuleResult | undefined): boolean => rule !== undefined && JUDGED.includes(rule.outcome)

const stageInfo = ({ name, record: { target } }: Stage): Upgrade['stages'][number] => ({
  name,
  label: target.label,
  server: target.server,
  models: [...new Set(Object.values(target.models ?? {}).flatMap((model) => model.name ?? []))],
})

/** The order of reports: what counts first, then what breaks, what is open, and what is better. */
const KINDS: ChangeKind[] = [
  'regression',
  'refused',
  'new-failure',
  'lost',
  'unconfirmed',
  'unsteady',
  'fix',
  'gained',
  'other',
]
const LEVELS: Level[] = ['must', 'should', 'may']

const rank = ({ kind, level, counts }: RuleChange): number =>
  (counts ? 0 : 1000) + KINDS.indexOf(kind) * LEVELS.length + LEVELS.indexOf(level)
const byWeight = (a: RuleChange, b: RuleChange): number => rank(a) - rank(b) || a.id.localeCompare(b.id)
