import { namedPreset, shippedPresets } from '../../policy/preset-file.ts'
import type { Preset } from '../../policy/preset.ts'
import { withoutSecrets } from '../../policy/without-secrets.ts'
import { effortText, judgesText, keyText, placeOf, refusalTexts } from '../../report/preset-text.ts'
import { adaptationText } from '../../report/preset.ts'
import { headerValue } from '../../server/header-value.ts'
import type { Environment } from '../../server/sides.ts'
import { outColours } from '../colours.ts'
import { commandName } from '../command-name.ts'

/** What `--target` and `--reference` take by name: where it is, which variable holds its key, and what it may be held up for. */
export async function listPresets(env: Environment): Promise<number> {
  const presets = shippedPresets()
  const widest = Math.max(...presets.map(({ id }) => id.length))
  const gap = ' '.repeat(widest)
  for (const preset of presets) {
    const isSet = preset.key.variables.some((name) => headerValue(env, name))
    console.log(`${outColours.bold(preset.id.padEnd(widest))}  ${preset.name}: ${placeOf(preset)}`)
    console.log(`${gap}  key: ${keyText(preset)}${isSet ? outColours.green(' (set)') : ''}`)
    console.log(outColours.dim(`${gap}  reference for: ${judgesText(preset)}`))
  }
  console.log(
    `\nElsewhere than usual: NAME=URL, for example litellm=https://gateway.example/v1. All about one: \`${commandName(env)} presets NAME\`.`,
  )
  return 0
}

/** Everything that is known of one preset, with its sources. */
export async function showPreset(name: string): Promise<number> {
  const preset = withoutSecrets(namedPreset(name, 'presets'))
  for (const [title, lines] of chapters(preset)) {
    if (lines.length === 0) continue
    console.log(outColours.bold(title))
    for (const line of lines) console.log(`  ${line.replaceAll('`', '')}`)
  }
  return 0
}

const source = (link: string | undefined, seen: string): string =>
  outColours.dim(` (${[link, seen].filter(Boolean).join(', ')})`)

function chapters(preset: Preset): [title: string, lines: string[]][] {
  const { id, models = {}, sources, unverified = [] } = preset
  return [
    [`${preset.name} (${id})`, about(preset)],
    ['Headers', headers(preset)],
    ['Usual models', Object.entries(models).map(([kind, model]) => `${kind}: ${model}`)],
    ['Models that think', thinking(preset)],
    ['Sent otherwise', adaptations(preset)],
    ['Known departures', departures(preset)],
    ['As a reference', limits(preset)],
    ['Sources', sources.map((one) => `${one.for}${source(one.link, one.seen)}`)],
    ['Not confirmed', unverified],
  ]
}

const about = (preset: Preset): string[] => [
  `${preset.about}; looked up ${preset.checked}`,
  preset.documentation,
  placeOf(preset),
  ...Object.entries(preset.regions ?? {}).map(([region, url]) => `${preset.id}@${region}: ${url}`),
  `key: ${keyText(preset)}`,
]

const headers = (preset: Preset): string[] =>
  (preset.headers ?? []).map(
    ({ name, value, variable, required, reason }) =>
      `${name}: ${value ?? `from ${variable}${required ? '' : ', if set'}`} (${reason})`,
  )

const thinking = (preset: Preset): string[] =>
  (preset.thinking ?? []).map((one) => {
    const effort = effortText(one).map((text) => `asked with ${text}`)
    const refused = refusalTexts(one).join(', ')
    const facts = [one.reason, ...effort.slice(0, 1), ...(refused === '' ? [] : [`refuses ${refused}`])]
    return `${one.models}: ${facts.join('; ')}${source(one.link, one.seen)}`
  })

const adaptations = (preset: Preset): string[] =>
  (preset.adaptations ?? []).map(
    (one) => `${adaptationText(one).join('; ')}: ${one.reason}${source(one.link, one.seen)}`,
  )

const departures = ({ deviations = [] }: Preset): string[] =>
  deviations.map(
    ({ rules, reason, observed, link, seen }) =>
      `${reason}${observed === undefined ? '' : `; seen in ${observed}`}: ${rules.join(', ')}${source(link, seen)}`,
  )

const limits = (preset: Preset): string[] => [
  `for ${judgesText(preset)}`,
  ...preset.reference.cannot.map(
    ({ suites = [], fields = [], reason }) => `not for ${[...suites, ...fields].join(', ')}: ${reason}`,
  ),
]
