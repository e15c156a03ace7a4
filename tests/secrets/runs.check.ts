import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { everythingIn, folder, inOwnProcess as cli, reported, type Ended } from '../cli/command-line.ts'
import { errorReply, fixed, httpServer, onChat, standIn } from '../cli/servers.ts'
import { parrot } from './parrot.ts'
import { TRAP, traps } from './sdk-variables.ts'
import { tracesOf } from './traces.ts'

const CANARY = 'sk-canary-7Yq/3+x=Zv9QmL8s2'
const OTHER = 'other-canary_4Hb6:Wd1~Pk5Rt'
const coded = encodeURIComponent(CANARY)
/** A part that no encoding changes. */
const TRACE = /canary|7Yq/

const ONLY = ['--reference', 'none', '--only', 'models', 'chat/id', 'streaming/role', 'chat/sdk']
const PARTS = ['--only', 'chat/id', 'chat/response', 'streaming/role', 'chat/sdk', 'models']

/** Nothing of the keys is printed, nor written to any file of the folder. */
function isSilent(dir: string, { stdout, stderr }: Ended, ...keys: string[]): void {
  const text = [stdout, stderr, everythingIn(dir)].join('\n')
  for (const key of keys) expect(tracesOf(text, key)).toEqual([])
  // What is packed hides what it holds from everyone but those who unpack it.
  expect(text.match(/H4sI[\w+/=]*/g) ?? []).toEqual([])
}

/** Words of a shell. */
const app = (dir: string): string => {
  const file = path.join(dir, '..', `${path.basename(dir)}.mjs`)
  writeFileSync(
    file,
    `for (const [at, headers] of [{ authorization: 'Bearer ${CANARY}' }, { 'x-goog-api-key': '${CANARY}' }, { cookie: 'session=${CANARY}' }].entries()) {
    await (await fetch(process.env.OPENAI_BASE_URL + '/chat/completions?key=${coded}', { method: 'POST', headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ model: 'gpt-4o-mini', max_tokens: 5 + at, messages: [{ role: 'user', content: 'Hi, I am ${CANARY}' }], tools: [{ type: 'mcp', headers: { Authorization: 'Bearer ${CANARY}' }, function: { name: 'f', parameters: {} } }] }) })).text()
  }`,
  )
  return `'${process.execPath}' '${file}'`
}

const preset = (url: string): string => `id: own
name: My gateway
about: a gateway with its key in the file
documentation: https://gateway.example/docs
checked: 2026-10-01
baseUrl: ${url.replace('//', `//me:${encodeURIComponent(OTHER)}@`)}
key: { variables: [MY_GATEWAY], required: false }
headers:
  - { name: x-own-key, value: "${CANARY}", secret: true, reason: it wants one }
  - { name: x-goog-api-key, variable: MY_HEADER, reason: another one }
