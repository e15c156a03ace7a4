import type { Difference } from '../compare/difference.ts'
import type { Finding, Outcome } from '../finding.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import type { ProfileVerdict } from '../policy/profile-verdict.ts'
import type { RunRecord, SideInfo } from '../record/record.ts'
import type { Level } from '../suite/suite.ts'

/** One release among those compared: who was judged, and what came of it. */
export interface Stage {
  name: string
  record: RunRecord
  /** Outcomes when the same was asked once more, of the rules for which it was. */
  again?: ReadonlyMap<string, Outcome>
}

/** What an upgrade does to a rule. `lost`: it passed and can no longer be judged. `unsteady`: asked again, a side came out otherwise by itself. */
export type ChangeKind = 'regression' | 'fix' | 'lost' | 'gained' | 'unsteady' | 'other'

export interface Change {
  id: string
  level: Level
  kind: ChangeKind
  sentence: string
  breaks: string
  /** Outcome at each stage, in order. */
  outcomes: Outcome[]
  /** The same when asked once more; null where it was not. */
  again: (Outcome | null)[]
  /** Names of the stages whose outcome is not that of the stage before. */
  flips: string[]
  /** Why the rule fails at the last stage; empty where it does not. */
  findings: Finding[]
}

/** What an upgrade means for one client. `worse`: a rule that it needs regresses; `better`: one is mended and none regresses; `unknown`: not all that it needs was judged on both sides. */
export interface ClientChange {
  id: string
  name: string
  before: ProfileVerdict['verdict']
  after: ProfileVerdict['verdict']
  change: 'worse' | 'better' | 'same' | 'unknown'
  /** Rules that it needs and that regress. */
  regressions: string[]
}

/** What changed from the first stage to the last. Format: `specs/harness/upgrade.schema.json`. */
export interface Upgrade {
  format: 'ollama-conformance/upgrade@1'
  stages: { name: string; label: string; server: SideInfo['server']; models: string[] }[]
  verdict: 'safe' | 'regresses' | 'could-not-compare'
  sentence: string
  exitCode: 0 | 1 | 2
  changes: Change[]
  /** Clients that both records know; those the comparison is about where it is about some. */
  clients: ClientChange[]
  /** Rules with the same outcome at every stage. */
  unchanged: number
  /** How the shape of the last stage's answers differs from the first's, added fields too, for they break strict clients. Null where a side has no answers. */
  shapes: Difference[] | null
}

/** Which regressions count. */
export const REGRESSIONS = ['any', 'should', 'must', 'never'] as const
export type Regressions = (typeof REGRESSIONS)[number]

/** The exit code where only regressions of some levels count. */
export function exitCodeFor(
  { exitCode, changes }: Pick<Upgrade, 'exitCode' | 'changes'>,
  counts: Regressions,
): Upgrade['exitCode'] {
  const levels: Record<Regressions, Level[]> = {
    any: ['must', 'should', 'may'],
    should: ['must', 'should'],
    must: ['must'],
    never: [],
  }
  return exitCode === 1 && !changes.some(({ kind, level }) => kind === 'regression' && levels[counts].includes(level))
    ? 0
    : exitCode
}

const JUDGED: Outcome[] = ['pass', 'fail', 'unsupported']

/** Compares run records in the order of the releases. Pure. */
export function compareStages(stages: readonly [Stage, Stage, ...Stage[]], shapes: Upgrade['shapes']): Upgrade {
  const byId = stages.map(({ record }) => new Map(record.rules.map((rule) => [rule.id, rule])))
  const common = [...(byId[0]?.keys() ?? [])].filter((id) => byId.every((rules) => isSelected(rules.get(id))))
  const changes = common
    .flatMap((id) =>
      change(
        stages,
        byId.map((rules) => rules.get(id) as RuleResult),
      ),
    )
    .sort((a, b) => rank(a) - rank(b) || a.id.localeCompare(b.id))
  const regressions = changes.filter(({ kind }) => kind === 'regression')
  const clients = clientChanges(stages, regressions)
  const judged = common.some((id) => byId.every((rules) => JUDGED.includes(rules.get(id)?.outcome ?? 'skip')))
  const verdict = !judged ? 'could-not-compare' : regressions.length > 0 ? 'regresses' : 'safe'
  return {
    format: 'ollama-conformance/upgrade@1',
    stages: stages.map(({ name, record: { target } }) => ({
      name,
      label: target.label,
      server: target.server,
      models: modelsOf(target),
    })),
    verdict,
    sentence: `${sentence(verdict, changes)}${forWhom(verdict, clients)}`,
    exitCode: { safe: 0, regresses: 1, 'could-not-compare': 2 }[verdict] as Upgrade['exitCode'],
    changes,
    clients,
    unchanged: common.length - changes.length,
    shapes,
  }
}

