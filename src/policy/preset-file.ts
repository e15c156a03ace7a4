import { existsSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { closest, distance } from 'fastest-levenshtein'
import { assertForm } from '../contract/assert-form.ts'
import { readYaml } from '../disk/read-yaml.ts'
import { Failure } from '../failure.ts'
import type { Preset } from './preset.ts'

const folder = fileURLToPath(new URL('../../specs/presets/', import.meta.url))

/** The presets that ship with the project, sorted by id. */
export const shippedPresets = (): Preset[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => readPreset(path.join(folder, name)))

/** A shipped preset by its id or another of its names, or a YAML file of one's own; undefined for neither. */
export function findPreset(name: string): Preset | undefined {
  if (/\.ya?ml$/i.test(name) && existsSync(name) && !statSync(name).isDirectory()) return readPreset(name)
  // Most names are of folders and hosts, and to read all presets takes longer than the rest of the start.
  if (/[/\\]/.test(name)) return undefined
  const wanted = name.toLowerCase()
  return shippedPresets().find(({ id, aliases = [] }) => id === wanted || aliases.includes(wanted))
}

/** A preset that must be there. @throws Failure with the nearest one. */
export function namedPreset(name: string, option: string): Preset {
  const preset = findPreset(name)
  if (preset) return preset
  throw new Failure(
    'PRESET_UNKNOWN',
    `${option} ${name}: there is no such preset; did you mean ${closest(name.toLowerCase(), presetNames())}? \`ollama-conformance presets\` lists all.`,
  )
}

/** A word as near to the name of a preset as a slip of the finger; undefined where none is. */
export function nearPreset(word: string): string | undefined {
  const wanted = word.toLowerCase()
  const nearest = closest(wanted, presetNames())
  return distance(wanted, nearest) <= Math.min(SLIPS, Math.floor(wanted.length / 3)) ? nearest : undefined
}

/** More wrong letters than this are another word. */
const SLIPS = 2

const presetNames = (): string[] => shippedPresets().flatMap(({ id, aliases = [] }) => [id, ...aliases])

/** Reads one preset. @throws Failure in one line, with the place. */
export function readPreset(file: string): Preset {
  const value = readYaml({ file, code: 'PRESET_INVALID', what: `The preset ${file}` })
  assertForm('preset', value, {
    code: 'PRESET_INVALID',
    says: `The preset ${file} is not valid`,
    fix: 'Its form is in specs/harness/preset.schema.json; take one of specs/presets as a model.',
  })
  return value as Preset
}
