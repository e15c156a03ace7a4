import type { RuleResult } from '../judge/rule-result.ts'
import { unprobed } from '../policy/unprobed.ts'
import type { RunRecord } from '../record/record.ts'
import { cell, code, counted } from './markdown-text.ts'
import type { Refer } from './refer.ts'
import { fieldOf, requestFields } from './request-fields.ts'
import { table } from './table.ts'

/** What became of something a client may ask for. */
export type Effect = 'honoured' | 'no visible effect' | 'ignored' | 'wrong' | 'refused' | 'not judged'

/** The effect that the rules about one thing add up to: the worst that was seen decides. */
export function effectOf(rules: readonly Pick<RuleResult, 'outcome' | 'findings' | 'unseen'>[]): Effect {
  const failed = rules.filter(({ outcome }) => outcome === 'fail')
  if (failed.some(({ findings }) => findings.some(({ kind }) => kind === 'ignored'))) return 'ignored'
  if (failed.length > 0) return 'wrong'
  const passed = rules.filter(({ outcome }) => outcome === 'pass')
  if (passed.length > 0) return passed.every(({ unseen }) => unseen) ? 'no visible effect' : 'honoured'
  return rules.some(({ outcome }) => outcome === 'unsupported') ? 'refused' : 'not judged'
}

/** The rules about each request parameter, by endpoint and name. */
export const byParameter = (rules: readonly RuleResult[]): Map<string, RuleResult[]> =>
  Map.groupBy(
    rules.filter(({ parameter, code: open }) => parameter !== undefined && open !== 'not-selected'),
    ({ parameter }) => parameter ?? '',
  )

const LEGEND =
  'honoured: it did what it is for. **ignored**: accepted, and nothing came of it. **wrong**: it did something else. refused: turned down in a proper error. no visible effect: taken, nonsense in its place refused, and nothing more that a client could see. The worst that was seen decides.'
const NO_RULE = 'no rule' as const
/** Of more rules than this only the number is told. */
const MOST_RULES = 3

interface ParameterRow {
  parameter: string
  effect: Effect | typeof NO_RULE
  /** The rules that decided, or why none did; a cell. */
  because: string
}

/** Every documented field of every request, and what came of it here; empty where no rule is about one. */
function parameterRows({ rules }: RunRecord): ParameterRow[] {
  const judged = byParameter(rules)
  if (judged.size === 0) return []
  return parameters(rules).map((parameter) => {
    const group = judged.get(parameter) ?? []
    if (group.length === 0) return { parameter, effect: NO_RULE, because: cell(unprobed[parameter] ?? '') }
    const effect = effectOf(group)
    return { parameter, effect, because: because(group, effect) }
  })
}

const UNHONOURED = ['ignored', 'wrong', 'refused'] as const

/** How many parameters came to what, and which were not honoured. */
export function parameterSummary(record: RunRecord, refer: Refer): string[] {
  const rows = parameterRows(record)
  if (rows.length === 0) return []
  const listed = UNHONOURED.flatMap((effect) => {
    const those = rows.filter((row) => row.effect === effect)
    return those.length === 0 ? [] : [[effect, those.map(({ parameter }) => code(parameter)).join(', ')]]
  })
  return [
    '## Request parameters',
    `${tally(rows)}. The ${refer('parameters', 'full table')} names the rules.`,
    ...(listed.length > 0 ? [table([['here', 'parameters'], ...listed])] : []),
  ]
}

/** Every documented field of every request, and what came of it here. */
export function parameterTable(record: RunRecord): string[] {
  const rows = parameterRows(record)
  if (rows.length === 0) return []
  const shown = rows.map(({ parameter, effect, because: why }) => [
    code(parameter),
    effect === 'ignored' || effect === 'wrong' ? `**${effect}**` : effect,
    why,
  ])
  return ['## Request parameters', `${tally(rows)}. ${LEGEND}`, table([['parameter', 'here', 'seen in'], ...shown])]
}

/** The documented fields in their order, each followed by parts of it that are judged by themselves. Those that only unselected rules are about are left out. */
function parameters(rules: readonly RuleResult[]): string[] {
  const judged = byParameter(rules)
  const known = new Set(rules.flatMap(({ parameter }) => parameter ?? []))
  const complete = rules.every(({ code: open }) => open !== 'not-selected')
  const documented = requestFields()
  const parts = [...judged.keys()].filter((parameter) => !documented.includes(parameter)).sort()
  const listed = documented.flatMap((field) => [
    ...(judged.has(field) || (complete && !known.has(field)) ? [field] : []),
    ...parts.filter((part) => fieldOf(part) === field),
  ])
  return [...listed, ...parts.filter((part) => !listed.includes(part))]
}

/** How many fields came to what, in words. */
function tally(rows: readonly { effect: string }[]): string {
  const counts = Map.groupBy(rows, ({ effect }) => effect)
  const order = ['honoured', 'no visible effect', 'refused', 'ignored', 'wrong', 'not judged', NO_RULE]
  return `Of ${counted(rows.length, 'parameter')}: ${order.flatMap((effect) => (counts.has(effect) ? [`${counts.get(effect)?.length} ${effect}`] : [])).join(', ')}`
}

/** The rules that decided, and where nothing could be judged, why. */
function because(rules: readonly RuleResult[], effect: Effect): string {
  const outcome = {
    honoured: 'pass',
    'no visible effect': 'pass',
    ignored: 'fail',
    wrong: 'fail',
    refused: 'unsupported',
    'not judged': null,
  }[effect]
  if (outcome === null) return cell(rules[0]?.reason ?? '')
  const decided = rules.filter((rule) => rule.outcome === outcome).map(({ id }) => code(id))
  const more = decided.length - MOST_RULES
  return [...decided.slice(0, MOST_RULES), ...(more > 0 ? [`${more} more`] : [])].join(', ')
}
