import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { cacheFolder } from '../../src/releases/cache-folder.ts'
import { releasesOf, type Releases } from '../../src/releases/release.ts'
import { folder } from '../cli/command-line.ts'
import { fixed } from '../cli/servers.ts'
import { whenDone } from '../cli/when-done.ts'
import { releaseServer, type Release, type ReleaseServer } from './release-server.ts'

const release = (version: string, prerelease = false): Release => ({
  version,
  prerelease,
  archives: { 'ollama-linux-amd64.tgz': Buffer.from(version) },
})

const VERSIONS = ['0.33.0-rc2', '0.32.15', '0.9.6', '0.24.0', '0.33.0-rc10', '0.30.0']
const published = (): Promise<ReleaseServer> =>
  releaseServer([...VERSIONS.map((version) => release(version)), release('0.33.1', true)])

const from = (mirror: string, env: Record<string, string> = {}): Releases =>
  releasesOf({ cache: folder(), mirror, env, platform: 'linux-amd64' })

describe('what is published', () => {
  test('is listed oldest first, by the order of versions', async () => {
    const { url } = await published()
    expect(await from(url).list()).toEqual([
      '0.9.6',
      '0.24.0',
      '0.30.0',
      '0.32.15',
      '0.33.0-rc2',
      '0.33.0-rc10',
      '0.33.1',
    ])
  })

  test('is listed over all pages, without drafts and what is no release', async () => {
    const { url, once } = await published()
    const page = (tags: unknown[], next?: string) => (_request: unknown, response: ServerResponse) => {
      response.writeHead(200, next === undefined ? {} : { link: `<${url}/other>; rel="prev", <${next}>; rel="next"` })
      response.end(JSON.stringify(tags))
    }
    once('/releases.json', page([{ tag_name: 'v0.2.0' }, { tag_name: 'v0.9.6-ci0' }], `${url}/more?page=2`))
    once('/more', page([{ tag_name: 'v0.1.0' }, { tag_name: 'v0.3.0', draft: true }, null, 7], 'http://example.com/3'))
    expect(await from(url).list()).toEqual(['0.1.0', '0.2.0'])
  })

  test('that is no list is told', async () => {
    for (const body of ['<html>', '{}', 'null'])
      await expect(from(await fixed(200, 'text/html', body)).list()).rejects.toMatchObject({
        code: 'RELEASES_INVALID',
        message: expect.stringContaining('/releases.json is not a list of releases'),
      })
    await expect(from(await fixed(403, 'text/html', 'no')).list()).rejects.toThrow(/HTTP 403.*GITHUB_TOKEN/)
    await expect(from(await fixed(500, 'text/html', 'no')).list()).rejects.toThrow(/HTTP 500.*--releases-from/)
  })
})

describe('a name', () => {
  test('of a version needs no list', async () => {
    const { url, asked } = await published()
    for (const name of ['0.24.0', 'v0.24.0']) expect(await from(url).resolve(name)).toBe('0.24.0')
    expect(new Set(asked)).toEqual(new Set(['/v0.24.0/sha256sum.txt']))
  })

  test('latest is the newest for everybody, latest-rc the newest of all', async () => {
    const { url } = await published()
    expect(await from(url).resolve('latest')).toBe('0.32.15')
    expect(await from(url).resolve('latest-rc')).toBe('0.33.1')
    const candidates = await releaseServer([release('0.1.0-rc1')])
    await expect(from(candidates.url).resolve('latest')).rejects.toMatchObject({ code: 'RELEASE_UNKNOWN' })
  })

  test('that is not published is told with the nearest', async () => {
    const { url } = await published()
    await expect(from(url).resolve('0.24.1')).rejects.toMatchObject({
      code: 'RELEASE_UNKNOWN',
      message: expect.stringContaining('There is no release 0.24.1 of Ollama. Did you mean 0.24.0?'),
    })
  })
})