function clientChanges(stages: readonly Stage[], regressions: readonly Change[]): ClientChange[] {
  const [first, last] = [stages[0]?.record, stages.at(-1)?.record]
  const asked = new Set((last?.options.profiles ?? []).map(({ id }) => id))
  return (last?.profiles ?? [])
    .filter(({ id }) => asked.size === 0 || asked.has(id))
    .flatMap((after): ClientChange[] => {
      const before = first?.profiles?.find(({ id }) => id === after.id)
      if (!before) return []
      const lost = regressions
        .map(({ id }) => id)
        .filter((id) => after.breaks.includes(id) || after.limits.some(({ rules }) => rules.includes(id)))
      const won = before.breaks.some((id) => !after.breaks.includes(id) && !after.open.includes(id))
      return [
        {
          id: after.id,
          name: after.name,
          before: before.verdict,
          after: after.verdict,
          change:
            lost.length > 0
              ? 'worse'
              : before.open.length + after.open.length > 0
                ? 'unknown'
                : won
                  ? 'better'
                  : 'same',
          regressions: lost,
        },
      ]
    })
}

/** The one thing most readers want to know. */
function forWhom(verdict: Upgrade['verdict'], clients: readonly ClientChange[]): string {
  const names = (of: (client: ClientChange) => boolean): string =>
    clients
      .filter(of)
      .map(({ name }) => name)
      .join(', ')
  const [safe, worse, unknown] = [
    names(({ change }) => change === 'same' || change === 'better'),
    names(({ change }) => change === 'worse'),
    clients.filter(({ change }) => change === 'unknown').length,
  ]
  if (verdict === 'could-not-compare' || clients.length === 0) return ''
  return `${safe === '' ? '' : ` Safe to upgrade for ${safe}.`}${worse === '' ? '' : ` Not for ${worse}.`}${unknown === 0 ? '' : ` Not told for ${unknown} ${unknown === 1 ? 'client' : 'clients'}: not all they need was judged on both sides.`}`
}

const isSelected = (rule: RuleResult | undefined): boolean => rule !== undefined && rule.code !== 'not-selected'

const modelsOf = ({ models }: SideInfo): string[] => [
  ...new Set(Object.values(models ?? {}).flatMap(({ name }) => name ?? [])),
]

function change(stages: readonly Stage[], results: RuleResult[]): Change[] {
  const outcomes = results.map(({ outcome }) => outcome)
  const [first, last] = [results[0], results.at(-1)]
  if (!first || !last || new Set(outcomes).size === 1) return []
  const { id, level, sentence: rule, breaks } = last
  const again = stages.map((stage) => stage.again?.get(id) ?? null)
  return [
    {
      id,
      level,
      kind: isSteady(outcomes, again) ? kindOf(first.outcome, last.outcome) : 'unsteady',
      sentence: rule,
      breaks,
      outcomes,
      again,
      flips: stages.flatMap(({ name }, at) => (at > 0 && outcomes[at] !== outcomes[at - 1] ? [name] : [])),
      findings: last.outcome === 'fail' ? last.findings : [],
    },
  ]
}

/** A second pass asks only a part of the run, so one that leaves a rule open says nothing about it. */
const isSteady = (outcomes: readonly Outcome[], again: readonly (Outcome | null)[]): boolean =>
  again.every((second, at) => second === null || !JUDGED.includes(second) || second === outcomes[at])

function kindOf(from: Outcome, to: Outcome): ChangeKind {
  const held = from === 'pass' || from === 'unsupported'
  if (to === 'fail') return held ? 'regression' : 'other'
  if (from === 'fail') return to === 'pass' || to === 'unsupported' ? 'fix' : 'lost'
  if (held) return JUDGED.includes(to) ? 'other' : 'lost'
  return JUDGED.includes(to) ? 'gained' : 'other'
}

const KINDS: ChangeKind[] = ['regression', 'lost', 'unsteady', 'fix', 'gained', 'other']
const LEVELS: Level[] = ['must', 'should', 'may']
const rank = ({ kind, level }: Change): number => KINDS.indexOf(kind) * LEVELS.length + LEVELS.indexOf(level)

function sentence(verdict: Upgrade['verdict'], changes: readonly Change[]): string {
  const count = (kind: ChangeKind, level?: Level): number =>
    changes.filter((one) => one.kind === kind && (level === undefined || one.level === level)).length
  if (verdict === 'could-not-compare') return 'No rule was judged on all sides, so nothing can be said.'
  const fixes = `${count('fix')} ${count('fix') === 1 ? 'rule is' : 'rules are'} mended`
  if (verdict === 'safe') return `No rule that held before fails now; ${fixes}.`
  return `${count('regression')} ${count('regression') === 1 ? 'rule' : 'rules'} that held before ${count('regression') === 1 ? 'fails' : 'fail'} now, ${count('regression', 'must')} of them a \`must\`; ${fixes}.`
}
