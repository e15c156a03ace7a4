import { execFile } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readRecord } from '../src/record/read-record.ts'
import type { RunRecord } from '../src/record/record.ts'
import { openCapture } from '../src/recording/capture.ts'
import { startRecording, readRecording } from '../src/recording/recording.ts'
import { commandFor } from '../src/report/evidence.ts'
import { renderJunit } from '../src/report/junit.ts'
import { renderMarkdown } from '../src/report/markdown.ts'
import { chooseModels } from '../src/server/models.ts'
import type { Exchange } from '../src/wire/exchange.ts'
import { observe } from '../src/wire/observe.ts'
import { ruleResult, runRecord } from './run-records.ts'

type Request = Exchange['request']

const run = promisify(execFile)
const isInstalled = (program: string): boolean =>
  (process.env['PATH'] ?? '').split(path.delimiter).some((dir) => existsSync(path.join(dir, program)))
const SHELLS = ['sh', 'bash'].filter(isInstalled)
const HAS_CURL = isInstalled('curl')

const exchange = (request: Partial<Request>): Exchange => ({
  key: 'k',
  request: {
    method: 'POST',
    path: '/v1/chat/completions',
    headers: [['content-type', 'application/json']],
    body: '{}',
    via: 'http',
    ...request,
  },
  response: { status: 200, statusText: 'OK', httpVersion: '1.1', headers: [], chunks: [], complete: true },
  failure: null,
  timing: { startedAt: '', headersMs: 1, firstByteMs: 1, endMs: 1 },
})
const commandOf = (of: Exchange, record: RunRecord): string => commandFor(observe(of), record)
const against = (baseUrl: string | null, more: Partial<RunRecord['target']> = {}): RunRecord => {
  const record = runRecord([
    {
      ...ruleResult('a/b/fails', 'fail'),
      exchanges: ['k'],
      findings: [{ kind: 'missing', path: '$', message: 'absent', expected: 'x', actual: 'y', exchange: 'k' }],
    },
  ])
  return { ...record, target: { ...record.target, baseUrl, ...more } }
}

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

/** What would run, read a file, or lead elsewhere, were it pasted unquoted, joined or cut. */
const TEXTS = [
  '; touch pwned; :',
  "'; touch pwned; '",
  '$(touch pwned)',
  '`touch pwned`',
  '"; touch pwned; "',
  '| touch pwned',
  '&& touch pwned #',
  "\\'; touch pwned",
  '@secret',
  '@/etc/passwd',
  '--config secret',
  '-K secret',
  '!!',
  '~/x',
  '*',
  '%s%n%d',
  '\\n\\033\\c',
  'é 𝕏 €',
  '##[error]x',
  '=x',
  '{a,b}[1-3]',
  '<secret',
  '>pwned',
  'x\\',
]
/** The same after the ends of lines, and the keys that a terminal acts on while text is pasted. */
const TYPED = [
  '\ntouch pwned\n',
  '\r\ntouch pwned\r\n',
  '\u0003\ntouch pwned\n',
  '\u001b[201~\ntouch pwned\n',
  '\u0015touch pwned\r',
  '\u0000x',
  '\tx',
  '\u009b31m',
  '\u202e',
  '\u2028',
  '::error::x',
  '\u007f',
]

const FORMED: [string, Partial<Request>][] = [
  ...[...TEXTS, ...TYPED].flatMap((text): [string, Partial<Request>][] => [
    [`the body ${JSON.stringify(text)}`, { body: text }],
    [`a string in the body ${JSON.stringify(text)}`, { body: JSON.stringify({ text }) }],
    [`blanks before the body ${JSON.stringify(text)}`, { body: text, padding: 7 }],
  ]),
  ...TEXTS.map((text): [string, Partial<Request>] => [`the header ${text}`, { headers: [['x-one', text]] }]),
  ['quotes where a line would be cut', { body: `${'a'.repeat(5990)}'${'b'.repeat(20)}\ntouch pwned\n'` }],
  ...[
    '@evil.example/x',
    '.evil.example',
    '/$(touch pwned)',
    "/';touch${IFS}pwned;'",
    '/`touch${IFS}pwned`',
    '/v1/{a,b}/[1-3]?q={c,d}',
    '/v1/../../admin',
    '/%0atouch',
    '/x?y=`touch`&touch',
    '/!!/*/~',
  ].map((at): [string, Partial<Request>] => [
    `the path ${at}`,
    { path: at.startsWith('/') ? at.replaceAll(' ', '%20') : `/${at}` },
  ]),
  ...["'`touch`'", '$IFS', '&touch|', '-o', '-d', '*', '!!'].map((method): [string, Partial<Request>] => [
    `the method ${method}`,
    { method },
  ]),
  ...['$HOME', '`touch`', "'x", '&x', '-x', '!!', '[redacted]'].map((name): [string, Partial<Request>] => [
    `the name of a header ${name}`,
    { headers: [[name, 'v']] },
  ]),
  ['a header without a value', { headers: [['x-one', '']] }],
  ['a GET with a body', { method: 'GET', body: '@secret' }],
]

