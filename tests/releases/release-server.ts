import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { whenDone } from '../cli/when-done.ts'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

export interface ReleaseServer {
  url: string
  /** What was asked for, in order: the path, and the range behind a blank. */
  asked: string[]
  /** Files by path, such as `/v0.24.0/ollama-linux-amd64.tgz`. */
  files: Map<string, Buffer>
  /** Answers the next request for a path in another way. */
  once: (at: string, answer: Answer) => void
}

export interface Release {
  version: string
  archives: Record<string, Buffer>
  prerelease?: boolean
  /** How its list of checksums writes a name; `none` where it has no such list. */
  sums?: 'plain' | 'dotted' | 'none'
  digests?: boolean
}

export const sha256 = (data: Buffer): string => createHash('sha256').update(data).digest('hex')

/** A mirror of releases, of the vendor's layout, on a free port of this machine. `ranges: false`: it always sends a whole file. */
export async function releaseServer(releases: Release[], { ranges = true } = {}): Promise<ReleaseServer> {
  const asked: string[] = []
  const files = new Map<string, Buffer>([['/releases.json', Buffer.from(JSON.stringify(releases.map(listed)))]])
  for (const { version, archives, sums = 'dotted' } of releases) {
    for (const [name, data] of Object.entries(archives)) files.set(`/v${version}/${name}`, data)
    if (sums === 'none') continue
    const lines = Object.entries(archives).map(
      ([name, data]) => `${sha256(data)}  ${sums === 'plain' ? '' : './'}${name}`,
    )
    files.set(`/v${version}/sha256sum.txt`, Buffer.from(`${lines.join('\n')}\n`))
  }
  const special = new Map<string, Answer[]>()
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://host')
    asked.push([pathname, request.headers.range ?? []].flat().join(' '))
    const answer = special.get(pathname)?.shift()
    if (answer) answer(request, response)
    else sendFile(files.get(pathname), ranges ? request.headers.range : undefined, response)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  whenDone(() => {
    server.close()
    server.closeAllConnections()
  })
  const once = (at: string, answer: Answer): void => void special.set(at, [...(special.get(at) ?? []), answer])
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, files, once }
}

const listed = ({ version, archives, prerelease = false, digests = false }: Release): object => ({
  tag_name: `v${version}`,
  name: version.replace(/-rc.*/, ''),
  draft: false,
  prerelease,
  assets: Object.entries(archives).map(([name, data]) => ({
    name,
    size: data.length,
    ...(digests ? { digest: `sha256:${sha256(data)}` } : {}),
  })),
})

function sendFile(data: Buffer | undefined, range: string | undefined, response: ServerResponse): void {
  if (data === undefined) return void response.writeHead(404).end('Not Found')
  const start = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? Number.NaN)
  if (Number.isNaN(start)) return void response.writeHead(200, { 'content-length': data.length }).end(data)
  if (start >= data.length) return void response.writeHead(416, { 'content-range': `bytes */${data.length}` }).end()
  response.writeHead(206, {
    'content-length': data.length - start,
    'content-range': `bytes ${start}-${data.length - 1}/${data.length}`,
  })
  response.end(data.subarray(start))
}

/** Sends the first bytes of a file as if all were to come; `cut` breaks the connection, once they are there. */
export function broken(data: Buffer, after: number, from = 0): { answer: Answer; cut: () => void } {
  let cut = (): void => {}
  return {
    answer(_request, response) {
      const range = { 'content-range': `bytes ${from}-${data.length - 1}/${data.length}` }
      response.writeHead(from > 0 ? 206 : 200, { 'content-length': data.length - from, ...(from > 0 ? range : {}) })
      response.flushHeaders()
      response.write(data.subarray(from, after))
      cut = () => void response.destroy()
    },
    cut: () => cut(),
  }
}

export const redirect =
  (location: string, status = 302): Answer =>
  (_request, response) =>
    void response.writeHead(status, { location }).end()
