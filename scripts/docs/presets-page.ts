import { markdownTable } from 'markdown-table'
import type { Preset } from '../../src/policy/preset.ts'
import { cell, code, linked, prose } from '../../src/report/markdown-text.ts'
import { effortText, judgesText, keyText, placeOf, refusalTexts } from '../../src/report/preset-text.ts'
import { adaptationText } from '../../src/report/preset.ts'

/** The page that tells what can be named, and what is known of each. Pure: the presets alone decide. */
export function presetsPage(presets: readonly Preset[], introduction: string): string {
  const rows = presets.map((preset) => [
    `[${code(preset.id)}](#${preset.id})`,
    cell(preset.name),
    cell(placeOf(preset)),
    cell(keyText(preset)),
    cell(judgesText(preset)),
  ])
  return `${[
    '# Presets',
    'Generated from `specs/presets/` and `scripts/docs/presets-introduction.md` by `npm run pages`. Do not edit.',
    introduction.trim(),
    `## All ${presets.length}`,
    markdownTable([['preset', 'what', 'base URL', 'key', 'as a reference for'], ...rows], { alignDelimiters: false }),
    ...presets.flatMap(chapter),
  ].join('\n\n')}\n`
}

function chapter(preset: Preset): string[] {
  const { id, name, about, sources, unverified = [] } = preset
  return [
    `## ${id}`,
    `**${prose(name)}**: ${prose(about)}.`,
    factsOf(preset)
      .map((fact) => `- ${fact}`)
      .join('\n'),
    ...thoughts(preset),
    ...otherwise(preset),
    ...departures(preset),
    ...limits(preset),
    `Sources: ${sources.map((one) => `${prose(one.for)} (${linked(one.link)}, ${one.seen})`).join('; ')}.`,
    ...(unverified.length > 0
      ? [`Not confirmed in documentation:\n\n${unverified.map((one) => `- ${prose(one)}`).join('\n')}`]
      : []),
  ]
}

function factsOf(preset: Preset): string[] {
  const { id, aliases = [], documentation, checked, regions = {}, headers = [], models = {} } = preset
  return [
    `Documentation: ${linked(documentation)}. Looked up ${checked}.`,
    ...(aliases.length > 0 ? [`Also: ${aliases.map((one) => code(one)).join(', ')}.`] : []),
    ...Object.entries(regions).map(([region, url]) => `${code(`${id}@${region}`)}: ${code(url)}`),
    ...headers.map(
      (header) =>
        `Header ${code(header.name)}, ${header.variable === undefined ? `always ${code(header.value)}` : `from ${code(header.variable)}${header.required ? '' : ' where that is set'}`}: ${prose(header.reason)}.`,
    ),
    ...(Object.keys(models).length > 0
      ? [
          `Usual models: ${Object.entries(models)
            .map(([kind, model]) => `${kind} ${code(model)}`)
            .join(', ')}.`,
        ]
      : []),
  ]
}

const source = (link: string | undefined, seen: string): string =>
  [...(link === undefined ? [] : [linked(link)]), seen].join(', ')
const table = (head: string[], rows: string[][]): string => markdownTable([head, ...rows], { alignDelimiters: false })

const thoughts = ({ thinking = [] }: Preset): string[] =>
  thinking.length === 0
    ? []
    : [
        table(
          ['models that think', 'what is documented', 'asked with', 'refused', 'source'],
          thinking.map((one) => [
            code(one.models),
            cell(one.reason),
            effortText(one).map(cell).join('<br>'),
            refusalTexts(one).map(cell).join(', '),
            source(one.link, one.seen),
          ]),
        ),
      ]

const otherwise = ({ adaptations = [] }: Preset): string[] =>
  adaptations.length === 0
    ? []
    : [
        table(
          ['sent otherwise', 'why', 'source'],
          adaptations.map((one) => [
            adaptationText(one)
              .map((text) => prose(text))
              .join('; ')
              .replaceAll('|', '\\|'),
            cell(one.reason),
            source(one.link, one.seen),
          ]),
        ),
      ]

const departures = ({ deviations = [] }: Preset): string[] =>
  deviations.length === 0
    ? []
    : [
        table(
          [`known departures (${deviations.length})`, 'rules', 'seen in', 'source'],
          deviations.map((one) => [
            cell(one.reason),
            one.rules.map((rule) => code(rule)).join(' '),
            cell(one.observed ?? ''),
            source(one.link, one.seen),
          ]),
        ),
      ]

const limits = ({ reference: { cannot } }: Preset): string[] =>
  cannot.length === 0
    ? []
    : [
        table(
          ['as a reference not for', 'why', 'source'],
          cannot.map(({ suites = [], fields = [], reason, link }) => [
            [...suites, ...fields].map((one) => code(one)).join(' '),
            cell(reason),
            link === undefined ? '' : linked(link),
          ]),
        ),
      ]
