import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readRecord } from '../src/record/read-record.ts'
import { openCapture } from '../src/recording/capture.ts'
import { startRecording, readRecording } from '../src/recording/recording.ts'
import { chooseModels } from '../src/server/models.ts'
import type { Exchange } from '../src/wire/exchange.ts'
import { exchange, type Request } from './recorded-request.ts'
import { ruleResult, runRecord } from './run-records.ts'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'pasted-'))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

let made = 0

function written(name: string, content: string): string {
  const dir = path.join(folder, `written-${(made += 1)}`)
  mkdirSync(dir)
  writeFileSync(path.join(dir, name), content)
  return path.join(dir, name)
}

describe('what is no request is refused where it is read, with file and line', () => {
  const REFUSED: [string, Partial<Request>][] = [
    ['method', { method: 'POST; touch pwned; :' }],
    ['path', { path: '@evil.example/v1' }],
    ['path', { path: '.evil.example/v1' }],
    ['path', { path: '//evil.example/v1' }],
    ['path', { path: '/\\evil.example/v1' }],
    ['path', { path: 'https://evil.example/v1' }],
    ['path', { path: '/v1/x y' }],
    ['path', { path: '/v1\n' }],
    ['path', { path: '/é' }],
    ['path', { path: '/v1#x' }],
    ['headers[0][0]', { headers: [['@secret', 'x']] }],
    ['headers[0][0]', { headers: [['x: y', 'x']] }],
    ['headers[0][1]', { headers: [['x', 'a\r\nb: c']] }],
    ['headers[0][1]', { headers: [['x', '\u0000']] }],
    ['padding', { padding: 1e12 }],
  ]
  const info = {
    format: 'ollama-conformance/recording@1' as const,
    baseUrl: 'http://127.0.0.1:11434/v1',
    server: { software: 'x', version: null },
    apiPath: '/v1',
    native: false,
    models: chooseModels([], {}),
    recordedAt: '2026-11-25T00:00:00Z',
  }
  const read = async (file: string): Promise<Exchange[]> => {
    const all: Exchange[] = []
    for await (const one of openCapture(file).exchanges) if (one.exchange) all.push(one.exchange)
    return all
  }
  const row = (request: object): string => JSON.stringify({ request, response: { status: 200, body: {} } })
  const har = (requests: object[]): string =>
    JSON.stringify({
      log: { entries: requests.map((request) => ({ request, response: { status: 200, content: { text: '{}' } } })) },
    })

  test.each(REFUSED)('in a recording and its lines: %s %j', async (field, request) => {
    const dir = mkdtempSync(path.join(folder, 'recording-'))
    const { write, close } = startRecording(dir, info)
    write(exchange({}))
    write(exchange(request))
    await close()
    const file = path.join(dir, 'exchanges.jsonl')
    expect(() => readRecording(dir)).toThrow(`${file}:2 is no exchange ($.request.${field}: `)
    await expect(read(file)).rejects.toThrow(`${file}:2 is no exchange ($.request.${field}: `)
  })

  test.each(['nowhere', 'file:///etc', 'https://user:password@evil.example/v1', 'http://[/'])(
    'an address of a recording: %s',
    (baseUrl) => {
      const dir = mkdtempSync(path.join(folder, 'recording-'))
      startRecording(dir, { ...info, baseUrl })
      expect(() => readRecording(dir)).toThrow(`${path.join(dir, 'recording.json')} is no recording ($.baseUrl: `)
    },
  )

  test.each([
    { path: '/\t/evil.example/v1' },
    { url: 'file:///etc/passwd' },
    { url: 'javascript:alert(1)' },
    { path: '/v1', method: 'POST; x' },
    { path: '/v1', headers: { '@secret': 'x' } },
    { path: '/v1', headers: { x: 'a\nb' } },
  ])('in a line of another logger: %j', async (request) => {
    const file = written(
      'calls.jsonl',
      `${row({ url: 'https://gateway.example/v1/chat/completions' })}\n${row(request)}`,
    )
    await expect(read(file)).rejects.toThrow(`${file}:2 `)
  })

  test.each([
    { method: 'POST; x', url: 'https://a.example/v1' },
    { url: 'https://a.example/v1', headers: [{ name: '@secret', value: 'x' }] },
    { url: 'https://a.example/v1', headers: [{ name: 'x', value: 'a\nb' }] },
  ])('in an HTTP archive: %j', async (request) => {
    const file = written('calls.har', har([{ url: 'https://a.example/v1' }, request]))
    await expect(read(file)).rejects.toThrow(`${file}: log.entries[1] is no exchange ($.request.`)
  })

  test('the name of a rule in a run record, which messages advise to ask for', () => {
    for (const id of ['a/b; touch pwned', '$(touch pwned)', '`x`', '-x']) {
      const file = written('results.json', JSON.stringify(runRecord([ruleResult(id, 'fail')])))
      expect(() => readRecord(file)).toThrow(`${file} is no run record ($.rules[0].id: `)
    }
    expect(
      readRecord(written('results.json', JSON.stringify(runRecord([ruleResult('a/b/fails', 'fail')])))).rules,
    ).toHaveLength(1)
  })

  test('whole addresses become paths, and what is not HTTP is left out', async () => {
    const urls = [
      'https://gateway.example//v1/chat/completions?a=b#c',
      '/v1/models',
      'https://gateway.example',
      '//evil.example/v1',
      '/\\evil.example/v1',
      '@evil.example/v1',
      '.evil.example/v1',
    ]
    const lines = written('calls.jsonl', urls.map((url) => row({ url })).join('\n'))
    expect((await read(lines)).map(({ request }) => request.path)).toEqual([
      '/v1/chat/completions?a=b',
      '/v1/models',
      '/',
      '/evil.example/v1',
      '/evil.example/v1',
      '/@evil.example/v1',
      '/.evil.example/v1',
    ])
    const archive = written(
      'calls.har',
      har([
        { url: 'data:text/plain,x' },
        { url: 'https://gateway.example//v1/models#x' },
        { url: 'chrome-extension://abc/x.js' },
        { url: 'https://gateway.example/a b/é?q=ü' },
      ]),
    )
    expect((await read(archive)).map(({ request }) => request.path)).toEqual(['/v1/models', '/a%20b/%C3%A9?q=%C3%BC'])
  })
})
