import { Failure } from '../failure.ts'
import { requestPath } from './request-path.ts'

/** Where an API is: origin, and the path its endpoints stand below. */
export interface Address {
  origin: string
  /** For example `/v1`, or `/v1beta/openai`. */
  apiPath: string
  /** User info of the URL, as an Authorization header; never printed. */
  authorization: string | undefined
}

/** The address as people may read it: without user info. */
export const addressText = ({ origin, apiPath }: Address): string => origin + apiPath

/** Whether an origin is on this machine's loopback interface. */
export const isLoopback = (origin: string): boolean =>
  /^(127(\.\d+){3}|localhost|\[::1\])$/.test(new URL(origin).hostname)

/** Command lines and messages are kept and shown, so whoever is named before the host of a URL is not. */
export const withoutUserInfo = (text: string): string =>
  text.replace(/\b([a-z][a-z0-9+.-]*:\/\/)\S*@|[^\s@]+:\S*@/gi, (_all, scheme: string = '') => `${scheme}[redacted]@`)

/**
 * Reads a base URL. Without a path, `/v1` is meant, as OpenAI and Ollama have it.
 * @throws Failure when it is no http(s) URL; `option` says where it came from.
 */
export function parseAddress(text: string, option = '--target'): Address {
  const spelled = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`
  let url: URL
  let authorization: string | undefined
  try {
    url = new URL(spelled)
    authorization = authorizationOf(url)
  } catch (cause) {
    throw new Failure(
      'ADDRESS_INVALID',
      `${option} ${withoutUserInfo(spelled)} is ${option.startsWith('--') ? 'neither a URL nor a folder with a recording' : 'no address'}. Give for example http://127.0.0.1:11434${option.startsWith('--') ? ', or a folder that --record wrote' : ''}.`,
      { cause },
    )
  }
  if (url.search !== '')
    throw new Failure(
      'ADDRESS_INVALID',
      `${option} ${withoutUserInfo(url.origin + url.pathname)}?…: what stands behind the question mark would not be sent. Leave it out; a key is read from the variable that --api-key-env names.`,
    )
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new Failure(
      'ADDRESS_INVALID',
      `${option} ${url.protocol}//…: only http and https are spoken. Give for example http://127.0.0.1:11434.`,
    )
  }
  const path = requestPath(url)
    .replace(/\/+$/, '')
    .replace(/\/(chat\/completions|models)$/, '')
  return { origin: url.origin, apiPath: path === '' ? '/v1' : path, authorization }
}

/** @throws URIError for user info that is not percent-encoded as it must be. */
function authorizationOf({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined
  return `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}`
}

const DEFAULT_PORT = '11434'

/**
 * `OLLAMA_HOST` in every form Ollama takes: host, host:port, :port, [::1]:port, a full URL, 0.0.0.0 (all interfaces, so
 * loopback for a client). https without a port is 443, http as a URL without one is 80.
 * Source: https://docs.ollama.com/faq (OLLAMA_HOST), envconfig.Host of Ollama.
 */
export function parseOllamaHost(value: string): Address {
  const text = value
    .trim()
    .replace(/^["']|["']$/g, '')
    .trim()
  const [, scheme = '', rest = ''] = /^(?:(https?):\/\/)?(.*)$/i.exec(text) ?? []
  const [hostPort = '', ...pathParts] = rest.split('/')
  const { host, port } = splitHostPort(hostPort)
  const fallback = scheme === '' ? DEFAULT_PORT : scheme.toLowerCase() === 'https' ? '443' : '80'
  const valid = /^\d+$/.test(port) && Number(port) <= 65535
  const reachable = ['', '0.0.0.0', '::', '[::]'].includes(host) ? '127.0.0.1' : host
  const name = reachable.includes(':') && !reachable.startsWith('[') ? `[${reachable}]` : reachable
  const url = `${scheme || 'http'}://${name}:${port !== '' && valid ? port : fallback}/${pathParts.join('/')}`
  return parseAddress(url, 'OLLAMA_HOST')
}

function splitHostPort(text: string): { host: string; port: string } {
  const bracketed = /^(\[[^\]]*\])(?::(.*))?$/.exec(text)
  if (bracketed) return { host: bracketed[1] ?? '', port: bracketed[2] ?? '' }
  if ((text.match(/:/g) ?? []).length > 1) return { host: text, port: '' }
  const [host = '', port = ''] = text.split(':')
  return { host, port }
}
