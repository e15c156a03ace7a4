import { markdownTable } from 'markdown-table'
import type { RuleResult } from '../judge/results.ts'
import type { RunRecord } from '../run/record.ts'
import { cell, code } from './markdown-text.ts'

/** What became of something a client may ask for. */
export type Effect = 'honoured' | 'ignored' | 'wrong' | 'refused' | 'not judged'

/** The effect that the rules about one thing add up to: the worst that was seen decides. */
export function effectOf(rules: readonly RuleResult[]): Effect {
  const failed = rules.filter(({ outcome }) => outcome === 'fail')
  if (failed.some(({ findings }) => findings.some(({ kind }) => kind === 'ignored'))) return 'ignored'
  if (failed.length > 0) return 'wrong'
  if (rules.some(({ outcome }) => outcome === 'pass')) return 'honoured'
  return rules.some(({ outcome }) => outcome === 'unsupported') ? 'refused' : 'not judged'
}

/** The rules about each request parameter, by endpoint and name. */
export const byParameter = (rules: readonly RuleResult[]): Map<string, RuleResult[]> =>
  Map.groupBy(rules.filter(({ parameter, reason }) => parameter !== undefined && reason !== 'not selected'), ({ parameter }) => parameter ?? '')

/** Every request parameter that was probed: honoured, refused in a proper error, or ignored. */
export function parameterTable({ rules }: RunRecord): string[] {
  const rows = [...byParameter(rules)].sort(([a], [b]) => a.localeCompare(b)).map(([parameter, group]) => {
    const effect = effectOf(group)
    return [code(parameter), effect === 'ignored' || effect === 'wrong' ? `**${effect}**` : effect, because(group, effect)]
  })
  return rows.length === 0 ? [] : ['## Request parameters', markdownTable([['parameter', 'here', 'seen in'], ...rows])]
}

/** The rules that decided, and where nothing could be judged, why. */
function because(rules: readonly RuleResult[], effect: Effect): string {
  const outcome = { honoured: 'pass', ignored: 'fail', wrong: 'fail', refused: 'unsupported', 'not judged': null }[effect]
  if (outcome === null) return cell(rules[0]?.reason ?? '')
  return rules.filter((rule) => rule.outcome === outcome).map(({ id }) => code(id)).join(', ')
}