reference: { judges: ["**"], cannot: [] }
sources: [{ for: address, link: "https://gateway.example/docs", seen: 2026-10-01 }]
`

/** `keys` are those of the case: nobody can hide what only a server knows. */
interface Case {
  args: string[]
  keys?: string[]
  env?: Record<string, string>
  code?: number
}

/** Where a key can be, and what is done with it: whole commands, each at a server that says it back in every form. */
const CASES: Record<string, (url: string, dir: string) => Case> = {
  'run, from the environment': (url, dir) => ({
    args: [
      '--target',
      url,
      ...PARTS,
      '--api-key-env',
      'MY_OWN',
      '--out',
      path.join(dir, 'out'),
      '--record',
      path.join(dir, 'record'),
      '--format',
      'md,html,json,junit,sarif,github',
    ],
    env: { MY_OWN: CANARY, GITHUB_STEP_SUMMARY: path.join(dir, 'summary.md') },
  }),
  'run, in the URL of target and reference': (url, dir) => ({
    args: [
      '--target',
      url.replace('//', `//me:${coded}@`),
      '--reference',
      url.replace('//', `//${coded}@`),
      ...PARTS,
      '--out',
      path.join(dir, 'out'),
    ],
  }),
  'run, through a gateway with another key': (url, dir) => ({
    keys: [CANARY, OTHER],
    args: [
      '--via',
      url,
      '--target',
      url,
      '--api-key-env',
      'GATEWAY',
      '--reference-api-key-env',
      'BEHIND',
      ...PARTS,
      '--out',
      path.join(dir, 'out'),
    ],
    env: { GATEWAY: CANARY, BEHIND: OTHER },
  }),
  'run, while Node tells all it does': (url, dir) => ({
    args: ['--target', url, ...PARTS, '--reference', 'none', '--out', path.join(dir, 'out')],
    env: { OLLAMA_API_KEY: CANARY, NODE_DEBUG: 'http,http2,net,tls,stream,module', DEBUG: '*' },
  }),
  'run, where the suite itself breaks': (url, dir) => ({
    code: 2,
    args: ['--target', url, ...PARTS, '--out', path.join(dir, 'out')],
    env: {
      OLLAMA_API_KEY: CANARY,
      NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(`setTimeout(() => { throw new Error('broken by ' + process.env.OLLAMA_API_KEY) }, 300)`)}`,
    },
  }),
  'run, of a model and with known failures that have it in their name': (url, dir) => {
    writeFileSync(
      path.join(dir, '..', `${path.basename(dir)}.yaml`),
      `- rule: chat/id/unique\n  reason: ${CANARY} is why\n`,
    )
    return {
      args: [
        '--target',
        url,
        '--model',
        `model-${CANARY}`,
        '--known',
        path.join(dir, '..', `${path.basename(dir)}.yaml`),
        ...PARTS,
        '--out',
        path.join(dir, 'out'),
      ],
      env: { OLLAMA_API_KEY: CANARY },
    }
  },
  "run, in a preset of one's own": (url, dir) => {
    const file = path.join(dir, '..', `${path.basename(dir)}.yaml`)
    writeFileSync(file, preset(url))
    return {
      keys: [CANARY, OTHER],
      args: ['--target', file, '--reference', file, ...PARTS, '--out', path.join(dir, 'out')],
      env: { MY_GATEWAY: OTHER, MY_HEADER: CANARY },
    }
  },
  'run, in the query of a URL': (url, dir) => ({
    code: 2,
    args: ['--target', `${url}/v1?key=${coded}`, '--out', path.join(dir, 'out')],
  }),
  'run, in OPENAI_BASE_URL and OLLAMA_HOST': (url, dir) => ({
    keys: [CANARY, OTHER],
    args: [...PARTS, '--out', path.join(dir, 'out')],
    env: { OPENAI_API_KEY: OTHER, OPENAI_BASE_URL: `${url.replace('//', `//me:${coded}@`)}/v1`, OLLAMA_HOST: url },
  }),
  'run, beside headers and an organization that the SDK would send': (url, dir) => ({
    keys: [CANARY, OTHER],
    args: ['--target', url, '--reference', 'none', ...PARTS, '--out', path.join(dir, 'out')],
    env: { OPENAI_CUSTOM_HEADERS: `x-gateway: ${CANARY}\nx-team: research`, OPENAI_ORG_ID: `${OTHER}\n` },
  }),
  'run, beside a proxy that has one': (url, dir) => ({
    args: ['--target', url, '--reference', 'none', ...PARTS, '--out', path.join(dir, 'out')],
    env: { HTTPS_PROXY: `http://me:${coded}@127.0.0.1:9` },
  }),
  plan: (url) => ({ code: 0, args: ['plan', '--target', url, '--only', 'models'], env: { OLLAMA_API_KEY: CANARY } }),
  compare: (url, dir) => ({
    args: [
      'compare',
      url.replace('//', `//me:${coded}@`),
      url.replace('//', `//${coded}@`),
      '--only',
      'chat/id',
      'models',
      '--out',
      path.join(dir, 'out'),
    ],
  }),
  audit: (url, dir) => ({
    keys: [CANARY, OTHER],
    args: [
      'audit',
      url.replace('//', `//me:${coded}@`),
      '--slow',
      '1',
      '--out',
      path.join(dir, 'out'),
      '--api-key-env',
      'MY_OWN',
    ],
    env: { MY_OWN: OTHER },
  }),
  'audit, beside headers that the SDK would send': (url, dir) => ({
    args: ['audit', url, '--slow', '1', '--out', path.join(dir, 'out')],
    env: { OPENAI_CUSTOM_HEADERS: `x-gateway: ${CANARY}`, OLLAMA_API_KEY: OTHER },
    keys: [CANARY, OTHER],
  }),
  'matrix, in its title': (_url, dir) => ({
    code: 0,
    args: [
      'matrix',
      new URL('../../reports/ollama-0.32.15', import.meta.url).pathname,
      '--title',
      `With ${CANARY}`,
      '--out',
      path.join(dir, 'out'),
    ],
    env: { MY_API_KEY: CANARY },
  }),
  "presets, of one's own": (url, dir) => {
    writeFileSync(path.join(dir, '..', `${path.basename(dir)}.yaml`), preset(url))
    return {
      code: 0,
      keys: [CANARY, OTHER],
      args: ['presets', path.join(dir, '..', `${path.basename(dir)}.yaml`)],
      env: { MY_GATEWAY: OTHER },
    }
  },
  'explain, of what is no rule': () => ({ code: 2, args: ['explain', CANARY], env: { MY_TOKEN: CANARY } }),
  'list, of what is no rule': () => ({
    code: 2,
    args: ['list', '--only', `chat/${CANARY}`],
    env: { MY_TOKEN: CANARY },
  }),
  'merge, of what is no run': (_url, dir) => ({
    code: 2,
    args: ['merge', path.join(dir, CANARY)],
    env: { MY_SECRET: CANARY },
  }),
  'learn, from what an app sends': (url, dir) => ({
    code: 0,
    args: [
      'learn',
      '--upstream',
      url,
      '--command',
      `MY_KEY=${CANARY} ${app(dir)}`,
      '--keep-text',
      '--out',
      path.join(dir, 'app.yaml'),
      '--capture',
      path.join(dir, 'calls.jsonl'),
    ],
  }),
  'learn, where the app fails': (url, dir) => ({
    code: 2,
    args: [
      'learn',
      '--upstream',
      url,
      '--command',
      `MY_KEY='${CANARY}' sh -c 'exit 3'`,
      '--out',
      path.join(dir, 'app.yaml'),
    ],
  }),
}