/** A curl that writes down what it was called with, and an environment with keys that somebody would like to have. */
function trap(): {
  cwd: string
  env: Record<string, string>
  args: (name: string) => string[]
  stdin: (name: string) => string
} {
  const dir = mkdtempSync(path.join(folder, 'shell-'))
  const [bin, cwd] = [path.join(dir, 'bin'), path.join(dir, 'cwd')]
  for (const one of [bin, cwd]) mkdirSync(one)
  writeFileSync(path.join(cwd, 'secret'), 'url = "http://evil.example"')
  writeFileSync(
    path.join(bin, 'curl'),
    `#!/bin/sh\nprintf '%s\\0' "$@" >"${dir}/$CASE.args"\ncase "$*" in *"@-") cat >"${dir}/$CASE.stdin";; esac\n`,
  )
  chmodSync(path.join(bin, 'curl'), 0o755)
  const read = (name: string): string =>
    existsSync(path.join(dir, name)) ? readFileSync(path.join(dir, name), 'utf8') : ''
  return {
    cwd,
    env: {
      PATH: `${bin}:/usr/bin:/bin`,
      HOME: cwd,
      OLLAMA_API_KEY: 'the-key',
      AWS_SECRET_ACCESS_KEY: 'the-cloud',
      OPENAI_API_KEY: 'the-openai',
    },
    args: (name) => read(`${name}.args`).split('\0').slice(0, -1),
    stdin: (name) => read(`${name}.stdin`),
  }
}

/** Each option with its value, as curl reads them. */
const valuesOf = (args: string[], option: string): string[] =>
  args.flatMap((arg, at) => (arg === option ? [args[at + 1] ?? ''] : []))

/** What curl was called with, held against what was recorded. */
function expectSame({ method, headers, body, padding = 0 }: Request, args: string[], stdin: string): void {
  const [flags = '', url = ''] = args
  expect(flags).toBe(/[[\]{}]/.test(url) ? '-sSig' : '-sSi')
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:9\//)
  expect(valuesOf(args, '--data-raw')[0] ?? stdin).toBe(' '.repeat(padding) + body)
  expect(valuesOf(args, '-H')).toEqual(
    headers.map(([name, value]) => (value === '' ? `${name};` : `${name}: ${value}`)),
  )
  expect(valuesOf(args, '-X')).toEqual(method === 'POST' ? [] : [method])
  expect(args).toHaveLength(2 + 2 * (headers.length + 1 + (method === 'POST' ? 0 : 1)))
}

