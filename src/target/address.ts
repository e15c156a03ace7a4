import { Failure } from '../failure.ts'

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

/**
 * Reads a base URL. Without a path, `/v1` is meant, as OpenAI and Ollama have it.
 * @throws Failure when it is no http(s) URL.
 */
export function parseAddress(text: string): Address {
  let url: URL
  try {
    url = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`)
  } catch (cause) {
    throw new Failure('TARGET_INVALID', `--target ${text}: neither a URL nor a folder with a recording. Give for example http://127.0.0.1:11434 or fixtures/recordings/ollama-0.32.15.`, { cause })
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new Failure('TARGET_INVALID', `--target ${url.protocol}//…: only http and https are spoken. Give for example http://127.0.0.1:11434.`)
  }
  const path = url.pathname.replace(/\/+$/, '').replace(/\/(chat\/completions|models)$/, '')
  const user = decodeURIComponent(url.username)
  const password = decodeURIComponent(url.password)
  return {
    origin: url.origin,
    apiPath: path === '' ? '/v1' : path,
    authorization: user || password ? `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` : undefined,
  }
}

const DEFAULT_PORT = '11434'

/**
 * `OLLAMA_HOST` in every form Ollama takes: host, host:port, :port, [::1]:port, a full URL, 0.0.0.0 (all interfaces, so
 * loopback for a client). https without a port is 443, http as a URL without one is 80.
 * Source: https://docs.ollama.com/faq (OLLAMA_HOST), envconfig.Host of Ollama.
 */
export function parseOllamaHost(value: string): Address {
  const text = value.trim().replace(/^["']|["']$/g, '').trim()
  const [, scheme = '', rest = ''] = /^(?:(https?):\/\/)?(.*)$/i.exec(text) ?? []
  const [hostPort = '', ...pathParts] = rest.split('/')
  const { host, port } = splitHostPort(hostPort)
  const fallback = scheme === '' ? DEFAULT_PORT : scheme.toLowerCase() === 'https' ? '443' : '80'
  const valid = /^\d+$/.test(port) && Number(port) <= 65535
  const reachable = ['', '0.0.0.0', '::', '[::]'].includes(host) ? '127.0.0.1' : host
  const name = reachable.includes(':') && !reachable.startsWith('[') ? `[${reachable}]` : reachable
  const url = `${scheme || 'http'}://${name}:${port !== '' && valid ? port : fallback}/${pathParts.join('/')}`
  return parseAddress(url)
}

function splitHostPort(text: string): { host: string; port: string } {
  const bracketed = /^(\[[^\]]*\])(?::(.*))?$/.exec(text)
  if (bracketed) return { host: bracketed[1] ?? '', port: bracketed[2] ?? '' }
  if ((text.match(/:/g) ?? []).length > 1) return { host: text, port: '' }
  const [host = '', port = ''] = text.split(':')
  return { host, port }
}
