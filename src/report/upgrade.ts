import { describe } from '../compare/difference.ts'
import { findingText } from '../finding.ts'
import type { Change, ChangeKind, Upgrade } from '../history/upgrade.ts'
import { cell, code, counted, prose } from './markdown-text.ts'
import { table } from './table.ts'

const ANSWERS = { safe: 'yes', regresses: 'no', 'could-not-compare': 'could not be compared' }
const TITLES: [ChangeKind, string][] = [
  ['regression', 'Regressions: held before, fail now'],
  ['lost', 'No longer judged'],
  ['fix', 'Mended'],
  ['gained', 'Judged now, and not before'],
  ['unsteady', 'Not steady: asked once more, a side came out otherwise by itself'],
  ['other', 'Other changes'],
]

/** The report on an upgrade, for the person who decides about it. Pure. */
export function renderUpgrade(upgrade: Upgrade): string {
  const [first, last] = [upgrade.stages[0], upgrade.stages.at(-1)]
  const sides = upgrade.stages.map(
    ({ name, label, models }) =>
      `- **${prose(name)}**: ${prose(label)}${models.length > 0 ? `; ${models.map((model) => code(model)).join(', ')}` : ''}`,
  )
  return `${[
    `# Safe to upgrade from ${prose(first?.name ?? '')} to ${prose(last?.name ?? '')}? ${ANSWERS[upgrade.verdict]}`,
    `**${prose(upgrade.sentence)}** ${counted(upgrade.unchanged, 'rule')} unchanged.`,
    sides.join('\n'),
    ...clients(upgrade),
    ...TITLES.flatMap(([kind, title]) => changes(upgrade, kind, title)),
    ...shapes(upgrade),
  ].join('\n\n')}\n`
}

const words = (verdict: string): string => verdict.replaceAll('-', ' ')

function clients({ clients: all }: Upgrade): string[] {
  if (all.length === 0) return []
  const told = all.filter(({ before, after }) => before !== 'not-judged' || after !== 'not-judged')
  const untold = all.filter((one) => !told.includes(one)).map(({ name }) => prose(name))
  const rows = told.map(({ name, before, after, change, regressions }) => [
    cell(name),
    words(before),
    words(after),
    change === 'worse' ? '**worse**' : change,
    regressions.map((id) => code(id)).join(', '),
  ])
  return [
    '## Clients',
    ...(rows.length > 0
      ? [table([['client', 'before', 'after', 'the upgrade is', 'regressions that it notices'], ...rows])]
      : []),
    ...(untold.length > 0 ? [`Not judged on either side, as not all they need was: ${untold.join(', ')}.`] : []),
  ]
}

function changes({ changes: all, stages }: Upgrade, kind: ChangeKind, title: string): string[] {
  const own = all.filter((one) => one.kind === kind)
  if (own.length === 0) return []
  const names = stages.map(({ name }) => cell(name))
  // Between two stages there is only one place to flip at.
  const flips = stages.length > 2
  return [
    `## ${title} (${own.length})`,
    table([
      ['rule', 'level', ...names, ...(flips ? ['flipped at'] : []), 'what it demands', 'now'],
      ...own.map((one) => row(one, flips)),
    ]),
  ]
}

const row = (
  { id, level, outcomes, again, flips: flippedAt, sentence, findings, breaks }: Change,
  flips: boolean,
): string[] => [
  code(id),
  level,
  ...outcomes.map((outcome, at) => (again[at] && again[at] !== outcome ? `${outcome}, then ${again[at]}` : outcome)),
  ...(flips ? [cell(flippedAt.join(', '))] : []),
  cell(sentence),
  findings[0] ? cell(`${findingText(findings[0])}. Who breaks: ${breaks}`) : '',
]

/** Added fields count as well: strict clients have broken on them. */
function shapes({ shapes: all }: Upgrade): string[] {
  if (all === null)
    return ['## Changed shapes', 'A side is a run record without its answers, so shapes could not be compared.']
  if (all.length === 0) return ['## Changed shapes', 'None.']
  const rows = all.map((one) => [
    one.severity,
    cell(describe(one).replaceAll('target', 'after').replaceAll('reference', 'before')),
  ])
  return [`## Changed shapes (${all.length})`, table([['severity', 'what changed'], ...rows])]
}