describe.concurrent('no key is printed or written by', () => {
  test.for(Object.keys(CASES))('%s', async (name) => {
    const keys: string[] = []
    const { url, heard } = await parrot(keys)
    const dir = folder()
    const { args, env, code, keys: own = [CANARY] } = CASES[name]?.(url, dir) ?? { args: [] }
    keys.push(...own)
    const ended = await cli(args, env)
    expect(ended.code).toBe(code ?? ([0, 1, 2].includes(ended.code ?? -1) ? ended.code : 0))
    expect(ended.stderr + ended.stdout).not.toBe('')
    isSilent(dir, ended, ...keys)
    // It went where it was meant to go, or there would be nothing to hide; and never along with a redirect.
    if (/^(run, (from|in the URL|through|in a preset)|compare|audit|learn, from)/.test(name))
      expect(heard.join('\n')).toMatch(/Bearer|Basic|canary/)
    expect(heard).not.toContain('redirected')
  })

  test.for(['har', 'jsonl'])('judge, of captured %s', async (kind) => {
    const echo = JSON.stringify({
      error: {
        message: `Incorrect API key provided: ${CANARY}`,
        type: 'x',
        param: null,
        code: Buffer.from(CANARY).toString('base64'),
      },
    })
    const url = `https://gateway.example/v1/chat/completions?key=${coded}`
    const sent = JSON.stringify({ model: 'small', messages: [], api_key: CANARY })
    const headers = { Authorization: `Bearer ${CANARY}`, Cookie: `session=${CANARY}` }
    const dir = folder()
    const file = path.join(dir, '..', `${path.basename(dir)}.${kind}`)
    const entry = (status: number, text: string, type: string): unknown =>
      kind === 'jsonl'
        ? {
            request: { url, headers, body: sent },
            response: { status, headers: { 'content-type': type, 'set-cookie': `session=${CANARY}` }, body: text },
          }
        : {
            request: {
              method: 'POST',
              url,
              headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
              postData: { text: sent },
            },
            response: {
              status,
              statusText: `OK ${CANARY}`,
              headers: [{ name: 'Content-Type', value: type }],
              content: { text },
            },
          }
    const entries = [
      entry(401, echo, 'application/json'),
      entry(200, `data: {"id":"${CANARY}"}\n\n`, 'text/event-stream'),
      entry(200, `{"id": "${coded}"}`, 'application/json'),
    ]
    writeFileSync(
      file,
      kind === 'har' ? JSON.stringify({ log: { entries } }) : entries.map((one) => JSON.stringify(one)).join('\n'),
    )
    const ended = await cli(['judge', file, '--out', path.join(dir, 'out')])
    expect(ended.code).toBe(1)
    expect(everythingIn(dir)).toContain('[redacted]')
    isSilent(dir, ended, CANARY)
  })

  test('judge, of traffic in which an answer repeats a key of the environment', async () => {
    const dir = folder()
    const file = path.join(dir, '..', `${path.basename(dir)}.jsonl`)
    writeFileSync(
      file,
      JSON.stringify({
        request: { url: 'https://gateway.example/v1/chat/completions', body: '{"model":"small","messages":[]}' },
        response: {
          status: 200,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ id: CANARY }),
        },
      }),
    )
    const ended = await cli(['judge', file, '--out', path.join(dir, 'out')], {
      OPENAI_CUSTOM_HEADERS: `x-gateway: ${CANARY}`,
    })
    expect(everythingIn(dir)).toContain('[redacted]')
    isSilent(dir, ended, CANARY)
  })

  test('judge, of an archive that is broken where a key stands', async () => {
    const dir = folder()
    const file = path.join(dir, '..', `${path.basename(dir)}.har`)
    writeFileSync(file, `{"log": {"entries": [{"headers": ${CANARY}}]}}`)
    const ended = await cli(['judge', file, '--out', path.join(dir, 'out')])
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('is not JSON') })
    expect(ended.stderr).not.toContain('canary')
    isSilent(dir, ended, CANARY)
  })

  test('run, where its URL cannot be used, nor where it is refused', async () => {
    const broken = await cli(['--target', `http://me:${CANARY}@127.0.0.1:99999`, '--out', folder()])
    const unreachable = await cli(['--target', `https://me:${coded}@127.0.0.1:9`, '--out', folder()])
    const refusing = await fixed(401, 'application/json', JSON.stringify({ error: { message: `wrong key ${CANARY}` } }))
    const refused = await cli(['--target', refusing, '--out', folder()], { OLLAMA_API_KEY: CANARY })
    const noTls = await cli([
      '--target',
      refusing.replace('http:', 'https:').replace('//', `//${coded}@`),
      '--out',
      folder(),
    ])
    const misplaced = await cli(['--target', refusing, '--api-key-env', CANARY, '--out', folder()])
    for (const { code, stdout, stderr } of [broken, unreachable, refused, noTls, misplaced]) {
      expect(stdout + stderr).not.toMatch(TRACE)
      expect(stderr.trimEnd().split('\n')).toHaveLength(1)
      expect(code).toBe(2)
    }
  })
})

