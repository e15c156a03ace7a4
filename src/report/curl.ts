import type { Exchange } from '../exchange/exchange.ts'

/** Headers that curl sets itself or that only name the client. */
const OWN = /^(host|content-length|connection|accept-encoding|user-agent|x-stainless-.*|authorization)$/i

/** The command that sends this request again. A key is taken from the environment, never printed. */
export function curl({ request }: Exchange, origin: string, keyVariable: string): string {
  const streams = /"stream": ?true/.test(request.body ?? '')
  const keyed = request.headers.some(([name]) => name.toLowerCase() === 'authorization')
  const lines = [
    `curl -sS${streams ? 'N' : ''}i ${quote(origin + request.path)}`,
    ...(request.method === 'GET' || (request.method === 'POST' && request.body !== null) ? [] : [`-X ${request.method}`]),
    ...(keyed ? [`-H "Authorization: Bearer $${keyVariable}"`] : []),
    ...request.headers.filter(([name]) => !OWN.test(name)).map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    ...(request.body === null ? [] : [request.padding === undefined ? `-d ${quote(request.body)}` : '--data-binary @-']),
  ]
  const blanks = request.body === null || request.padding === undefined ? '' : `{ printf '%${request.padding}s' ''; printf %s ${quote(request.body)}; } | `
  return blanks + lines.join(' \\\n  ')
}

/** Single quotes for a POSIX shell. */
const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
