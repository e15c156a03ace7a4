import { readFileSync } from 'node:fs'
import { createServer, request as ask } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Audit } from '../../src/audit/run-audit.ts'
import type { GatewayFindings } from '../../src/compare/gateway.ts'
import { freePort } from '../../src/wire/free-port.ts'
import { startStandIn } from '../../stand-in/http-server.ts'
import { cli, folder, reported, type Reported } from '../cli/command-line.ts'
import { caddy, caddyInstalled, gateways, nginx, nginxInstalled, type Running } from './programs.ts'

// Real gateways from their packages, in front of the stand-in: what is known of them must show (measured 2026-11, docs/behind-a-proxy.md).
const ONLY = [
  'chat/response',
  'chat/finish-reason',
  'streaming',
  'errors/unknown-model',
  'errors/body-form',
  'embeddings/encoding',
  'usage/stream',
]
/** Milliseconds: LiteLLM alone takes half a minute to start, and retries what fails. */
const SLOW = 400_000
const GATEWAY_KEY = 'sk-gateway-key'

let upstream: Awaited<ReturnType<typeof startStandIn>>
// Slow enough for a stream to be seen as one.
beforeAll(async () => {
  upstream = await startStandIn({ pace: 0.5, hooks: {} })
})
afterAll(() => upstream.stop())

