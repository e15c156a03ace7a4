import { Failure } from '../failure.ts'
import type { Environment } from '../server/side-name.ts'
import { isLoopback, parseAddress, withoutUserInfo } from '../wire/address.ts'
import { webOf, type Web } from '../wire/web.ts'
import { releaseFacts } from './facts.ts'

/** A place that releases come from: the vendor, or a mirror of the same layout. */
export interface Source {
  web: Web
  /** First page of the list. */
  list: URL
  file: (version: string, name: string) => URL
}

interface SourceOptions {
  /** Base URL of a mirror; the vendor where absent. */
  mirror?: string | undefined
  env: Environment
  signal?: AbortSignal | undefined
}

const ELSEWHERE = 'Name a mirror with --releases-from, or an Ollama binary.'

/** @throws Failure for an address that cannot be a mirror. */
export function sourceOf({ mirror, env, signal }: SourceOptions): Source {
  const named = mirror ?? env['OLLAMA_CONFORMANCE_RELEASES']?.trim()
  return named ? mirrorAt(named, env, signal) : vendor(env, signal)
}

function vendor(env: Environment, signal: AbortSignal | undefined): Source {
  const { list, downloads } = releaseFacts()
  const token = env['GITHUB_TOKEN']?.trim()
  // The list may be asked for 60 times an hour without a token, by all behind one address together.
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {}
  return {
    web: webOf({
      env,
      signal,
      elsewhere: ELSEWHERE,
      fromLoopback: false,
      secretHeaders: { origin: new URL(list).origin, headers },
    }),
    list: new URL(list),
    file: (version, name) => new URL(`${downloads}/v${version}/${name}`),
  }
}

function mirrorAt(text: string, env: Environment, signal: AbortSignal | undefined): Source {
  const url = URL.parse(text)
  const fromLoopback = url?.protocol === 'http:' && isLoopback(url.origin)
  if (url?.protocol !== 'https:' && !fromLoopback)
    throw new Failure(
      'MIRROR_INVALID',
      `--releases-from ${withoutUserInfo(text)} is not the URL of a mirror. Give one that begins with https://; http:// is for this machine only.`,
    )
  const { origin, authorization } = parseAddress(credentialsOnly(url), '--releases-from')
  const base = `${url.origin}${url.pathname.replace(/\/+$/, '')}`
  const headers: Record<string, string> = authorization === undefined ? {} : { authorization }
  return {
    web: webOf({ env, signal, elsewhere: ELSEWHERE, fromLoopback, secretHeaders: { origin, headers } }),
    list: new URL(`${base}/releases.json`),
    file: (version, name) => new URL(`${base}/v${version}/${name}`),
  }
}

/** The URL without its path and query, which are no business of the key. */
function credentialsOnly(url: URL): string {
  const plain = new URL(url)
  plain.pathname = ''
  plain.search = ''
  return plain.href
}
