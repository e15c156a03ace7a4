import type { Flip } from '../history/flips.ts'
import type { Matrix, MatrixRule, MatrixRun } from '../history/matrix.ts'
import type { CapabilityState } from '../policy/capabilities.ts'
import { verdictWords } from '../policy/verdict-words.ts'
import { stateCell } from './capabilities.ts'
import { cell, code, counted, prose } from './markdown-text.ts'
import { LEGEND, shownAs, SIGNS, type Shown } from './outcome-signs.ts'
import { table } from './table.ts'

/** The matrix for people who read Markdown. Pure. */
export function renderMatrix(matrix: Matrix): string {
  const { title, runs, rules } = matrix
  const failing = rules.filter(({ outcomes }) => outcomes.includes('fail'))
  const rest = rules.filter((rule) => !failing.includes(rule))
  const open = rest.filter(({ outcomes }) => !outcomes.every((outcome) => outcome === 'pass'))
  return `${[
    `# ${prose(title)}`,
    `${counted(rules.length, 'rule')}, ${counted(runs.length, 'run')}. ${LEGEND}`,
    ...capabilityGrid(runs),
    ...clientTable(runs),
    ...runTable(runs),
    ...areaTable(matrix),
    ...flipTable(matrix),
    ...section(`## Rules that fail somewhere (${failing.length})`, failing, runs),
    ...folded(`Rules that could not be judged everywhere (${open.length})`, open, (part) => ruleTable(part, runs)),
    ...folded(
      `Rules that hold everywhere (${rest.length - open.length})`,
      rest.filter((rule) => !open.includes(rule)),
      idList,
    ),
  ].join('\n\n')}\n`
}

/** What became of each capability with each server; nothing where no run was about any. */
function capabilityGrid(runs: readonly MatrixRun[]): string[] {
  const rows = capabilityRows(runs)
  if (rows.length === 0) return []
  return [
    '## Capabilities',
    table([
      ['capability', ...runs.map(({ name }) => cell(name))],
      ...rows.map(({ name, states }) => [
        cell(name),
        ...states.map((state) => (state === null ? '' : stateCell(state))),
      ]),
    ]),
  ]
}

/** A row a capability, in the order of the newest run: what became of it with each server; null where a run was not about it. */
export function capabilityRows(
  runs: readonly MatrixRun[],
): { id: string; name: string; group: string; states: (CapabilityState | null)[] }[] {
  const all = new Map(
    runs.toReversed().flatMap(({ capabilities }) => capabilities.map((one) => [one.id, one] as const)),
  )
  return [...all.values()].map(({ id, name, group }) => ({
    id,
    name,
    group,
    states: runs.map(({ capabilities }) => capabilities.find((one) => one.id === id)?.state ?? null),
  }))
}

function runTable(runs: readonly MatrixRun[]): string[] {
  const rows = runs.map(({ name, models, reference, answeredAt, note, suite, counts }) => [
    cell(name),
    [...new Set(Object.values(models))].map((model) => code(model)).join(', '),
    cell(note ?? ''),
    cell(reference),
    cell(answeredAt ?? ''),
    `${cell(suite.version)}, ${counted(suite.rules, 'rule')}`,
    String(sum(counts, 'pass')),
    ...(['must', 'should', 'may'] as const).map((level) => String(counts[level].fail)),
    String(sum(counts, 'inconclusive') + sum(counts, 'error')),
  ])
  return [
    '## Servers',
    table(
      [
        [
          'server',
          'models',
          'hardware, build',
          'reference',
          'answers of',
          'suite',
          'pass',
          'fail (must)',
          'fail (should)',
          'fail (may)',
          'not judged',
        ],
        ...rows,
      ],
      ['l', 'l', 'l', 'l', 'l', 'l', 'r', 'r', 'r', 'r', 'r'],
    ),
  ]
}

const sum = (counts: MatrixRun['counts'], outcome: 'pass' | 'inconclusive' | 'error'): number =>
  counts.must[outcome] + counts.should[outcome] + counts.may[outcome]

/** How each client fares with each server; nothing where no run knew of clients. */
function clientTable(runs: readonly MatrixRun[]): string[] {
  const rows = clientRows(runs)
  if (rows.length === 0) return []
  return [
    '## Clients',
    table([
      ['client', ...runs.map(({ name }) => cell(name))],
      ...rows.map((row) => row.map((text) => (text === 'breaks' ? '**breaks**' : cell(text)))),
    ]),
  ]
}

/** A row a client: its name, and how it fares with each server. */
export function clientRows(runs: readonly MatrixRun[]): string[][] {
  const clients = new Map(runs.flatMap((run) => run.clients.map(({ id, name }) => [id, name] as const)))
  return [...clients].map(([id, name]) => [
    name,
    ...runs.map((run) => {
      const client = run.clients.find((one) => one.id === id)
      return client ? verdictWords(client) : ''
    }),
  ])
}

/** A row an area: its name, and for each server how many rules hold, of those that could be judged. */
export const areaRows = ({ runs, rules }: Matrix): string[][] =>
  [...Map.groupBy(rules, ({ area }) => area)].map(([area, group]) => [
    area,
    ...runs.map((_, at) => {
      const judged = group.filter(({ outcomes }) => outcomes[at] === 'pass' || outcomes[at] === 'fail')
      return judged.length === 0
        ? ''
        : `${judged.filter(({ outcomes }) => outcomes[at] === 'pass').length} of ${judged.length}`
    }),
  ])

function areaTable(matrix: Matrix): string[] {
  const { runs } = matrix
  const rows = areaRows(matrix).map((row) => row.map((text) => cell(text)))
  return [
    '## By area',
    'Rules that hold, of those that could be judged.',
    table([['area', ...runs.map(({ name }) => cell(name))], ...rows], ['l', ...runs.map(() => 'r')]),
  ]
}

function flipTable({ runs, rules }: Matrix): string[] {
  const flipped = rules.filter(({ flips }) => flips.length > 0)
  if (flipped.length === 0) return []
  const rows = flipped.map((rule) => [code(rule.id), rule.level, cell(flipText(rule.flips, runs)), cell(rule.sentence)])
  return [
    `## Where rules flipped (${flipped.length})`,
    'The first version of a server that does other than the version before it.',
    table([['rule', 'level', 'flipped', 'what it demands'], ...rows]),
  ]
}

