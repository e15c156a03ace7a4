import { notSeen } from '../policy/documented.ts'
import type { Adaptation, Preset } from '../policy/preset.ts'
import type { RunRecord } from '../record/record.ts'
import { cell, code, counted, linked, prose } from './markdown-text.ts'
import type { Refer } from './refer.ts'
import { table } from './table.ts'

/** What the preset of the target changed, excuses, and says that was not so. */
export function presetSections({ target: { preset }, rules }: RunRecord): string[] {
  if (preset === undefined) return []
  return [
    `## Judged as ${prose(preset.name)}`,
    `Preset ${code(preset.id)}, facts looked up ${prose(preset.checked)}. Documentation: ${linked(preset.documentation)}.`,
    ...sentOtherwise(preset),
    ...departures(rules),
    ...unseen(preset, rules),
  ]
}

/** That a preset changed or excused something, and how much. */
export function presetSummary({ target: { preset }, rules }: RunRecord, refer: Refer): string[] {
  if (preset === undefined) return []
  const excused = rules.filter(({ known }) => known?.documented).length
  return [
    `## Judged as ${prose(preset.name)}`,
    `${counted(preset.adaptations?.length ?? 0, 'request form')} sent otherwise than to OpenAI, ${counted(excused, 'failure')} known of this provider. ${refer('preset', 'Evidence')} lists them.`,
  ]
}

function sentOtherwise({ adaptations = [] }: Preset): string[] {
  if (adaptations.length === 0) return []
  const rows = adaptations.map((one) => [
    adaptationText(one)
      .map((text) => prose(text))
      .join('; ')
      .replaceAll('|', '\\|'),
    cell(one.reason),
    link(one.link),
  ])
  return [
    '### What is sent otherwise',
    'Rules about these parameters are skipped: what was not asked cannot be judged.',
    table([['what', 'why', 'source'], ...rows]),
  ]
}

/** An adaptation in words, a change each. */
export function adaptationText({
  endpoints = ['chat'],
  when = {},
  drop = [],
  rename = {},
  set = {},
  replace = [],
}: Adaptation): string[] {
  const where = [
    ...(endpoints.join() === 'chat' ? [] : [`of ${endpoints.join(', ')}`]),
    ...(when.model === undefined ? [] : [`for models like \`${when.model}\``]),
    ...(when.stream === undefined ? [] : [when.stream ? 'when streaming' : 'when not streaming']),
  ]
    .map((text) => ` ${text}`)
    .join('')
  return [
    ...drop.map((name) => `\`${name}\`${where} is left out`),
    ...Object.entries(rename).map(([from, to]) => `\`${from}\`${where} is sent as \`${to}\``),
    ...Object.entries(set).map(([name, value]) => `\`${name}\`${where} is sent as \`${JSON.stringify(value)}\``),
    ...replace.map(
      ({ parameter, from, to }) =>
        `\`${parameter}\`${where} is sent as \`${JSON.stringify(to)}\` where it is \`${JSON.stringify(from)}\``,
    ),
  ]
}

function departures(rules: RunRecord['rules']): string[] {
  const rows = rules.flatMap(({ id, level, known }) =>
    known?.documented
      ? [
          [
            code(id),
            level,
            cell(known.reason),
            cell(known.documented.observed ?? ''),
            link(known.link),
            cell(known.documented.seen),
          ],
        ]
      : [],
  )
  return rows.length === 0
    ? []
    : [
        `### Documented departures (${rows.length})`,
        'Failures that are known of this provider. They do not make the run fail.',
        table([['rule', 'level', 'what is known', 'seen in recorded answers', 'source', 'looked up'], ...rows]),
      ]
}

function unseen(preset: Preset, rules: RunRecord['rules']): string[] {
  const rows = notSeen(preset, rules).map(({ deviation, passed }) => [
    cell(deviation.reason),
    passed.map((id) => code(id)).join(', '),
  ])
  return rows.length === 0 ? [] : ['### Documented, and not seen here', table([['what is known', 'passed'], ...rows])]
}

/** What a preset is no example for, where it is the reference. */
export function exampleLimits({ reference: { preset }, gateway }: Pick<RunRecord, 'reference' | 'gateway'>): string[] {
  // The server behind a gateway is no example for anything but itself.
  if (preset === undefined || gateway !== undefined) return []
  const { judges, cannot } = preset.reference
  const rows = cannot.map(({ suites = [], fields = [], reason, link: from }) => [
    [...suites, ...fields].map((one) => code(one)).join(', '),
    cell(reason),
    link(from),
  ])
  const asked = judges.includes('**') ? 'everything' : judges.map((one) => code(one)).join(', ')
  if (judges.length === 0)
    return [
      `${prose(preset.name)} was neither asked nor compared: ${cannot.map(({ reason }) => prose(reason)).join('; ')}.`,
    ]
  return [
    `${prose(preset.name)} is held up as an example for ${asked}${rows.length > 0 ? `, but for ${counted(rows.length, 'exception')}` : ''}. Elsewhere it was neither asked nor compared, and neither were fields in which it departs itself.`,
    ...(rows.length > 0 ? [table([['not compared', 'why', 'source'], ...rows])] : []),
  ]
}

const link = (address: string | undefined): string =>
  address === undefined ? '' : linked(address).replaceAll('|', '\\|')
