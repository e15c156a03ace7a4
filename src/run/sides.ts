import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { httpTransport } from '../exchange/http-transport.ts'
import type { Deadlines } from '../exchange/exchange.ts'
import { Failure } from '../failure.ts'
import { isRecording } from '../recording/recording.ts'
import { addressText, parseAddress, parseOllamaHost, type Address } from '../target/address.ts'
import { asker } from '../target/discover.ts'
import { openRecording, openServer, type Endpoint } from '../target/open.ts'
import type { RunOptions } from './options.ts'

/** The environment variables a run looks at. */
export type Environment = Record<string, string | undefined>

const RECORDINGS = fileURLToPath(new URL('../../fixtures/recordings/', import.meta.url))
const OPENAI = 'https://api.openai.com/v1'
/** Long enough for a server on this machine, short enough not to be noticed when there is none. */
const GLANCE: Deadlines = { connect: 1500, headers: 3000, firstByte: 3000, idle: 3000, total: 4000 }

export interface Opened { endpoint: Endpoint; note: string | null }

/** The reference of a run: an endpoint that is asked, the observed facts, or none. */
export type Reference = { kind: 'endpoint'; endpoint: Endpoint } | { kind: 'observed' } | { kind: 'none' }

export interface Access { secrets: string[]; deadlines: Deadlines; env: Environment; signal?: AbortSignal }

export const deadlines = (seconds: number): Deadlines =>
  ({ connect: Math.min(10_000, seconds * 1000), headers: seconds * 1000, firstByte: seconds * 1000, idle: Math.min(60_000, seconds * 1000), total: seconds * 1000 })

/** Opens what `--target` names, or finds a target. @throws Failure in one line. */
export async function openTarget(options: RunOptions, access: Access): Promise<Opened> {
  const { target } = options
  if (target === undefined) return findTarget(options, access)
  if (target === 'openai') return { endpoint: await open(openaiAddress(access.env), 'OPENAI_API_KEY', options.models, access), note: null }
  if (isFolder(target)) return { endpoint: openFolder(target, '--target'), note: null }
  return { endpoint: await live(parseAddress(target), options, access), note: null }
}

/**
 * The two ways to one server: through a gateway, which is then the target, and directly, which is then the reference.
 * The key of the gateway is the target's, that of the server behind it the reference's. @throws Failure in one line.
 */
export async function openVia(options: RunOptions & { via: string }, access: Access): Promise<Opened & { reference: Reference }> {
  const direct = options.target === undefined ? parseOllamaHost(access.env['OLLAMA_HOST'] ?? '') : parseAddress(options.target)
  const models = options.referenceModel === undefined ? options.models : { ...options.models, chat: options.referenceModel, tools: options.referenceModel }
  const reference: Reference = { kind: 'endpoint', endpoint: await open(direct, options.referenceApiKeyEnv, models, access) }
  return { endpoint: await live(parseAddress(options.via, '--via'), options, access), reference, note: null }
}

async function findTarget(options: RunOptions, access: Access): Promise<Opened> {
  const host = access.env['OLLAMA_HOST']
  const address = parseOllamaHost(host ?? '')
  if (await answers(address)) return { endpoint: await live(address, options, access), note: null }
  const bundled = bundledRecording()
  const asked = host === undefined ? addressText(address) : `${addressText(address)} (OLLAMA_HOST)`
  return { endpoint: openRecording(bundled), note: `No server answers at ${asked}. Judging the bundled recording ${path.basename(bundled)} instead; name a server with --target.` }
}

async function answers(address: Address): Promise<boolean> {
  const transport = httpTransport(address.origin, GLANCE)
  const { status } = await asker(transport)('GET', `${address.apiPath}/models`)
  transport.close?.()
  return status !== null
}

/** The newest Ollama among the recordings that ship with the project. */
export function bundledRecording(): string {
  const version = (name: string): number[] => (name.match(/\d+/g) ?? []).map(Number)
  const newest = (existsSync(RECORDINGS) ? readdirSync(RECORDINGS) : []).filter((name) => name.startsWith('ollama-'))
    .sort((a, b) => version(b).map((part, at) => part - (version(a)[at] ?? 0)).find((difference) => difference !== 0) ?? 0)[0]
  if (newest === undefined) throw new Failure('NO_TARGET', 'No server answers and no recording is bundled. Name a server with --target.')
  return path.join(RECORDINGS, newest)
}

/** Opens what `--reference` names. Without one: OpenAI live when there is a key, else the observed facts. */
export async function openReference(options: RunOptions, access: Access): Promise<Reference> {
  const { reference = access.env['OPENAI_API_KEY'] ? 'openai' : 'observed' } = options
  if (reference === 'observed' || reference === 'none') return { kind: reference }
  if (isFolder(reference)) return { kind: 'endpoint', endpoint: openFolder(reference, '--reference') }
  const openai = openaiAddress(access.env)
  const address = reference === 'openai' ? openai : parseAddress(reference, '--reference')
  const keyEnv = options.referenceApiKeyEnv ?? (isTrusted(address, openai) ? 'OPENAI_API_KEY' : undefined)
  const models = options.referenceModel === undefined ? {} : { chat: options.referenceModel, tools: options.referenceModel }
  return { kind: 'endpoint', endpoint: await open(address, keyEnv, models, access) }
}

const openaiAddress = (env: Environment): Address => parseAddress(env['OPENAI_BASE_URL'] || OPENAI, 'OPENAI_BASE_URL')

/** The OpenAI key goes to OpenAI, to where OPENAI_BASE_URL points, and to this machine: nowhere else unasked. */
const isTrusted = (address: Address, openai: Address): boolean =>
  address.origin === openai.origin || address.origin === new URL(OPENAI).origin || /^(127(\.\d+){3}|localhost|\[::1\])$/.test(new URL(address.origin).hostname)

const live = (address: Address, options: RunOptions, access: Access): Promise<Endpoint> =>
  open(address, options.apiKeyEnv, options.models, access)

function open(address: Address, apiKeyEnv: string | undefined, named: RunOptions['models'], access: Access): Promise<Endpoint> {
  const apiKey = apiKeyEnv === undefined ? undefined : access.env[apiKeyEnv]
  if (apiKey) access.secrets.push(apiKey)
  if (address.authorization) access.secrets.push(...userInfoSecrets(address.authorization))
  return openServer({
    address, named, apiKey: apiKey || undefined, apiKeyEnv: apiKeyEnv ?? '--reference-api-key-env', secrets: access.secrets, deadlines: access.deadlines,
    ...(access.signal ? { signal: access.signal } : {}),
  })
}

function userInfoSecrets(authorization: string): string[] {
  const coded = authorization.replace(/^Basic /, '')
  const plain = Buffer.from(coded, 'base64').toString('utf8')
  const user = plain.slice(0, plain.indexOf(':'))
  const password = plain.slice(user.length + 1)
  // A name before a password is no secret, and masking it would spoil answers: `user` is also a role.
  return [coded, plain, password === '' ? user : password]
}

const isFolder = (text: string): boolean => !/^https?:\/\//.test(text) && existsSync(text)

function openFolder(dir: string, option: string): Endpoint {
  const side = option === '--target' ? 'target' : 'reference'
  const folder = [dir, path.join(dir, side)].find(isRecording)
  if (folder === undefined) throw new Failure('RECORDING_INVALID', `${option} ${dir} holds no recording.json. Name a folder that --record or a run wrote.`)
  return openRecording(folder)
}
