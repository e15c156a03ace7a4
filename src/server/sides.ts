import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Failure } from '../failure.ts'
import type { RunOptions } from '../record/options.ts'
import { addressText, parseOllamaHost, type Address } from '../wire/address.ts'
import type { Deadlines, ExchangeFailure, Transport } from '../wire/exchange.ts'
import { httpTransport } from '../wire/http-transport.ts'
import { userInfoOf } from '../wire/secret-places.ts'
import { headerValue } from './header-value.ts'
import { keyOfUrl, nameSides, type NamedSide, type NamedSides } from './named-sides.ts'
import { openRecording, openServer, type Endpoint, type OpenOptions } from './open.ts'
import { presetAccess } from './preset-access.ts'
import type { Environment, SideName } from './side-name.ts'

export type { Environment } from './side-name.ts'

const RECORDINGS = fileURLToPath(new URL('../../fixtures/recordings/', import.meta.url))

export interface Opened {
  endpoint: Endpoint
  note: string | null
}

/** The reference of a run: an endpoint that is asked, the observed facts, or none. */
export type Reference = { kind: 'endpoint'; endpoint: Endpoint } | { kind: 'observed' } | { kind: 'none' }

export interface Access {
  secrets: string[]
  deadlines: Deadlines
  env: Environment
  signal?: AbortSignal
  /** Where no target is named and nobody listens at the usual address, the bundled recording is shown instead. */
  mayDemonstrate?: boolean
}

export const deadlines = (seconds: number): Deadlines => ({
  connect: Math.min(10_000, seconds * 1000),
  headers: seconds * 1000,
  firstByte: seconds * 1000,
  idle: Math.min(60_000, seconds * 1000),
  total: seconds * 1000,
})

/** Opens the target that is named, or finds one. @throws Failure in one line. */
export async function openTarget({ target }: NamedSides, options: RunOptions, access: Access): Promise<Opened> {
  return target === undefined ? findTarget(options, access) : { endpoint: await open(target, access), note: null }
}

/** Learns all secrets before anybody is asked: each side may know those of the other. */
export function learnSecrets({ target, reference }: NamedSides, options: RunOptions, access: Access): void {
  for (const side of [target ?? usualTarget(options, access.env), ...('name' in reference ? [reference] : [])]) {
    if (side.name.kind !== 'recording') access.secrets.push(...credentialsOf(side, side.name, access.env).secrets)
  }
}

/** Where the target is, and a way to ask it before it is opened. @throws Failure for a recording, which nobody can ask. */
export function targetTransport(options: RunOptions, access: Access): { address: Address; transport: Transport } {
  const { target } = nameSides({ ...options, reference: 'none' }, access.env)
  const side = target ?? usualTarget(options, access.env)
  if (side.name.kind === 'recording')
    throw new Failure('TARGET_INVALID', `--target ${side.name.dir} is a recording. Name a server that runs.`)
  const { address } = side.name
  const { keyHeaders } = credentialsOf(side, side.name, access.env)
  return { address, transport: httpTransport(address.origin, access.deadlines, keyHeaders) }
}

/** The Ollama that is looked for where no target is named. */
const usualTarget = ({ apiKeyEnv, models }: RunOptions, env: Environment): NamedSide => ({
  name: { kind: 'url', address: parseOllamaHost(env['OLLAMA_HOST'] ?? '') },
  option: '--target',
  keyOption: '--api-key-env',
  keyEnv: apiKeyEnv,
  models,
})

async function findTarget(options: RunOptions, access: Access): Promise<Opened> {
  try {
    return { endpoint: await open(usualTarget(options, access.env), access), note: null }
  } catch (error) {
    if (!access.mayDemonstrate || access.env['OLLAMA_HOST'] || !nobodyListens(error)) throw error
    return demonstration(parseOllamaHost(''))
  }
}

/** A server that is there and does not answer properly has to be reported: only a connection that is refused counts as none. */
const nobodyListens = (error: unknown): boolean =>
  error instanceof Failure && (error.cause as ExchangeFailure | undefined)?.stage === 'connect'

function demonstration(address: Address): Opened {
  const { info, ...recording } = openRecording(bundledRecording())
  const { software, version } = info.server
  return {
    endpoint: { ...recording, info: { ...info, bundled: true } },
    note: `Demonstration: no server answers at ${addressText(address)}. This judges a recording of ${software} ${version} that ships with the suite, not a server of yours.`,
  }
}

/** The newest Ollama among the recordings that ship with the project. */
export function bundledRecording(): string {
  const version = (name: string): number[] => (name.match(/\d+/g) ?? []).map(Number)
  const newest = (existsSync(RECORDINGS) ? readdirSync(RECORDINGS) : [])
    .filter((name) => name.startsWith('ollama-'))
    .sort(
      (a, b) =>
        version(b)
          .map((part, at) => part - (version(a)[at] ?? 0))
          .find((difference) => difference !== 0) ?? 0,
    )[0]
  if (newest === undefined)
    throw new Failure('NO_TARGET', 'No server answers and no recording is bundled. Name a server with --target.')
  return path.join(RECORDINGS, newest)
}

/** Opens the reference that is named, or that there is a key for. */
export async function openReference({ reference }: NamedSides, access: Access): Promise<Reference> {
  return 'kind' in reference ? { kind: reference.kind } : { kind: 'endpoint', endpoint: await open(reference, access) }
}

function open(side: NamedSide, { env, secrets, deadlines, signal }: Access): Promise<Endpoint> | Endpoint {
  const { name, models: named } = side
  if (name.kind === 'recording') return openRecording(name.dir)
  return openServer({
    address: name.address,
    named,
    ...credentialsOf(side, name, env),
    secrets,
    deadlines,
    ...(signal ? { signal } : {}),
  })
}

type Credentials = Pick<OpenOptions, 'keyHeaders' | 'apiKeyEnv' | 'preset'> & { secrets: string[] }

const credentialsOf = (
  side: NamedSide,
  name: Exclude<SideName, { kind: 'recording' }>,
  env: Environment,
): Credentials => (name.kind === 'preset' ? ofPreset(name, side, env) : ofUrl(name.address, side, env))

function ofPreset(
  { preset, address }: Extract<SideName, { kind: 'preset' }>,
  side: NamedSide,
  env: Environment,
): Credentials {
  const { headers, keyVariable, keyHeaders, secrets } = presetAccess(preset, side, env)
  const basic = basicOf(address)
  // What stands in the URL lets in where there is no key.
  return {
    apiKeyEnv: keyVariable,
    keyHeaders: { ...basic.keyHeaders, ...keyHeaders },
    secrets: [...secrets, ...basic.secrets],
    preset: { data: preset, headers },
  }
}

function ofUrl(address: Address, side: NamedSide, env: Environment): Credentials {
  const variable = keyOfUrl(side, address, env)
  const key = variable === undefined ? undefined : headerValue(env, variable)
  const basic = basicOf(address)
  return {
    apiKeyEnv: variable ?? side.keyOption,
    keyHeaders: { ...basic.keyHeaders, ...(key ? { authorization: `Bearer ${key}` } : {}) },
    secrets: [...(key ? [key] : []), ...basic.secrets],
  }
}

/** User info of the URL. */
function basicOf({ authorization }: Address): Pick<Credentials, 'keyHeaders' | 'secrets'> {
  if (authorization === undefined) return { keyHeaders: {}, secrets: [] }
  const coded = authorization.replace(/^Basic /, '')
  // A name before a password is no secret, and masking it would spoil answers: `user` is also a role.
  return { keyHeaders: { authorization }, secrets: [coded, ...userInfoOf(coded)] }
}
