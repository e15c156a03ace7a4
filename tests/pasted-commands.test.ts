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
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunRecord } from '../src/record/record.ts'
import { renderEvidence } from '../src/report/evidence-file.ts'
import { commandFor } from '../src/report/evidence.ts'
import { renderJunit } from '../src/report/junit.ts'
import type { Exchange } from '../src/wire/exchange.ts'
import { observe } from '../src/wire/observe.ts'
import { expectSame } from './curl-arguments.ts'
import { FORMED } from './pasted-texts.ts'
import { exchange, type Request, run } from './recorded-request.ts'
import { ruleResult, runRecord } from './run-records.ts'

const isInstalled = (program: string): boolean =>
  (process.env['PATH'] ?? '').split(path.delimiter).some((dir) => existsSync(path.join(dir, program)))

const SHELLS = ['sh', 'bash'].filter(isInstalled)
const HAS_CURL = isInstalled('curl')
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

describe("the printed command of a stranger's recording", () => {
  test.each(SHELLS)('pasted into %s it calls curl with the recorded request and does nothing else', async (shell) => {
    const { cwd, env, args, stdin } = trap()
    const commands = FORMED.map(([name, request]) => ({
      name,
      request: exchange(request).request,
      command: commandOf(exchange(request), against('http://127.0.0.1:9/v1', { kind: 'live' })),
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
    const record = against(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, { kind: 'live' })
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
      expect(renderEvidence(record, evidence)).toContain(`sh\n${command}\n`)
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
