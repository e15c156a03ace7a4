import type { IncomingMessage, ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { handle } from '../../stand-in/stand-in.ts'
import { bodyOf, httpServer } from '../cli/servers.ts'
import { ECHOES } from './echoes.ts'

export interface Parrot {
  url: string
  /** What each request was let in with: its authorization, other headers that carry keys, and its query. */
  heard: string[]
}

/** A server that says every key it knows wherever a server can say something, in every form; and it answers, so that it is asked on. */
export async function parrot(keys: readonly string[]): Promise<Parrot> {
  const heard: string[] = []
  let at = 0
  const said = (): string[] => keys.flatMap((key) => Object.values(ECHOES).map((echo) => echo(key)))
  const elsewhere = await httpServer((_request, response) => {
    heard.push('redirected')
    response.end()
  })
  const url = await httpServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { headers, method = 'GET', url: path = '/' } = request
    heard.push(
      [headers.authorization, headers['x-own-key'], headers['x-goog-api-key'], path.split('?')[1]]
        .filter(Boolean)
        .join(' '),
    )
    const body = await bodyOf(request)
    const echoes = said()
    const echo = echoes[at++ % echoes.length] ?? ''
    const visible = echo.replace(/[^\x20-\x7e]/g, '')
    const reply = path.startsWith('/v1/models')
      ? {
          status: 200,
          headers: [['content-type', 'application/json']],
          chunks: [
            {
              bytes: JSON.stringify({
                object: 'list',
                data: [
                  { id: 'gpt-4o-mini', object: 'model', created: 1, owned_by: echo },
                  ...keys.map((key) => ({ id: `embed-${key}`, object: 'model', created: 1, owned_by: key })),
                ],
              }),
            },
          ],
        }
      : path.startsWith('/api/')
        ? {
            status: 404,
            headers: [['content-type', 'application/json']],
            chunks: [{ bytes: JSON.stringify({ error: echoes }) }],
          }
        : handle({ method, path: path.split('?')[0] ?? '', headers: [], body: body || null })
    const status = at % 7 === 0 ? 401 : at % 11 === 0 ? 307 : reply.status
    const zipped = at % 5 === 0
    response.writeHead(
      path.startsWith('/v1/models') ? 200 : status,
      `OK ${visible}`,
      [
        ['x-echo', visible],
        ['x-request-id', visible],
        [`x-${visible.replace(/[^\w-]/g, '-')}`, 'yes'],
        ['set-cookie', `session=${visible}`],
        ['location', `${elsewhere}/v1?key=${visible}`],
        ['openai-version', visible],
        ['trailer', 'x-late'],
        ...(zipped ? [['content-encoding', 'gzip']] : []),
        ...reply.headers.filter(([name = '']) => !/date|connection|cookie|content-length|transfer/i.test(name)),
      ].flat(),
    )
    const text = reply.chunks.map(({ bytes }) => String(bytes)).join('')
    const full =
      status === 401
        ? JSON.stringify({
            error: { message: `Incorrect API key provided: ${echo}`, type: echo, param: echo, code: echo },
          })
        : text
            .replaceAll('"model":', `"echo":${JSON.stringify(echoes)},"model":`)
            .replaceAll('data: [DONE]', `: ${echo}\n\ndata: [DONE]`)
    const bytes = zipped ? gzipSync(full) : Buffer.from(full)
    // The border of two packets goes through an echo.
    const border = Math.max(1, bytes.indexOf(Buffer.from((keys[0] ?? '').slice(0, 6))) + 3)
    response.write(bytes.subarray(0, border))
    await new Promise((next) => setTimeout(next, 2))
    response.write(bytes.subarray(border))
    response.addTrailers({ 'x-late': visible })
    response.end()
  }
  return { url, heard }
}
