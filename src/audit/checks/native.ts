import {
  found,
  fine,
  notApplicable,
  unknown,
  type AuditCheck,
  type AuditedServer,
  type AuditRequest,
} from '../audit.ts'
import { handlerAnswered, keyRefused, line, listsModels, succeeded } from '../seen.ts'

const SOURCE = 'https://docs.ollama.com/api'
const FIX =
  'Let the proxy pass only what apps need (POST /v1/chat/completions, /v1/embeddings, …, GET /v1/models) and refuse everything else (recipes: docs/behind-a-proxy.md).'

const json = (body: object): Pick<AuditRequest, 'body'> => ({ body: JSON.stringify(body) })

/** Endpoints that change something, each asked for what cannot be done: an empty request, or a model that does not exist. */
const WRITES = (absent: string): AuditRequest[] => [
  { method: 'POST', path: '/api/pull', ...json({}) },
  { method: 'POST', path: '/api/push', ...json({}) },
  { method: 'POST', path: '/api/create', ...json({}) },
  { method: 'POST', path: '/api/copy', ...json({ source: absent, destination: `${absent}-copy` }) },
  { method: 'DELETE', path: '/api/delete', ...json({ model: absent }) },
]

const READS = (absent: string): AuditRequest[] => [
  { path: '/api/tags' },
  { path: '/api/ps' },
  { path: '/api/version' },
  { method: 'POST', path: '/api/show', ...json({ model: absent }) },
]

/** The requests that reach Ollama's own handlers, with a key where one was given. */
async function reached(
  { ask, absent, hasKey }: AuditedServer,
  requests: AuditRequest[],
): Promise<{ lines: string[]; anybody: boolean }> {
  const lines: string[] = []
  let anybody = false
  for (const request of requests) {
    for (const key of hasKey ? (['none', 'real'] as const) : (['none'] as const)) {
      const answer = await ask({ ...request, key })
      const control = await ask({ method: 'POST', path: `/api/${absent}`, body: '{}', key })
      if (!handlerAnswered(answer, control)) continue
      anybody ||= key === 'none'
      lines.push(line(answer, key === 'none' ? '(no key)' : '(with the key)'))
      break
    }
  }
  return { lines, anybody }
}

export const writes: AuditCheck = {
  id: 'native/changes-state',
  question: 'Can models be pulled, pushed, created, copied or deleted?',
  fix: `${FIX} \`pull\` also makes the server fetch from any address it is told, inside its network too.`,
  source: SOURCE,
  async run(server) {
    const { lines, anybody } = await reached(server, WRITES(server.absent))
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
    const { lines, anybody } = await reached(server, READS(server.absent))
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
    const { absent } = server
    const { lines, anybody } = await reached(server, [
      { method: 'POST', path: '/api/generate', ...json({ model: absent, prompt: 'hi', stream: false }) },
      { method: 'POST', path: '/api/chat', ...json({ model: absent, messages: [], stream: false }) },
      { method: 'POST', path: '/api/embed', ...json({ model: absent, input: 'hi' }) },
    ])
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
    const told = [root, version].filter((one) => succeeded(one) && /ollama is running|"version"/i.test(line(one)))
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
