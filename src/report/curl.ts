import type { Exchange } from '../exchange/exchange.ts'
import type { Preset } from '../presets/preset.ts'

/** Headers that curl sets itself or that only name the client. */
const OWN = /^(host|content-length|connection|accept-encoding|user-agent|x-stainless-.*)$/i

/** The variable of a key where no preset tells of one. */
const KEY = 'OLLAMA_API_KEY'

/** The command that sends this request again. A key is taken from the environment, never printed. */
export function curl({ request }: Exchange, origin: string, preset?: Preset): string {
  const streams = /"stream": ?true/.test(request.body ?? '')
  const shown = request.headers.filter(([name]) => !OWN.test(name))
  const lines = [
    `curl -sS${streams ? 'N' : ''}i ${quote(origin + request.path)}`,
    ...(request.method === 'GET' || (request.method === 'POST' && request.body !== null) ? [] : [`-X ${request.method}`]),
    ...shown.flatMap(([name]) => secretHeader(name, preset) ?? []),
    ...shown.filter(([name]) => secretHeader(name, preset) === undefined).map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    ...(request.body === null ? [] : [request.padding === undefined ? `-d ${quote(request.body)}` : '--data-binary @-']),
  ]
  const blanks = request.body === null || request.padding === undefined ? '' : `{ printf '%${request.padding}s' ''; printf %s ${quote(request.body)}; } | `
  return blanks + lines.join(' \\\n  ')
}

/** A header with a secret, which the shell puts in; undefined for any other. */
function secretHeader(name: string, preset: Preset | undefined): string | undefined {
  const lower = name.toLowerCase()
  const key = preset?.key.variables[0] ?? KEY
  if (lower === 'authorization') return `-H "Authorization: Bearer $${key}"`
  if (lower === preset?.key.header) return `-H "${name}: $${key}"`
  const own = preset?.headers?.find((header) => header.variable !== undefined && header.secret && header.name.toLowerCase() === lower)
  return own && `-H "${name}: $${own.variable}"`
}

/** Single quotes for a POSIX shell. */
const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
