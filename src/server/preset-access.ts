import { Failure } from '../failure.ts'
import type { Preset, PresetHeader } from '../policy/preset.ts'
import { isSecret } from '../policy/without-secrets.ts'
import type { HeaderPair } from '../wire/exchange.ts'
import { headerText } from '../wire/header-text.ts'
import { headerValue } from './header-value.ts'
import type { NamedSide } from './named-sides.ts'
import type { Environment, SideOption } from './side-name.ts'

/** How a preset is let in to. */
export interface PresetAccess {
  /** Headers with secrets, by name. */
  keyHeaders: { [name: string]: string }
  headers: HeaderPair[]
  secrets: string[]
  /** The variable that holds the key, or should. */
  keyVariable: string
}

/** Gathers key and headers from the environment. @throws Failure in one line for what is missing or invalid, before anything is sent. */
export function presetAccess(
  preset: Preset,
  { option, keyOption, keyEnv }: Pick<NamedSide, 'option' | 'keyOption' | 'keyEnv'>,
  env: Environment,
): PresetAccess {
  const { key, headers = [] } = preset
  const variables = keyEnv === undefined ? key.variables : [keyEnv]
  const keyVariable = variables.find((name) => headerValue(env, name)) ?? variables[0] ?? ''
  const value = headerValue(env, keyVariable)
  if (!value && key.required)
    throw new Failure(
      'KEY_MISSING',
      `${option} ${preset.id} needs a key, and ${list(variables)} not set. Set ${variables[0]}${key.get === undefined ? '' : ` (keys are made at ${key.get})`}, or name another variable with ${keyOption}. Nothing was sent.`,
    )
  const given = headers.flatMap((header) => valueOf(preset, header, option, env))
  const own: [string, string][] = value
    ? [[key.header ?? 'authorization', key.header === undefined ? `Bearer ${value}` : value]]
    : []
  const secret = given.filter(({ header }) => isSecret(header))
  return {
    keyVariable,
    keyHeaders: Object.fromEntries([
      ...own,
      ...secret.map(({ header, text }): [string, string] => [header.name, text]),
    ]),
    headers: given.filter(({ header }) => !isSecret(header)).map(({ header, text }): HeaderPair => [header.name, text]),
    secrets: [...(value ? [value] : []), ...secret.map(({ text }) => text)],
  }
}

const list = (names: readonly string[]): string =>
  names.length === 1 ? `${names[0]} is` : `${names.slice(0, -1).join(', ')} and ${names.at(-1)} are`

function valueOf(
  { id }: Preset,
  header: PresetHeader,
  option: SideOption,
  env: Environment,
): { header: PresetHeader; text: string }[] {
  const text =
    header.value === undefined
      ? headerValue(env, header.variable ?? '')
      : headerText(header.value, `The header ${header.name} of the preset ${id}`)
  if (text) return [{ header, text }]
  if (!header.required) return []
  throw new Failure(
    'HEADER_MISSING',
    `${option} ${id} needs the header ${header.name} (${header.reason}): set ${header.variable}, for example \`export ${header.variable}=…\`. Nothing was sent.`,
  )
}
