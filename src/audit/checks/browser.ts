import { header, type Exchange } from '../../wire/exchange.ts'
import { found, fine, notApplicable, type AuditCheck } from '../audit.ts'
import { BROKEN, handlerObjected, keyRefused, line, listsModels, nativeObjected, succeeded } from '../seen.ts'

const EVIL = 'https://evil.example'
const SOURCE = 'https://docs.ollama.com/faq (OLLAMA_ORIGINS)'

export const anyOrigin: AuditCheck = {
  id: 'browser/any-origin',
  question: 'May any web page call the API from a visitor’s browser?',
  fix: 'Name the origins of your own apps in OLLAMA_ORIGINS, or let the proxy answer preflights for these only. Never `*` without a key.',
  source: SOURCE,
  async run({ ask, address: { apiPath } }) {
    const open: string[] = []
    for (const origin of [EVIL, 'null']) {
      const plain = await ask({ path: `${apiPath}/models`, key: 'real', headers: { origin } })
      const preflight = await ask({
        method: 'OPTIONS',
        path: `${apiPath}/chat/completions`,
        key: 'none',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,content-type',
        },
      })
      for (const answer of [plain, preflight]) {
        const allowed = header(answer.response?.headers, 'access-control-allow-origin')
        if (succeeded(answer) && (allowed === '*' || allowed === origin))
          open.push(`${line(answer, `(Origin: ${origin})`)} [access-control-allow-origin: ${allowed}]`)
      }
    }
    if (open.length === 0) return fine('foreign origins are not allowed')
    const needsKey = !listsModels(await ask({ path: `${apiPath}/models`, key: 'none' }))
    return found(
      needsKey ? 'low' : 'high',
      needsKey
        ? 'Any web page may call the API, if it has a key.'
        : 'Any web page that somebody visits who reaches the server can use it, and read the answers.',
      open,
    )
  },
}

export const foreignOriginServed: AuditCheck = {
  id: 'browser/foreign-origin-served',
  question: 'Does a request from a foreign page do its work, though the page may not read the answer?',
  fix: 'Refuse requests whose Origin is not allowed instead of only leaving out the headers; Ollama does, gateways that drop the Origin header on the way do not.',
  source: 'measured: LiteLLM and Portkey answer POSTs of any Origin',
  async run({ ask, absent, address: { apiPath } }) {
    // Text is what a page may send without asking first.
    const asText = { method: 'POST', key: 'none' as const, body: BROKEN }
    const path = `${apiPath}/chat/completions`
    const headers = { 'content-type': 'text/plain' }
    const own = await ask({ ...asText, path, headers })
    if (keyRefused(own)) return notApplicable('the API needs a key, which a foreign page has not')
    const foreign = { ...headers, origin: EVIL }
    const answer = await ask({ ...asText, path, headers: foreign })
    const control = await ask({ ...asText, path: `${apiPath}/${absent}`, headers: foreign })
    if (!handlerObjected(answer, control)) return fine('it is not seen to reach the API')
    return found('medium', 'A foreign page can make the server work, unseen by its visitor.', [
      line(answer, `(Origin: ${EVIL}, text/plain)`),
    ])
  },
}

export const localPages: AuditCheck = {
  id: 'browser/local-pages',
  question: 'May pages of any port of localhost change models?',
  fix: 'Set OLLAMA_ORIGINS to the one app that needs it, where untrusted pages are served on localhost.',
  source: SOURCE,
  async run({ ask, absent }) {
    const origin = 'http://localhost:3999'
    const answer = await ask({
      method: 'OPTIONS',
      path: '/api/delete',
      key: 'none',
      headers: { origin, 'access-control-request-method': 'DELETE' },
    })
    const methods = header(answer.response?.headers, 'access-control-allow-methods') ?? ''
    const allowed = header(answer.response?.headers, 'access-control-allow-origin')
    // As the check of native endpoints asks it, so that it is sent once.
    const removal = (path: string): Promise<Exchange> => ask({ method: 'DELETE', path, body: BROKEN, key: 'none' })
    const deletes = nativeObjected(await removal('/api/delete'), await removal(`/api/${absent}`))
    if (!deletes) return notApplicable('this endpoint is not reached')
    if (!succeeded(answer) || !/DELETE/i.test(methods) || (allowed !== origin && allowed !== '*'))
      return fine('not allowed')
    return found('info', 'Any page on localhost, of any port, may delete models.', [
      `${line(answer, `(Origin: ${origin})`)} [access-control-allow-methods: ${methods}]`,
    ])
  },
}

export const rebinding: AuditCheck = {
  id: 'browser/host-not-checked',
  question: 'Is a foreign Host answered, so that DNS rebinding works?',
  fix: 'Let the proxy answer for its own name only (`server_name`, and a default server that refuses), or let Ollama listen on 127.0.0.1, where it checks the Host itself; do not rewrite Host to a loopback name without checking it first.',
  source:
    'https://github.com/ollama/ollama/blob/main/server/routes.go (allowedHostsMiddleware: only on a loopback bind)',
  async run({ ask, address: { apiPath } }) {
    const answer = await ask({ path: `${apiPath}/models`, key: 'none', headers: { host: 'evil.example' } })
    const own = await ask({ path: `${apiPath}/models`, key: 'none' })
    if (!listsModels(own)) return notApplicable('the API needs a key, which a page that rebinds a name has not')
    return listsModels(answer)
      ? found('high', 'A page can reach the server from a visitor’s browser by pointing its own name at the address.', [
          line(answer, '(Host: evil.example)'),
        ])
      : fine('a foreign Host is refused')
  },
}
