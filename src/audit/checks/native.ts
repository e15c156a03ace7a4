import type { Exchange } from '../../wire/exchange.ts'
import {
  found,
  fine,
  notApplicable,
  unknown,
  type AuditCheck,
  type AuditedServer,
  type AuditRequest,
} from '../audit.ts'
import { BROKEN, keyRefused, line, listsModels, nativeObjected, succeeded, tellsVersion } from '../seen.ts'

const SOURCE = 'https://docs.ollama.com/api'
const FIX =
  'Let the proxy pass only what apps need (POST /v1/chat/completions, /v1/embeddings, …, GET /v1/models) and refuse everything else (recipes: docs/behind-a-proxy.md).'

const broken = (method: string, path: string): AuditRequest => ({ method, path, body: BROKEN })

/** Endpoints that change something, each sent what it cannot read. */
const WRITES = [
  broken('POST', '/api/pull'),
  broken('POST', '/api/push'),
  broken('POST', '/api/create'),
  broken('POST', '/api/copy'),
  broken('DELETE', '/api/delete'),
]
const SHOW = broken('POST', '/api/show')
const GENERATING = [broken('POST', '/api/generate'), broken('POST', '/api/chat'), broken('POST', '/api/embed')]

/** What is told without a body. */
const LISTS: AuditRequest[] = [{ path: '/api/tags' }, { path: '/api/ps' }]

/** What reaches Ollama's own handlers, a line each, and whether it needs no key. */
interface Reached {
  lines: string[]
  anybody: boolean
}

/** Asks each without a key, and with the key where one was given. `isReached` looks at an answer. */
async function reached(
  { ask, hasKey }: AuditedServer,
  requests: readonly AuditRequest[],
  isReached: (answer: Exchange, request: AuditRequest) => Promise<boolean> | boolean,
): Promise<Reached> {
  const lines: string[] = []
  let anybody = false
  for (const request of requests) {
    for (const key of hasKey ? (['none', 'real'] as const) : (['none'] as const)) {
      const answer = await ask({ ...request, key })
      if (!(await isReached(answer, { ...request, key }))) continue
      anybody ||= key === 'none'
      lines.push(line(answer, key === 'none' ? '(no key)' : '(with the key)'))
      break
    }
  }
  return { lines, anybody }
}

/** Which of the requests an Ollama objects to, beside the same request to a path that no server has. */
const objecting = (server: AuditedServer, requests: readonly AuditRequest[]): Promise<Reached> =>
  reached(server, requests, async (answer, request) =>
    nativeObjected(answer, await server.ask({ ...request, path: `/api/${server.absent}` })),
  )

export const writes: AuditCheck = {
  id: 'native/changes-state',
  question: 'Can models be pulled, pushed, created, copied or deleted?',
  fix: `${FIX} \`pull\` also makes the server fetch from any address it is told, inside its network too.`,
  source: SOURCE,
  async run(server) {
    const { lines, anybody } = await objecting(server, WRITES)
    if (lines.length === 0) return fine('these endpoints are not reached')
    return found(
      server.isLocal ? 'medium' : anybody ? 'critical' : 'high',
      `Models can be changed or deleted by ${anybody ? 'everybody who reaches the address' : 'everybody who has the key'}.`,
      lines,
    )
  },
}

export const reads: AuditCheck = {
  id: 'native/leaks-state',
  question: 'Do native endpoints tell about models and use?',
  fix: FIX,
  source: SOURCE,
  async run(server) {
    const all = [await reached(server, LISTS, listsModels), await objecting(server, [SHOW])]
    const [lines, anybody] = [all.flatMap((one) => one.lines), all.some((one) => one.anybody)]
    if (lines.length === 0) return fine('these endpoints are not reached')
    return found(
      server.isLocal ? 'low' : anybody ? 'high' : 'medium',
      `Names, digests, prompts of models and what is loaded are told to ${anybody ? 'everybody' : 'everybody with the key'}.`,
      lines,
    )
  },
}

export const generation: AuditCheck = {
  id: 'native/generates',
  question: 'Can the native endpoints generate, with options of their own?',
  fix: `${FIX} Native requests set \`num_ctx\` and \`keep_alive\`, that is, memory.`,
  source: SOURCE,
  async run(server) {
    const { lines, anybody } = await objecting(server, GENERATING)
    if (lines.length === 0) return fine('these endpoints are not reached')
    return found(
      server.isLocal ? 'low' : anybody ? 'high' : 'medium',
      'Answers can be generated past what /v1 allows.',
      lines,
    )
  },
}

/** Spellings of a path that a careless rule of a proxy takes for another one than the server behind it. */
const spellings = (path: string): string[] => {
  const [, first = '', ...rest] = path.split('/')
  const tail = rest.join('/')
  return [
    `/${path}`,
    `/./${first}/${tail}`,
    `/v1/../${first}/${tail}`,
    `/v1/%2e%2e/${first}/${tail}`,
    `/v1/..%2f${first}/${tail}`,
    `/${first}%2f${tail}`,
    `/${first}//${tail}`,
    `/%${(first.codePointAt(0) ?? 0).toString(16)}${first.slice(1)}/${tail}`,
    `/${first.toUpperCase()}/${tail}`,
    `/${first}/${tail}/`,
    `/${first}/${tail};x`,
    `/${first}/${tail}%00`,
    `/${first}/${tail}?`,
  ]
}

export const pathTricks: AuditCheck = {
  id: 'native/path-tricks',
  question: 'Do other spellings of a path lead past the proxy?',
  fix: 'Let the proxy normalise paths before it decides, allow what is needed instead of denying what is known, and end `location` and `proxy_pass` in nginx both with a slash or both without.',
  source: 'measured: `location /ollama { proxy_pass http://up/; }` lets `/ollamaapi/version` through',
  async run({ ask, address: { apiPath } }) {
    const tries: { path: string; blocked: boolean }[] = []
    for (const path of ['/api/tags', `${apiPath}/models`])
      tries.push({ path, blocked: !listsModels(await ask({ path, key: 'none' })) })
    if (tries.every(({ blocked }) => !blocked)) return notApplicable('nothing is blocked that could be got round')
    const through: string[] = []
    for (const { path } of tries.filter(({ blocked }) => blocked)) {
      for (const spelling of spellings(path)) {
        const answer = await ask({ path: spelling, key: 'none' })
        if (listsModels(answer)) through.push(line(answer, '(no key)'))
      }
    }
    return through.length === 0
      ? fine('no spelling that was tried gets through')
      : found('critical', 'A blocked path is reached by spelling it otherwise.', through)
  },
}

export const fingerprint: AuditCheck = {
  id: 'native/fingerprint',
  question: 'Does the server say what it is and in which version?',
  fix: 'Let the proxy answer `/` and `/api/version` itself. Keep the server up to date: the version tells which known flaws it has.',
  source: SOURCE,
  async run({ ask }) {
    const root = await ask({ path: '/', key: 'none' })
    const version = await ask({ path: '/api/version', key: 'none' })
    const saysOllama = succeeded(root) && /ollama is running/i.test(line(root))
    const told = [...(saysOllama ? [root] : []), ...(tellsVersion(version) ? [version] : [])]
    if (root.response === null) return unknown('no answer')
    if (keyRefused(root) && told.length === 0) return fine('not told without a key')
    return told.length === 0
      ? fine('not told')
      : found(
          'info',
          'Everybody is told that this is Ollama, and which version.',
          told.map((one) => line(one)),
        )
  },
}
