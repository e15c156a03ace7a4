import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { CANARY, coded } from './canary.ts'

const OTHER = 'other-canary_4Hb6:Wd1~Pk5Rt'
/** Breaks the suite when the first answer is there. */
const BROKEN = `import { subscribe } from 'node:diagnostics_channel'
subscribe('http.client.response.finish', () =>
  setImmediate(() => { throw new Error('broken by ' + process.env.OLLAMA_API_KEY) }))`
const PARTS = ['--only', 'chat/id', 'chat/response', 'streaming/role', 'chat/sdk', 'models']

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
export const CASES: Record<string, (url: string, dir: string) => Case> = {
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
      NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(BROKEN)}`,
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
      '--budget',
      '0.01',
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
