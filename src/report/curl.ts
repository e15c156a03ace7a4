import type { KeyNames } from '../policy/key-names.ts'
import type { Exchange } from '../wire/exchange.ts'
import { LOG_COMMAND, UNSAFE } from './markdown-text.ts'
import { quoted } from './shell-word.ts'

/** Headers that curl sets itself or that only name the client. */
const OWN = /^(host|content-length|connection|accept-encoding|user-agent|x-stainless-.*)$/i

/**
 * The command that sends this request again, for a POSIX shell. The request may be somebody else's, so every word is
 * quoted, no body names a file, and the URL keeps its origin: null where it cannot. A key is taken from the environment,
 * never printed.
 */
export function curl({ request }: Pick<Exchange, 'request'>, origin: string, keys: KeyNames): string | null {
  const { method, path, headers, body } = request
  const url = URL.parse(origin + path)
  if (!path.startsWith('/') || url?.origin !== origin) return null
  const piped = body === null ? '' : pipe(body, request.padding ?? 0)
  const streams = /"stream": ?true/.test(body ?? '')
  const lines = [
    // `-g`: curl takes braces and brackets for lists of addresses.
    `curl -sS${streams ? 'N' : ''}i${/[[\]{}]/.test(url.href) ? 'g' : ''} ${quoted(url.href)}`,
    ...(method === (body === null ? 'GET' : 'POST') ? [] : [`-X ${quoted(method)}`]),
    ...headers
      .filter(([name]) => !OWN.test(name))
      .map(([name, value]) => `-H ${secretHeader(name, keys) ?? plainHeader(name, value)}`),
    // `-d` would read a file where the body begins with an `@`.
    ...(body === null ? [] : [piped === '' ? `--data-raw ${quoted(body)}` : '--data-binary @-']),
  ]
  return piped + lines.join(' \\\n  ')
}

/** Curl takes a header that ends in a colon for one to leave out, and sends an empty one for a semicolon. */
const plainHeader = (name: string, value: string): string =>
  quoted(value.trim() === '' ? `${name};` : `${name}: ${value}`)

/** A header with a secret, which the shell puts in; undefined for any other. */
function secretHeader(header: string, { key, headers = [] }: KeyNames): string | undefined {
  const name = header.toLowerCase()
  const [variable] = key.variables
  if (name === 'authorization') return `"Authorization: Bearer $${variable}"`
  if (name === key.header) return `"${name}: $${variable}"`
  const own = headers.find((one) => one.variable !== undefined && one.secret && one.name.toLowerCase() === name)
  return own && `"${name}: $${own.variable}"`
}

/** What a terminal takes for a key while text is pasted, the ends of lines, and what a report does not show as it is. */
const SPELLED = new RegExp(`[\\t\\n]|${UNSAFE.source}|${LOG_COMMAND.source}`, 'gmu')

/** Pipes in a body that cannot be printed as it is: `printf` makes blanks before it, and characters from numbers. */
function pipe(body: string, padding: number): string {
  if (padding === 0 && body.search(SPELLED) === -1) return ''
  const format = body.replace(/[\\%]/g, '$&$&').replace(SPELLED, octal)
  return padding === 0 ? `printf -- ${quoted(format)} | ` : `printf ${quoted(`%${padding}s${format}`)} '' | `
}

const octal = (character: string): string =>
  [...Buffer.from(character)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')
