import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { handle } from '../stand-in/stand-in.ts'
import { cli, everythingIn, folder, reported } from './command-line.ts'
import { bodyOf, errorReply, fixed, httpServer, onChat, standIn } from './servers.ts'

const CANARY = 'sk-canary-7Yq/3+x='
/** A part that no encoding changes. */
const TRACE = /canary|7Yq/

const ONLY = ['--reference', 'none', '--only', 'models', 'chat/id', 'streaming/role', 'chat/sdk']

describe.concurrent('a key', () => {
  test('that a server echoes in bodies, headers, streams and errors is nowhere afterwards', async () => {
    const asked: (string | undefined)[] = []
    const url = await httpServer(async (request, response) => {
      asked.push(request.headers.authorization)
      const body = await bodyOf(request)
      const reply = handle({ method: request.method ?? '', path: request.url ?? '', headers: [], body: body || null })
      const status = asked.length % 5 === 0 ? 500 : reply.status
      response.writeHead(status, `OK ${CANARY}`, [['x-echo', CANARY], ['set-cookie', `key=${CANARY}`], ...reply.headers.filter(([name]) => !/date|connection|cookie/i.test(name))].flat())
      // Across the border of two packets as well.
      response.write(JSON.stringify({ error: { message: `key ${CANARY}`, type: null, param: null, code: CANARY } }).slice(0, 30))
      for (const { bytes } of reply.chunks) response.write(String(bytes).replaceAll('"model":', `"echo":${JSON.stringify(CANARY)},"model":`))
      setTimeout(() => response.end(), 5)
    })
    // The list must be one, or nothing is asked at all.
    const front = await httpServer(async (request, response) => {
      if (request.url === '/v1/models') {
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ object: 'list', data: [{ id: `model-of-${CANARY}`, object: 'model', created: 1, owned_by: CANARY }, { id: 'gpt-4o-mini', object: 'model', created: 1, owned_by: 'system' }] }))
        return
      }
      const { status, headers, body } = await fetch(url + String(request.url), { method: request.method ?? 'GET', headers: { authorization: String(request.headers.authorization) }, ...(request.method === 'POST' ? { body: await bodyOf(request) } : {}) })
      response.writeHead(status, Object.fromEntries(headers)).end(Buffer.from(body === null ? '' : await new Response(body).text()))
    })
    const run = await reported(['--target', front, ...ONLY, '--api-key-env', 'MY_KEY'], { MY_KEY: CANARY })
    expect(asked[0]).toBe(`Bearer ${CANARY}`)
    expect(everythingIn(run.out)).not.toMatch(TRACE)
    expect(run.stdout + run.stderr).not.toMatch(TRACE)
    expect(run.report).toContain('Authorization: Bearer $')
  })

  test('that a server echoes in a compressed body is nowhere afterwards', async () => {
    const url = await httpServer((request, response) => {
      const body = request.url === '/v1/models'
        ? { object: 'list', data: [{ id: 'm', object: 'model', created: 1, owned_by: CANARY }] }
        : { error: { message: `no ${CANARY}`, type: 'x', param: null, code: null } }
      response.writeHead(request.url === '/v1/models' ? 200 : 404, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(gzipSync(JSON.stringify(body)))
    })
    const run = await reported(['--target', url, '--reference', 'none', '--only', 'models'], { OLLAMA_API_KEY: CANARY })
    const text = everythingIn(run.out) + run.stdout + run.stderr
    expect(text).not.toMatch(TRACE)
    const packed = text.match(/H4sI[\w+/=]*/g) ?? []
    expect(packed).toEqual([])
  })

  test.for([['a name and a password', `me:${encodeURIComponent(CANARY)}@`], ['a token alone', `${encodeURIComponent(CANARY)}@`]])('in the URL, as %s, is sent and nowhere afterwards', async ([, userInfo]) => {
    const server = await standIn({ hooks: onChat((_reply, { headers }) => errorReply(400, `you said ${headers.find(([name]) => name === 'authorization')?.[1]} that is ${CANARY}`)) })
    const target = server.url.replace('//', `//${userInfo}`)
    const run = await reported(['--target', target, '--reference', target, '--only', 'chat/id'])
    const sent = server.requests[0]?.headers.find(([name]) => name === 'authorization')?.[1] ?? ''
    expect(Buffer.from(sent.replace('Basic ', ''), 'base64').toString()).toContain(CANARY)
    expect(everythingIn(run.out) + run.stdout + run.stderr).not.toMatch(TRACE)
    expect(everythingIn(run.out)).not.toContain(sent.replace('Basic ', ''))
    expect(run.record.metadata.command).toContain('[redacted]@127.0.0.1')
  })

  test('is not shown where its URL cannot be used, nor where it is refused', async () => {
    const broken = await cli(['--target', `http://me:${CANARY}@127.0.0.1:99999`, '--out', folder()])
    const unreachable = await cli(['--target', `http://me:${encodeURIComponent(CANARY)}@127.0.0.1:9`, '--out', folder()])
    const refusing = await fixed(401, 'application/json', JSON.stringify({ error: { message: `wrong key ${CANARY}` } }))
    const refused = await cli(['--target', refusing, '--out', folder()], { OLLAMA_API_KEY: CANARY })
    const misplaced = await cli(['--target', refusing, '--api-key-env', CANARY, '--out', folder()])
    for (const { code, stdout, stderr } of [broken, unreachable, refused, misplaced]) {
      expect(stdout + stderr).not.toMatch(TRACE)
      expect(stderr.trimEnd().split('\n')).toHaveLength(1)
      expect(code).toBe(2)
    }
  })
})

describe.concurrent('the key of OpenAI', () => {
  const authorizations = (requests: { headers: [string, string][] }[]): string[] =>
    requests.flatMap(({ headers }) => headers.filter(([name]) => name === 'authorization').map(([, value]) => value))

  test('goes to no target', async () => {
    const server = await standIn()
    const run = await reported(['--target', server.url, ...ONLY], { OPENAI_API_KEY: CANARY })
    expect(authorizations(server.requests)).toEqual([])
    expect(everythingIn(run.out) + run.stdout + run.stderr).not.toMatch(TRACE)
  })

  test('goes to the reference that OPENAI_BASE_URL names, and makes it the reference', async () => {
    const target = await standIn()
    const reference = await standIn({ key: CANARY })
    const run = await reported(['--target', target.url, '--only', 'chat/id'], { OPENAI_API_KEY: CANARY, OPENAI_BASE_URL: `${reference.url}/v1` })
    expect(run.code).toBe(0)
    expect(run.record.reference).toMatchObject({ kind: 'live', baseUrl: `${reference.url}/v1` })
    expect(authorizations(target.requests)).toEqual([])
    expect(new Set(authorizations(reference.requests))).toEqual(new Set([`Bearer ${CANARY}`]))
    expect(everythingIn(run.out) + run.stdout + run.stderr).not.toMatch(TRACE)
  })
})