test('the variables that the SDK reads reach neither the target nor a file', async () => {
  const server = await standIn()
  const run = await reported(['--target', server.url, ...ONLY], traps())
  expect(run.code).toBe(0)
  expect(server.requests.filter(({ headers }) => headers.some(([name]) => name === 'x-stainless-lang'))).not.toEqual([])
  expect(JSON.stringify(server.requests)).not.toMatch(TRAP)
  expect(everythingIn(run.out) + run.stdout + run.stderr).not.toMatch(TRAP)
})

test('a command that is shown is what was typed, but for the key', async () => {
  const server = await standIn({ hooks: onChat(() => errorReply(400, 'no')) })
  const run = await reported([
    '--target',
    server.url.replace('//', `//me:${coded}@`),
    '--reference',
    'none',
    '--only',
    'chat/id',
  ])
  expect(run.record.metadata.command).toContain(
    `--target '${server.url.replace('//', '//[redacted]@')}' --reference none`,
  )
  expect(run.report).toContain('Authorization: Bearer $')
})

test('a body that holds a key inside a coding is kept decoded', async () => {
  const url = await httpServer((request, response) => {
    const body =
      request.url === '/v1/models'
        ? { object: 'list', data: [{ id: 'm', object: 'model', created: 1, owned_by: CANARY }] }
        : { error: { message: `no ${CANARY}`, type: 'x', param: null, code: null } }
    response
      .writeHead(request.url === '/v1/models' ? 200 : 404, {
        'content-type': 'application/json',
        'content-encoding': 'gzip',
      })
      .end(gzipSync(JSON.stringify(body)))
  })
  const run = await reported(['--target', url, '--reference', 'none', '--only', 'models'], { OLLAMA_API_KEY: CANARY })
  expect(everythingIn(run.out)).toContain('x-decoded-content-encoding')
  isSilent(run.out, run, CANARY)
})

