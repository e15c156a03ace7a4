import { existsSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { assertForm } from '../contract/assert-form.ts'
import { deviations, findDeviation } from '../deviations/catalogue.ts'
import { MOST_OF_JSON, readText } from '../disk/read-file.ts'
import { readYaml } from '../disk/read-yaml.ts'
import { Failure } from '../failure.ts'
import { nearest } from '../nearest.ts'
import type { Profile } from './profile.ts'

const folder = fileURLToPath(new URL('../../specs/profiles/', import.meta.url))
/** The same profiles in one file, which is read in a fraction of the time: `npm run generate` makes it. */
export const PROFILES_FILE = fileURLToPath(new URL('../../specs/profiles.json', import.meta.url))

let shipped: readonly Profile[] | undefined

/** The profiles that ship with the project, sorted by id. They do not change, so they are read once. */
export const shippedProfiles = (): readonly Profile[] =>
  (shipped ??= JSON.parse(
    readText({ file: PROFILES_FILE, code: 'PROFILE_INVALID', what: PROFILES_FILE }, MOST_OF_JSON),
  ) as Profile[])

/** The profiles as people edit them, sorted by id. @throws Failure in one line, with the place. */
export const profilesByHand = (): Profile[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => readProfile(path.join(folder, name)))
    .sort((a, b) => (a.id < b.id ? -1 : 1))

/** What `--profile` names: ids of shipped profiles, or files of one's own. @throws Failure for what is neither. */
export function namedProfiles(names: readonly string[]): Profile[] {
  if (names.length === 0) return []
  const known = shippedProfiles()
  const profiles = names.map((name) => known.find(({ id }) => id === name) ?? ownProfile(name, known))
  const twice = profiles.find(({ id }, at) => profiles.findIndex((other) => other.id === id) !== at)
  if (twice)
    throw new Failure('PROFILE_INVALID', `Two of the profiles have the id ${twice.id}. Give each an id of its own.`)
  return profiles
}

function ownProfile(name: string, known: readonly Profile[]): Profile {
  const ids = known.map(({ id }) => id)
  if (!isFile(name)) {
    throw new Failure(
      'PROFILE_UNKNOWN',
      `--profile ${name} is neither a known client nor a file. The nearest client is ${nearest(name, ids)}; \`ollama-conformance list --profiles\` shows all.`,
    )
  }
  const profile = readProfile(name)
  if (ids.includes(profile.id))
    throw new Failure(
      'PROFILE_INVALID',
      `--profile ${name} has the id ${profile.id}, which is that of a shipped profile. Give it another, and \`extends: ${profile.id}\` if it adds to that.`,
    )
  if (profile.extends !== undefined && !ids.includes(profile.extends)) {
    throw new Failure(
      'PROFILE_INVALID',
      `--profile ${name} extends ${profile.extends}, which is no shipped profile. The nearest is ${nearest(profile.extends, ids)}.`,
    )
  }
  return profile
}

const isFile = (name: string): boolean => existsSync(name) && statSync(name).isFile()

/** Reads one profile, YAML or JSON. @throws Failure in one line, with the place. */
export function readProfile(file: string): Profile {
  const value = readYaml({ file, code: 'PROFILE_INVALID', what: `The profile ${file}` })
  assertForm('profile', value, {
    code: 'PROFILE_INVALID',
    says: `The profile ${file} is not valid`,
    fix: 'It needs at least `id`, `name`, and `requires`, a list of `rules` with a `reason` each, or `deviations` with `measured`.',
  })
  const profile = value as Profile
  assertDeviationsExist(file, profile)
  return profile
}

/** @throws Failure for a profile that speaks of a deviation that there is not, or of one twice. */
function assertDeviationsExist(file: string, { deviations: told = {} }: Profile): void {
  const { breaks = [], limits = [], flaky = [], survives = [], unmet = [], 'not-tried': notTried = [] } = told
  const names = [...[...breaks, ...limits, ...flaky].map(({ name }) => name), ...survives, ...unmet, ...notTried]
  const unknown = names.find((name) => !findDeviation(name))
  if (unknown !== undefined) {
    const known = deviations.map(({ name }) => name)
    throw new Failure(
      'PROFILE_INVALID',
      `The profile ${file} names the deviation ${unknown}, which this version does not know. The nearest is ${nearest(unknown, known)}. If a newer version measured the profile, update ollama-conformance.`,
    )
  }
  const seen = new Set<string>()
  const twice = names.find((name) => seen.size === seen.add(name).size)
  if (twice !== undefined)
    throw new Failure('PROFILE_INVALID', `The profile ${file} gives two results with the deviation ${twice}.`)
}