/** What must show of each gateway. */
const KNOWN: Record<string, (gateway: GatewayFindings, reported: Reported) => void> = {
  nginx: ({ identity, buffered }) => {
    expect(identity.name).toBe('nginx')
    // Without `proxy_buffering off` streams come in blocks of 4 KB.
    expect(buffered.length).toBeGreaterThan(0)
  },
  Caddy: ({ identity, buffered, statuses, breaks }) => {
    expect(identity.name).toBe('Caddy')
    expect({ buffered, statuses, breaks }).toEqual({ buffered: [], statuses: [], breaks: [] })
  },
  LiteLLM: ({ identity, statuses, headers, breaks }) => {
    expect(identity.name).toBe('LiteLLM')
    expect(headers.added.map(({ name }) => name)).toContain('x-litellm-model-id')
    expect(statuses).toContainEqual(expect.objectContaining({ direct: 404, via: 400 }))
    expect(breaks.map(({ id }) => id)).toContainEqual(expect.stringMatching(/^streaming\//))
  },
  Portkey: ({ identity, statuses }) => {
    expect(identity.name).toBe('Portkey')
    expect(statuses).toContainEqual(
      expect.objectContaining({ direct: 200, via: 400, said: expect.stringMatching(/content type/i) }),
    )
  },
}

/** Portkey is told in each request where to go on to. */
async function withPortkeyHeaders(gateway: Running): Promise<Running> {
  const { host } = new URL(gateway.url)
  const server = createServer((request, response) => {
    const passed = ask(
      {
        host: '127.0.0.1',
        port: Number(host.split(':')[1]),
        method: request.method,
        path: request.url,
        headers: { ...request.headers, 'x-portkey-provider': 'openai', 'x-portkey-custom-host': `${upstream.url}/v1` },
      },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(response)
      },
    )
    passed.on('error', () => response.destroy())
    request.pipe(passed)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.close()
      server.closeAllConnections()
      gateway.stop()
    },
  }
}

describe.each(gateways)('$name', ({ name, install, start }) => {
  test(
    'what it is known to do to answers shows',
    async ({ skip }) => {
      const missing = install()
      if (missing !== null) return skip(`${name}: ${missing}`)
      const started = await start(upstream.url)
      const running = name === 'Portkey' ? await withPortkeyHeaders(started) : started
      try {
        const result = await reported(
          [
            '--target',
            upstream.url,
            '--via',
            running.url,
            '--model',
            'gpt-4o-mini',
            '--tools-model',
            'gpt-4o-mini',
            '--embedding-model',
            'text-embedding-3-small',
            '--only',
            ...ONLY,
          ],
          { OLLAMA_API_KEY: GATEWAY_KEY },
        )
        expect(result.stderr).not.toMatch(/ollama-conformance:/)
        const { gateway } = result.record
        if (!gateway) throw new Error('the record tells nothing of the gateway')
        console.log(
          `${name}: ${gateway.breaks.length} rules broken (${gateway.breaks
            .slice(0, 6)
            .map(({ id }) => id)
            .join(
              ', ',
            )}), ${gateway.statuses.length} other statuses, ${gateway.buffered.length} of ${gateway.streams} streams in clumps, ${gateway.headers.added.length} headers added`,
        )
        KNOWN[name]?.(gateway, result)
      } finally {
        running.stop()
      }
    },
    SLOW,
  )
})

const recipe = (file: string): string =>
  readFileSync(fileURLToPath(new URL(`../../docs/behind-a-proxy/${file}`, import.meta.url)), 'utf8')

/** The recipes as they stand in the docs, but for where they listen, what they stand before, and the certificate. */
const RECIPES: [name: string, install: () => string | null, start: (port: number) => Promise<Running>][] = [
  [
    'nginx',
    nginxInstalled,
    (port) =>
      nginx(
        recipe('nginx.conf')
          .replaceAll('127.0.0.1:11434', new URL(upstream.url).host)
          .replaceAll('localhost:11434', new URL(upstream.url).host)
          .replace(
            'listen 443 ssl default_server; ssl_reject_handshake on;',
            `listen 127.0.0.1:${port} default_server;`,
          )
          .replace('listen 443 ssl;', `listen 127.0.0.1:${port};`)
          .replace('server_name llm.example.com;', 'server_name 127.0.0.1;')
          .replace(/^ *ssl_.*$/gm, ''),
        port,
      ),
  ],
  [
    'Caddy',
    caddyInstalled,
    (port) =>
      caddy(
        recipe('Caddyfile')
          .replaceAll('127.0.0.1:11434', new URL(upstream.url).host)
          .replaceAll('localhost:11434', new URL(upstream.url).host)
          .replace('\nllm.example.com {', `\nhttp://127.0.0.1:${port} {`)
          .replace('{\n\tservers {', '{\n\tadmin off\n\tauto_https off\n\tservers {'),
        port,
      ),
  ],
]

describe.each(RECIPES)('the recipe for %s', (name, install, start) => {
  let running: Running | undefined
  const missing = install()
  beforeAll(async () => {
    if (missing === null) running = await start(await freePort())
  })
  afterAll(() => running?.stop())

  test('leaves no way in but the one it means to', async ({ skip }) => {
    if (!running) return skip(`${name}: ${missing}`)
    const out = folder()
    await cli(['audit', running.url, '--public', '--slow', '2', '--out', out], { OLLAMA_API_KEY: 'sk-change-me' })
    const audit = JSON.parse(readFileSync(path.join(out, 'audit.json'), 'utf8')) as Audit
    const found = audit.checks.flatMap((check) =>
      check.state === 'found' ? [`${check.finding.severity} ${check.id}: ${check.finding.evidence.join(' | ')}`] : [],
    )
    // The test speaks http where the recipe speaks https, and waits for a body more briefly than the recipe does.
    expect(found.filter((one) => !/wire\/not-encrypted|limits\/slow-body/.test(one))).toEqual([])
  })

  test(
    'passes answers on as they are',
    async ({ skip }) => {
      if (!running) return skip(`${name}: ${missing}`)
      const { record } = await reported(['--target', upstream.url, '--via', running.url, '--only', ...ONLY], {
        OLLAMA_API_KEY: 'sk-change-me',
      })
      expect(record.gateway).toMatchObject({ breaks: [], buffered: [], unreadableErrors: [] })
      expect(record.gateway?.streams).toBeGreaterThan(3)
    },
    SLOW,
  )

  test('lets the pages of one app in', async ({ skip }) => {
    if (!running) return skip(`${name}: ${missing}`)
    const preflight = (origin: string): Promise<Response> =>
      fetch(`${running?.url}/v1/chat/completions`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,content-type',
        },
      })
    const own = await preflight('https://app.example.com')
    expect({ status: own.status, origin: own.headers.get('access-control-allow-origin') }).toEqual({
      status: 204,
      origin: 'https://app.example.com',
    })
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull()
  })
})
