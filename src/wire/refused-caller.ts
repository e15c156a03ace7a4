import type { IncomingMessage } from 'node:http'

const LOCAL = ['localhost', '127.0.0.1', '0.0.0.0'].flatMap((host) => [`http://${host}`, `https://${host}`])

/** The origins that Ollama allows by default (`AllowedOrigins` in its envconfig); `*` stands for any text. */
const ALLOWED_ORIGINS = [
  ...LOCAL,
  ...LOCAL.map((origin) => `${origin}:*`),
  'app://*',
  'file://*',
  'tauri://*',
  'vscode-webview://*',
  'vscode-file://*',
]

/** Why a request is refused. */
export interface Refusal {
  code: string
  message: string
}

type Asked = Pick<IncomingMessage, 'url'> & { headers: Pick<IncomingMessage['headers'], 'host' | 'origin'> }

/**
 * Why a request to a server on loopback at `port` is refused; undefined where it is not. Any site can make its name
 * resolve to this machine (DNS rebinding) and have its pages ask what listens here. Only the `Host` of such a request
 * shows that, and a proxy replaces the `Host`. Pages that Ollama refuses are refused as well, except for `origins`.
 */
export function refusalOf({ url = '', headers }: Asked, port: number, origins: readonly string[]): Refusal | undefined {
  const { host = '', origin } = headers
  // A whole URL in place of a path names a host as well, and servers prefer that one.
  const asked = url.startsWith('/') ? host : url
  if (!isOwnHost(asked, port)) {
    const message = `the Host ${quoted(asked)} is not this machine: use 127.0.0.1:${port} or localhost:${port}`
    return { code: 'host_not_allowed', message }
  }
  if (origin === undefined) return undefined
  if ([...ALLOWED_ORIGINS, ...origins].some((allowed) => matches(allowed, origin))) return undefined
  const message = `the Origin ${quoted(origin)} is not allowed: add it to OLLAMA_ORIGINS`
  return { code: 'origin_not_allowed', message }
}

/** A stranger may send a long text. */
const quoted = (text: string): string => JSON.stringify(text.slice(0, 100))

function isOwnHost(host: string, port: number): boolean {
  const [, own] = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::(\d{1,5}))?$/i.exec(host) ?? [undefined, 'none']
  return Number(own ?? 80) === port
}

function matches(allowed: string, origin: string): boolean {
  const [head = '', tail] = allowed.split('*')
  if (tail === undefined) return origin === allowed
  return origin.length >= head.length + tail.length && origin.startsWith(head) && origin.endsWith(tail)
}

/** The origins that OLLAMA_ORIGINS names, as Ollama reads it. */
export const namedOrigins = (value = ''): string[] =>
  value
    .split(',')
    .map((origin) => origin.trim())
    .filter(Boolean)
