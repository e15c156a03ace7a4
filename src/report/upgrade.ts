import type { RuleChange } from '../history/rule-change.ts'
import { countedBreaks, countedOpen } from '../history/upgrade-verdict.ts'
import type { Upgrade } from '../history/upgrade.ts'
import { MOST_OF_A_COMMAND } from './evidence.ts'
import { block, cell, code, counted, linked, prose } from './markdown-text.ts'
import { table } from './table.ts'
import type { UpgradeMaterial } from './upgrade-material.ts'
import {
  CHANGE_TITLES,
  FURTHER_TITLES,
  changeEvidence,
  changesOf,
  CLIENT_HEAD,
  clientLines,
  clientRows,
  foundText,
  nextSteps,
  outcomeText,
  route,
  shapeText,
  sideLines,
  verdictText,
} from './upgrade-words.ts'

/** The report on an upgrade, for the person who decides about it. Pure. */
export function renderUpgrade(material: UpgradeMaterial): string {
  const { upgrade } = material
  return `${[
    `# ${verdictText(upgrade)}: ${prose(route(upgrade))}`,
    `**${prose(upgrade.sentence)}**`,
    ...list(
      clientLines(upgrade).map(({ label, names }) => `**${label}**: ${names.map((name) => prose(name)).join(', ')}`),
    ),
    ...list(sideLines(upgrade).map((line) => prose(line))),
    ...evidenceSections(material),
    ...clients(upgrade),
    ...known(upgrade),
    ...breakingShapes(upgrade),
    ...tables(upgrade, CHANGE_TITLES),
    ...otherShapes(upgrade),
    ...tables(upgrade, FURTHER_TITLES),
    ...compared(upgrade),
    '## Next step',
    ...list(nextSteps(upgrade).map((step) => prose(step))),
  ].join('\n\n')}\n`
}

const list = (lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [lines.map((line) => `- ${line}`).join('\n')]

/** What decides, with its evidence. */
function evidenceSections(material: UpgradeMaterial): string[] {
  const { changes } = material.upgrade
  const [breaks, open] = [countedBreaks(changes), countedOpen(changes)]
  return [
    ...(breaks.length > 0
      ? [`## What regresses (${breaks.length})`, ...breaks.map((one) => section(one, material))]
      : []),
    ...(open.length > 0
      ? [`## What could not be judged (${open.length})`, ...open.map((one) => section(one, material))]
      : []),
  ]
}

function section(change: RuleChange, material: UpgradeMaterial): string {
  const { stages } = material.upgrade
  const evidence = changeEvidence(change, material)
  const sides = stages.map(({ name }, at) => `${prose(name)}: ${outcomeText(change, at)}`)
  const facts = [
    `- ${sides.join(' → ')}`,
    ...change.findings.map(
      (found) =>
        `- Now: ${prose(found.message)}. Expected ${code(found.expected)}, got ${code(found.actual)} at ${code(found.path)}.`,
    ),
    ...(change.findings.length === 0 && foundText(change) !== '' ? [`- Now: ${prose(foundText(change))}`] : []),
    `- Who breaks: ${prose(change.breaks)}`,
    `- Source: ${linked(change.source)}`,
  ]
  return [
    `### ${code(change.id)} · ${change.level}`,
    `${prose(change.sentence)}\n\n${facts.join('\n')}`,
    ...(evidence ? [shown(evidence)] : []),
  ].join('\n\n')
}

const shown = ({ command, before, after }: NonNullable<ReturnType<typeof changeEvidence>>): string =>
  [
    '<details><summary>Evidence and how to reproduce it</summary>',
    block(command, 'sh', MOST_OF_A_COMMAND),
    ...(before === null ? [] : ['Before:', block(before)]),
    ...(after === null ? [] : ['After:', block(after)]),
    '</details>',
  ].join('\n\n')

function clients(upgrade: Upgrade): string[] {
  const rows = clientRows(upgrade).map(({ name, before, after, rules }) => [
    cell(name),
    before,
    after,
    rules.map((id) => code(id)).join(', '),
  ])
  return rows.length === 0 ? [] : ['## Clients', table([CLIENT_HEAD, ...rows])]
}

function known({ changes }: Upgrade): string[] {
  const rows = changes.flatMap(({ id, known: listed, findings }) =>
    listed ? [[code(id), cell(listed.reason), findings[0] ? cell(findings[0].message) : '']] : [],
  )
  return rows.length === 0
    ? []
    : [`## Known deviations (${rows.length})`, table([['rule', 'why it is accepted', 'now'], ...rows])]
}

function tableOf({ stages }: Upgrade, own: readonly RuleChange[], title: string): string[] {
  if (own.length === 0) return []
  // Between two stages there is only one place to flip at.
  const flips = stages.length > 2
  const head = [
    'rule',
    'level',
    ...stages.map(({ name }) => cell(name)),
    ...(flips ? ['flipped at'] : []),
    'what it demands',
    'now',
  ]
  const row = (change: RuleChange): string[] => [
    code(change.id),
    change.level,
    ...stages.map((_, at) => outcomeText(change, at)),
    ...(flips ? [cell(change.flips.join(', '))] : []),
    cell(change.sentence),
    cell(foundText(change)),
  ]
  return [`## ${title} (${own.length})`, table([head, ...own.map(row)])]
}

const tables = (upgrade: Upgrade, titles: typeof CHANGE_TITLES): string[] =>
  titles.flatMap(([kind, title]) => tableOf(upgrade, changesOf(upgrade, kind), title))

function breakingShapes(upgrade: Upgrade): string[] {
  const own = (upgrade.shapes ?? []).filter(({ counts }) => counts)
  return own.length === 0
    ? []
    : [
        `## Changed shapes that break a client (${own.length})`,
        ...list(own.map((one) => prose(shapeText(one, upgrade)))),
      ]
}

/** Added fields are listed as well: strict clients have broken on them. */
function otherShapes(upgrade: Upgrade): string[] {
  if (upgrade.shapes === null)
    return ['## Changed shapes', 'A side is a run record without its answers, so shapes could not be compared.']
  const own = upgrade.shapes.filter(({ counts }) => !counts)
  const rows = own.map((one) => [one.known ? 'known' : one.difference.severity, cell(shapeText(one, upgrade))])
  return own.length === 0
    ? []
    : [
        `## Changed shapes that do not count (${own.length})`,
        'No known client needs what changed, or a rule has judged it.',
        table([['severity', 'what changed'], ...rows]),
      ]
}

/** Who was compared, and by what. */
const compared = ({ stages, unchanged, ...upgrade }: Upgrade): string[] => [
  '## What was compared',
  ...list([
    ...stages.map(
      ({ name, label, models }) =>
        `**${prose(name)}**: ${prose(label)}${models.length > 0 ? `; ${models.map((model) => code(model)).join(', ')}` : ''}`,
    ),
    `${counted(unchanged, 'rule')} unchanged. What counts: ${whatCounts(upgrade)}.`,
  ]),
]

function whatCounts({ failOn, profiles, clients }: Pick<Upgrade, 'failOn' | 'profiles' | 'clients'>): string {
  const levels = failOn === 'should' ? 'rules of level `must` and `should`' : 'rules of level `must`'
  if (profiles.length === 0) return `${levels}, and what a known client needs`
  const asked = clients.filter(({ id }) => profiles.includes(id))
  const needs = asked.filter(({ measured }) => measured !== undefined).map(({ id }) => code(id))
  return [
    ...(needs.length > 0 ? [`what ${needs.join(', ')} needs`] : []),
    ...(needs.length < asked.length ? [levels] : []),
  ].join(', and ')
}
