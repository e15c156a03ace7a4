import { existsSync } from 'node:fs'
import path from 'node:path'
import { closest } from 'fastest-levenshtein'
import { Failure } from '../failure.ts'
import { findPreset, namedPreset, nearPreset } from '../policy/preset-file.ts'
import type { Preset } from '../policy/preset.ts'
import { isRecording } from '../recording/recording.ts'
import { parseAddress, parseOllamaHost, type Address } from '../wire/address.ts'

/** The environment variables a run looks at. */
export type Environment = Record<string, string | undefined>

/** What an option that names a side stands for. */
export type SideName =
  | { kind: 'recording'; dir: string }
  | { kind: 'preset'; preset: Preset; address: Address }
  | { kind: 'url'; address: Address }

export type SideOption = '--target' | '--reference' | '--via'

/** `gemini`, `qwen@cn`, `litellm=https://gateway.example/v1`, `my-gateway.yaml`. */
const PRESET = /^(?<name>[^@=:]*?)(?:@(?<region>[\w.-]+))?(?:=(?<url>https?:\/\/.*))?$/
/** What can only be meant for a preset, and not for the name of a host. */
const SURELY = /[@=]/

/** What nobody would write for a server: a first part without a dot or a port, or one of a drive. */
const PATH = /^(?:\.{0,2}|~|(?!localhost[\\/])[^.:\\/[\]@]+|[a-z]:)[\\/]/i

/** Tells what a side is. Presets go before folders of the same name. @throws Failure in one line for what is nothing. */
export function readSideName(text: string, option: SideOption, env: Environment): SideName {
  const { name = '', region, url } = PRESET.exec(text)?.groups ?? {}
  const preset = name === '' ? undefined : findPreset(name)
  if (preset) return { kind: 'preset', preset, address: addressOf(preset, { region, url, option, env }) }
  if (!isUrl(text) && existsSync(text)) return { kind: 'recording', dir: recordingIn(text, option) }
  if (name !== '' && SURELY.test(text)) namedPreset(name, option)
  const near = /^[a-z][a-z0-9-]*$/i.test(text) ? nearPreset(text) : undefined
  if (near !== undefined)
    throw new Failure(
      'PRESET_UNKNOWN',
      `${option} ${text} is no preset; did you mean ${near}? \`ollama-conformance presets\` lists all. A host of that name is written http://${text}.`,
    )
  if (PATH.test(text))
    throw new Failure(
      'RECORDING_MISSING',
      `${option} ${text}: there is no such folder. Name one that --record or a run wrote; the address of a server begins with http:// or https://.`,
    )
  return { kind: 'url', address: parseAddress(text, option) }
}

/** Whether a text names a preset, wherever that is. */
export const namesPreset = (text: string): boolean => {
  const { name = '' } = PRESET.exec(text)?.groups ?? {}
  return name !== '' && findPreset(name) !== undefined
}

const isUrl = (text: string): boolean => /^https?:\/\//.test(text)

function recordingIn(dir: string, option: SideOption): string {
  const folder = [dir, path.join(dir, option === '--reference' ? 'reference' : 'target')].find(isRecording)
  if (folder === undefined)
    throw new Failure(
      'RECORDING_INVALID',
      `${option} ${dir} holds no recording.json. Name a folder that --record or a run wrote.`,
    )
  return folder
}

interface Wanted {
  region: string | undefined
  url: string | undefined
  option: SideOption
  env: Environment
}

/** Where a preset is: as written beside it, in that region, where its variable points, or where it usually is. */
export function addressOf(
  { id, baseUrl, urlVariable, regions = {}, native }: Preset,
  { region, url, option, env }: Wanted,
): Address {
  if (url !== undefined) return parseAddress(url, option)
  if (region !== undefined)
    return parseAddress(regions[region] ?? unknownRegion(id, region, Object.keys(regions), option), option)
  const named = urlVariable === undefined ? undefined : env[urlVariable]?.trim()
  if (named) return native ? parseOllamaHost(named) : parseAddress(named, urlVariable)
  if (baseUrl === null)
    throw new Failure(
      'PRESET_ADDRESS',
      `${option} ${id} has no address of its own: write it as ${id}=https://gateway.example/v1.`,
    )
  return parseAddress(
    baseUrl.replace(
      /\$\{(\w+)\}/g,
      (_all, variable: string) => env[variable]?.trim().replace(/\/+$/, '') || missing(id, variable, option),
    ),
    option,
  )
}

function unknownRegion(id: string, region: string, regions: string[], option: SideOption): never {
  const all =
    regions.length === 0
      ? `${id} has no regions.`
      : `Did you mean ${id}@${closest(region, regions)}? All: ${regions.join(', ')}.`
  throw new Failure('PRESET_REGION', `${option} ${id}@${region}: there is no such region. ${all}`)
}

function missing(id: string, variable: string, option: SideOption): never {
  throw new Failure(
    'PRESET_ADDRESS',
    `${option} ${id} is at an address of yours, which ${variable} must hold: set it, for example \`export ${variable}=https://…\`, or write ${id}=https://…. Nothing was sent.`,
  )
}
