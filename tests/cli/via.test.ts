import { request as ask, type IncomingMessage, type ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import { violations } from '../../src/contract/validate.ts'
import { cli, folder, reported } from './command-line.ts'
import { bodyOf, httpServer, standIn } from './servers.ts'

interface Change {
  /** Gathers a stream and passes it on at its end. */
  buffers?: boolean
  /** Answers this instead of a refusal of the server. */
  error?: { status: number; type: string; body: string }
  /** Changes what is passed on. */
  text?: (text: string) => string
  headers?: Record<string, string>
}

/** A gateway in front of a server, with its own way of passing things on. */
const gateway = (upstream: string, change: Change = {}): Promise<string> =>
  httpServer((request, response) => {
    void pass(request, response, upstream, change)
  })

async function pass(
  request: IncomingMessage,
  response: ServerResponse,
  upstream: string,
  { buffers, error, text, headers = {} }: Change,
): Promise<void> {
  const body = await bodyOf(request)
  const { host: _host, connection: _connection, ...kept } = request.headers
  const asked = ask(`${upstream}${request.url}`, { method: request.method, headers: kept }, (answer) => {
    const failed = (answer.statusCode ?? 0) >= 400 && error !== undefined
    const { connection: _own, 'transfer-encoding': _coding, 'content-length': length, ...own } = answer.headers
    response.writeHead(failed ? error.status : (answer.statusCode ?? 502), {
      ...own,
      ...(text || failed || length === undefined ? {} : { 'content-length': length }),
      ...headers,
      ...(failed ? { 'content-type': error.type } : {}),
    })
    const parts: Buffer[] = []
    answer.on('data', (part: Buffer) => {
      if (buffers || text || failed) parts.push(part)
      else response.write(part)
    })
    answer.on('end', () =>
      response.end(
        failed
          ? error.body
          : parts.length > 0
            ? (text ?? ((all) => all))(Buffer.concat(parts).toString('utf8'))
            : undefined,
      ),
    )
  })
  asked.on('error', () => response.destroy())
  response.on('close', () => {
    if (!response.writableFinished) asked.destroy()
  })
  asked.end(body)
}

describe.concurrent('through a gateway', () => {
  test('one that passes everything on changes nothing', async () => {
    const { url } = await standIn()
    const { code, record, report } = await reported([
      '--target',
      url,
      '--via',
      await gateway(url, { headers: { 'x-litellm-version': '1.0' } }),
      '--only',
      'chat',
      'streaming',
    ])
    expect(code).toBe(0)
    expect(violations('run-record', record)).toEqual([])
    expect(record.gateway).toMatchObject({
      identity: { name: 'LiteLLM' },
      breaks: [],
      mends: [],
      statuses: [],
      buffered: [],
      unreadableErrors: [],
      headers: { added: [{ name: 'x-litellm-version' }], dropped: [] },
    })
    expect(record.differences.filter(({ severity }) => severity === 'breaking')).toEqual([])
    expect(record.gateway?.streams).toBeGreaterThan(3)
    expect(report).toContain('## Through the gateway (LiteLLM)')
  })

  test('what it breaks is told apart from what the server does not do', async () => {
    const { url } = await standIn({ hooks: { request: ({ stop: _stop, ...body }) => body } })
    const drops = await gateway(url, {
      text: (text) => text.replace(/"usage":\{(?:[^{}]|\{[^{}]*\})*\}/g, '"usage":null'),
    })
    const { code, out, record } = await reported(['--target', url, '--via', drops, '--only', 'chat', 'stop', 'usage'])
    expect(code).toBe(1)
    const broken = record.gateway?.breaks.map(({ id }) => id) ?? []
    expect(broken).toEqual(expect.arrayContaining([expect.stringMatching(/usage/)]))
    expect(broken.filter((id) => id.startsWith('stop/'))).toEqual([])
    expect((await cli(['judge', out])).code).toBe(1)
  })

  test('streams that it gathers, refusals that it turns into failures, and errors without JSON', async () => {
    const { url } = await standIn({ pace: 1 })
    const bad = await gateway(url, {
      buffers: true,
      error: { status: 500, type: 'text/html', body: '<html>Internal error</html>' },
    })
    const { record, evidence } = await reported([
      '--target',
      url,
      '--via',
      bad,
      '--only',
      'streaming/incremental',
      'errors/unknown-model',
      '--concurrency',
      '1',
    ])
    expect(record.gateway?.buffered.length).toBeGreaterThan(0)
    expect(record.gateway?.statuses).toContainEqual(expect.objectContaining({ direct: 404, via: 500 }))
    expect(record.gateway?.unreadableErrors).toContainEqual(
      expect.objectContaining({ status: 500, mediaType: 'text/html' }),
    )
    expect(evidence).toContain('### Errors that OpenAI clients cannot read')
  })

  test('a reference beside it, and a gateway that is not there, are told in one line', async () => {
    expect(await cli(['--via', '127.0.0.1:9', '--reference', 'none', '--out', folder()])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/--via takes the target itself/),
    })
    const { url } = await standIn()
    expect(await cli(['--target', url, '--via', '127.0.0.1:9', '--out', folder()])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/127\.0\.0\.1:9\/v1 cannot be reached/),
    })
  })
})
