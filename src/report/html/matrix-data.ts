import type { MatrixFindings, Matrix, MatrixRule } from '../../history/matrix.ts'
import { rulesOfCapability } from '../../policy/capabilities.ts'
import { shippedCapabilities } from '../../policy/capability-file.ts'
import { plain } from '../markdown-text.ts'
import { shownAt } from '../matrix.ts'
import { LETTERS } from '../outcome-signs.ts'
import { valueText } from './html.ts'

const pageRule = (rule: MatrixRule) => ({
  id: plain(rule.id),
  area: plain(rule.area),
  level: rule.level,
  says: plain(rule.sentence, MOST),
  breaks: plain(rule.breaks, MOST),
  source: plain(rule.source, MOST),
  /** One letter a run. */
  outcomes: rule.outcomes.map((_, at) => LETTERS[shownAt(rule, at) ?? 'none']).join(''),
  flips: rule.flips.map(({ run, to }) => [run, to]),
  clients: rule.clients.map((id) => plain(id)),
  evidence: rule.evidence.map(pageEvidence),
})

const MOST = 1300

const pageEvidence = ({ runs, reason, findings }: MatrixFindings) => ({
  runs: ranges(runs),
  ...(reason === undefined ? {} : { reason: plain(reason, MOST) }),
  ...(findings.length === 0
    ? {}
    : {
        findings: findings.map(({ kind, path, message, expected, actual }) => [
          kind,
          plain(path, MOST),
          plain(message, MOST),
          valueText(expected),
          valueText(actual),
        ]),
      }),
})

/** `[0, 1, 2, 5]` as `0-2,5`: hundreds of runs often find the same. */
export function ranges(places: readonly number[]): string {
  const spans: [number, number][] = []
  for (const at of places) {
    const last = spans.at(-1)
    if (last && last[1] === at - 1) last[1] = at
    else spans.push([at, at])
  }
  return spans.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',')
}

/** The rules of each capability that a run was about, as places in `rules`: those that decide come first. */
function capabilityRules({ runs, rules }: Matrix): { id: string; rules: number[] }[] {
  const shown = new Set(runs.flatMap(({ capabilities }) => capabilities.map(({ id }) => id)))
  const placed = rules.map(({ id }, at) => ({ id, at }))
  return shippedCapabilities()
    .filter(({ id }) => shown.has(id))
    .map((capability) => {
      const { core, more } = rulesOfCapability(capability, placed)
      return { id: capability.id, rules: [...core, ...more].map(({ at }) => at) }
    })
}

/** All that the script needs to fill the table: the texts of a rule once, harmless as they are. */
export const pageData = (matrix: Matrix) => ({
  runs: matrix.runs.map(({ name, server }) => ({ name: plain(name), version: plain(server?.version ?? name) })),
  rules: matrix.rules.map(pageRule),
  capabilities: capabilityRules(matrix),
})

/** What the page's script reads. */
export type PageData = ReturnType<typeof pageData>