describe.concurrent('each key goes to its own server and to no other', () => {
  const KEYS = {
    T: 'key-of-the-target-0123',
    R: 'key-of-the-reference-4567',
    OLLAMA_API_KEY: 'key-of-ollama-8901',
    OPENAI_API_KEY: 'key-of-openai-2345',
    OPENROUTER_API_KEY: 'key-of-openrouter-6789',
  }
  const ROWS: [string, (one: string, other: string) => string[], string[], string[]][] = [
    [
      'named for both',
      (one, other) => ['--target', one, '--reference', other, '--api-key-env', 'T', '--reference-api-key-env', 'R'],
      [KEYS.T],
      [KEYS.R],
    ],
    [
      'named for none',
      (one, other) => ['--target', one, '--reference', other],
      [KEYS.OLLAMA_API_KEY],
      [KEYS.OPENAI_API_KEY],
    ],
    ['named for a gateway', (one, other) => ['--via', one, '--target', other, '--api-key-env', 'T'], [KEYS.T], []],
    [
      'named for what is behind it',
      (one, other) => ['--via', one, '--target', other, '--reference-api-key-env', 'R'],
      [KEYS.OLLAMA_API_KEY],
      [KEYS.R],
    ],
    [
      'of presets that stand elsewhere',
      (one, other) => ['--target', `openrouter=${one}/v1`, '--reference', `openai=${other}/v1`],
      [KEYS.OPENROUTER_API_KEY],
      [KEYS.OPENAI_API_KEY],
    ],
  ]

  test.for(ROWS)('%s', async ([, args, one, other]) => {
    const heard: [string[], string[]] = [[], []]
    const [first, second] = await Promise.all(
      heard.map((all) =>
        standIn({
          hooks: {
            response: (reply, { headers }) => {
              all.push(
                ...headers.flatMap(([name, value]) =>
                  /authorization|key|token/i.test(name) ? [value.replace('Bearer ', '')] : [],
                ),
              )
              return reply
            },
          },
        }),
      ),
    )
    const served = [first, second].map((server) => server?.url ?? '')
    const { code, stderr } = await cli(
      [...args(served[0] ?? '', served[1] ?? ''), '--only', 'chat/id', 'models', '--out', folder()],
      KEYS,
    )
    expect({ code, stderr }).toMatchObject({ code: expect.toBeOneOf([0, 1]) })
    expect(heard.map((all) => [...new Set(all)].filter((value) => !/wrong|invalid|sk-/.test(value)))).toEqual([
      one,
      other,
    ])
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
    const run = await reported(['--target', target.url, '--only', 'chat/id'], {
      OPENAI_API_KEY: CANARY,
      OPENAI_BASE_URL: `${reference.url}/v1`,
    })
    expect(run.code).toBe(0)
    expect(run.record.reference).toMatchObject({ kind: 'live', baseUrl: `${reference.url}/v1` })
    expect(authorizations(target.requests)).toEqual([])
    expect(new Set(authorizations(reference.requests))).toEqual(new Set([`Bearer ${CANARY}`]))
    expect(everythingIn(run.out) + run.stdout + run.stderr).not.toMatch(TRACE)
  })
})