describe("the printed command of a stranger's recording", () => {
  test.each(SHELLS)('pasted into %s it calls curl with the recorded request and does nothing else', async (shell) => {
    const { cwd, env, args, stdin } = trap()
    const commands = FORMED.map(([name, request]) => ({
      name,
      request: exchange(request).request,
      command: commandOf(exchange(request), against('http://127.0.0.1:9/v1')),
    }))
    for (const { command } of commands)
      expect(command.replaceAll(' \\\n  ', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u202e]/)
    await run(shell, ['-c', commands.map(({ command }, at) => `export CASE=${at}\n${command}`).join('\n')], {
      cwd,
      env,
    })
    expect(readdirSync(cwd)).toEqual(['secret'])
    for (const [at, { name, request, command }] of commands.entries()) {
      if (command.startsWith('# No command')) expect(name).toBe('the header ##[error]x')
      else expectSame(request, args(String(at)), stdin(String(at)))
    }
  })

  test.runIf(HAS_CURL)('real curl sends the recorded bytes to the target, and no file of the reader', async () => {
    const got: {
      method?: string | undefined
      url?: string | undefined
      body: string
      one?: string | string[] | undefined
    }[] = []
    const server = http.createServer((request, response) => {
      let body = ''
      request
        .setEncoding('utf8')
        .on('data', (part: string) => {
          body += part
        })
        .on('end', () => {
          got.push({ method: request.method, url: request.url, body, one: request.headers['x-one'] })
          response.end('{}')
        })
    })
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
    const record = against(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`)
    const sent: Partial<Request>[] = [
      { body: '@/etc/passwd' },
      { body: '\u0000\u001b[201~\n%s\\n' },
      { body: '{}', padding: 70_000 },
      { path: '/v1/{a,b}/[1-3]?q=[x]' },
      { path: '/@evil.example/x' },
      { method: 'DELETE', body: null, path: '/v1/x' },
      { headers: [['x-one', '@secret']] },
      { headers: [['x-one', '']] },
    ]
    const cwd = mkdtempSync(path.join(folder, 'curl-'))
    writeFileSync(path.join(cwd, 'secret'), 'the-secret')
    for (const request of sent) await run('sh', ['-c', commandOf(exchange(request), record)], { cwd })
    await new Promise<void>((done) => server.close(() => done()))
    expect(got.map(({ body }) => body)).toEqual([
      '@/etc/passwd',
      '\u0000\u001b[201~\n%s\\n',
      `${' '.repeat(70_000)}{}`,
      '{}',
      '{}',
      '',
      '{}',
      '{}',
    ])
    expect(got.slice(3, 6)).toMatchObject([
      { url: '/v1/%7Ba,b%7D/[1-3]?q=[x]' },
      { url: '/@evil.example/x' },
      { method: 'DELETE', url: '/v1/x' },
    ])
    expect(got.slice(6).map(({ one }) => one)).toEqual(['@secret', ''])
  })

  test('what a program hands in that is no such exchange becomes no command', () => {
    const record = against('https://api.example/v1')
    for (const request of [
      { method: '', path: '' },
      { path: '@evil.example/v1' },
      { path: '.evil.example/v1' },
      { path: '//evil.example/v1' },
      { method: 'POST; touch pwned; :' },
      { headers: [['@secret', 'x']] as Request['headers'] },
    ]) {
      expect(commandOf(exchange(request), record)).toBe(
        '# No command: this is no request that can be sent to the target.',
      )
    }
    for (const baseUrl of ['nowhere', 'file:///etc', 'javascript:1'])
      expect(commandOf(exchange({}), against(baseUrl))).toMatch(/^# No command/)
    expect(commandOf(exchange({ body: 'x'.repeat(40_000) }), record)).toMatch(
      /^# No command: it would have 40\d{3} characters\. The request is in target\/exchanges\.jsonl\.$/,
    )
  })

  test('a report shows it as it is', () => {
    for (const [, request] of FORMED) {
      const [record, evidence] = [against('http://127.0.0.1:9/v1'), new Map([['k', observe(exchange(request))]])]
      const command = commandOf(exchange(request), record)
      expect(renderMarkdown(record, evidence)).toContain(`sh\n${command}\n`)
      expect(
        renderJunit({ record, evidence })
          .replaceAll('&lt;', '<')
          .replaceAll('&gt;', '>')
          .replaceAll('&quot;', '"')
          .replaceAll('&apos;', "'")
          .replaceAll('&amp;', '&'),
      ).toContain(command)
    }
  })
})

describe('a key in a printed command', () => {
  const preset = (more: object): RunRecord['target']['preset'] => ({
    id: 'theirs',
    name: 'Theirs',
    about: 'a test',
    documentation: 'none',
    checked: '2026-11-25',
    baseUrl: 'https://evil.example/v1',
    key: { variables: ['AWS_SECRET_ACCESS_KEY'], required: true },
    reference: { judges: [], cannot: [] },
    sources: [{ for: 'x', link: 'x', seen: '2026-11-25' }],
    ...more,
  })
  const keyed = exchange({
    headers: [
      ['Authorization', '[redacted]'],
      ['x-more', '[redacted]'],
    ],
  })
  const OPENAI = preset({ id: 'openai', key: { variables: ['AWS_SECRET_ACCESS_KEY'], required: true } })

  test.each([
    ['this machine', 'http://127.0.0.1:11434/v1', undefined, '$OLLAMA_API_KEY"'],
    ['a host that only a recording names', 'https://evil.example/v1', undefined, '$SERVER_API_KEY"'],
    [
      'a preset that only a recording has',
      'https://evil.example/v1',
      preset({ headers: [{ name: 'x-more', variable: 'HOME_TOKEN', secret: true, reason: 'r' }] }),
      '$SERVER_API_KEY"',
    ],
    [
      'a shipped preset at its own address, whatever a recording says of it',
      'https://api.openai.com/v1',
      OPENAI,
      '$OPENAI_API_KEY"',
    ],
    ['a shipped preset at another address', 'https://evil.example/v1', OPENAI, '$SERVER_API_KEY"'],
    ['a shipped preset without encryption', 'http://api.openai.com/v1', OPENAI, '$SERVER_API_KEY"'],
  ] as const)('%s', (_name, baseUrl, named, shown) => {
    const command = commandOf(keyed, against(baseUrl, named === undefined ? {} : { preset: named }))
    expect(command).toContain(`-H "Authorization: Bearer ${shown}`)
    expect(command.match(/\$\w+/g)).toHaveLength(1)
    expect(command).toContain("-H 'x-more: [redacted]'")
  })
})

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
    for await (const one of openCapture(file).exchanges) all.push(one.exchange)
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