/** More flips than these say that the rule, or the model, is not steady. */
const MOST_FLIPS = 4

function flipText(flips: readonly Flip[], runs: readonly MatrixRun[]): string {
  const told = flips
    .slice(0, MOST_FLIPS)
    .map(({ run, to }) => `${to} since ${runs[run]?.server?.software} ${runs[run]?.server?.version}`)
  return [...told, ...(flips.length > MOST_FLIPS ? [`and ${flips.length - MOST_FLIPS} more times`] : [])].join(', ')
}

function section(title: string, rules: readonly MatrixRule[], runs: readonly MatrixRun[]): string[] {
  if (rules.length === 0) return []
  return [
    title,
    ...[...Map.groupBy(rules, ({ area }) => area)].flatMap(([area, group]) => [
      `### ${prose(area)}`,
      ruleTable(group, runs),
    ]),
  ]
}

function folded(
  title: string,
  rules: readonly MatrixRule[],
  shown: (rules: readonly MatrixRule[]) => string,
): string[] {
  if (rules.length === 0) return []
  return [`<details><summary>${title}</summary>`, shown(rules), '</details>']
}

const idList = (rules: readonly MatrixRule[]): string =>
  [...Map.groupBy(rules, ({ area }) => area)]
    .map(([area, group]) => `- ${prose(area)}: ${group.map(({ id }) => code(id)).join(', ')}`)
    .join('\n')

function ruleTable(rules: readonly MatrixRule[], runs: readonly MatrixRun[]): string {
  const rows = rules.map((rule) => [code(rule.id), rule.level, ...runs.map((_, at) => signAt(rule, at))])
  return table([['rule', 'level', ...runs.map(({ name }) => cell(name))], ...rows], ['l', 'l', ...runs.map(() => 'c')])
}

const signAt = (rule: MatrixRule, at: number): string => {
  const shown = shownAt(rule, at)
  return shown === null ? '' : SIGNS[shown].sign
}

/** What a rule came to in one run; null where it was not asked. */
export function shownAt({ outcomes, evidence }: MatrixRule, at: number): Shown | null {
  const outcome = outcomes[at] ?? null
  return (
    outcome &&
    shownAs(outcome, outcome === 'fail' ? (evidence.find(({ runs }) => runs.includes(at))?.findings ?? []) : [])
  )
}