describe('a mirror', () => {
  test.for(['http://mirror.example', 'ftp://127.0.0.1/x', 'file:///x', 'no url', '/a/folder'])(
    'at %s is refused',
    async (mirror) => {
      await expect(from(mirror).list()).rejects.toMatchObject({ code: 'MIRROR_INVALID' })
    },
  )

  test('may be named by a variable, and lie below a path', async () => {
    const { url, files } = await published()
    files.set('/below/it/releases.json', files.get('/releases.json') as Buffer)
    const env = { OLLAMA_CONFORMANCE_RELEASES: `${url}/below/it/` }
    expect(await releasesOf({ cache: folder(), env }).resolve('latest')).toBe('0.32.15')
  })

  test('that does not answer is told without its password', async () => {
    const failed = from('http://me:secret-of-mine@127.0.0.1:9').list()
    await expect(failed).rejects.toMatchObject({
      code: 'DOWNLOAD_UNREACHABLE',
      message: expect.stringMatching(/^127\.0\.0\.1:9 cannot be reached \(ECONNREFUSED\)/),
    })
  })
})

describe('proxies', () => {
  /** A proxy that makes tunnels, or answers another status. */
  async function proxy(status = 200): Promise<{ url: string; asked: string[] }> {
    const asked: string[] = []
    const server = createServer()
    server.on('connect', (request: IncomingMessage, client: Duplex) => {
      asked.push(request.url ?? '')
      if (status !== 200) return client.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`)
      const [host, port] = (request.url ?? '').split(':')
      const behind = connect(Number(port), host, () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n')
        client.pipe(behind).pipe(client)
      })
      for (const one of [client, behind]) one.on('error', () => behind.destroy())
    })
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
    whenDone(() => void server.close())
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
  }

  test.for(['HTTP_PROXY', 'http_proxy'])('%s is used, but for hosts in NO_PROXY', async (name) => {
    const mirror = await published()
    const { url, asked } = await proxy()
    expect(await from(mirror.url, { [name]: url }).resolve('latest')).toBe('0.32.15')
    expect(asked).toEqual([new URL(mirror.url).host])
    expect(await from(mirror.url, { [name]: url, NO_PROXY: '127.0.0.1' }).resolve('latest')).toBe('0.32.15')
    expect(asked).toHaveLength(1)
  })

  test('HTTPS_PROXY that refuses is told in one line', async () => {
    const { url, asked } = await proxy(403)
    await expect(from('https://mirror.example', { HTTPS_PROXY: url }).list()).rejects.toMatchObject({
      code: 'PROXY_REFUSES',
      message: expect.stringMatching(/^The proxy refuses to connect to mirror\.example \(HTTP 403\)/),
    })
    expect(asked).toEqual(['mirror.example:443'])
  })

  test('what is no proxy is told without what it holds', async () => {
    const failed = await from('https://mirror.example', { HTTPS_PROXY: 'me:secret-of-mine' }).list().catch(String)
    expect(failed).toMatch(/HTTPS_PROXY or HTTP_PROXY is not the URL of a proxy/)
    expect(failed).not.toContain('secret-of-mine')
  })
})

test('the cache is where the system keeps such things, or where a variable says', () => {
  const home = { HOME: '/home/me' }
  expect(cacheFolder(home, 'linux')).toBe('/home/me/.cache/ollama-conformance/releases')
  expect(cacheFolder({ ...home, XDG_CACHE_HOME: '/big' }, 'linux')).toBe('/big/ollama-conformance/releases')
  expect(cacheFolder({ ...home, XDG_CACHE_HOME: 'relative' }, 'linux')).toBe(
    '/home/me/.cache/ollama-conformance/releases',
  )
  expect(cacheFolder(home, 'darwin')).toBe('/home/me/Library/Caches/ollama-conformance/releases')
  expect(cacheFolder({ LOCALAPPDATA: '/local' }, 'win32')).toBe('/local/ollama-conformance/releases')
  expect(cacheFolder({ ...home, OLLAMA_CONFORMANCE_CACHE: '/mine' }, 'darwin')).toBe('/mine/releases')
})
