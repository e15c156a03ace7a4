import { header } from '../../wire/exchange.ts'
import { found, fine, notApplicable, unknown, type AuditCheck } from '../audit.ts'
import { line, said, status, succeeded } from '../seen.ts'

export const encrypted: AuditCheck = {
  id: 'wire/not-encrypted',
  question: 'Is the connection encrypted?',
  fix: 'Serve it over https: Caddy does so by itself for a public name; in nginx, `listen 443 ssl` with a certificate.',
  source: 'https://docs.ollama.com/faq',
  run: async ({ address: { origin }, isLocal }) => {
    if (origin.startsWith('https:')) return fine('https')
    if (isLocal) return notApplicable('the loopback interface is not listened in on')
    return found('high', 'Prompts, answers and the key can be read and changed by everybody on the way.', [
      `${origin} is http`,
    ])
  },
}

/** Fewer days than this and somebody should look. */
const FEW_DAYS = 14

export const certificate: AuditCheck = {
  id: 'wire/certificate',
  question: 'Is the certificate good?',
  fix: 'Renew it, for the name that clients use, from an issuer that they trust; let the proxy do so by itself (ACME).',
  source: 'https://www.rfc-editor.org/rfc/rfc9110#section-4.3.4',
  async run({ address: { origin }, network }) {
    if (!origin.startsWith('https:')) return notApplicable('not encrypted')
    const own = await network.certificate()
    if (own === null) return unknown('no certificate was seen')
    const facts = [`for ${own.names}, by ${own.issuer}, until ${own.validTo} (${own.daysLeft} days), ${own.protocol}`]
    if (own.daysLeft < 0) return found('high', 'The certificate has expired.', facts)
    if (own.problem !== null) return found('medium', `Clients do not trust the certificate: ${own.problem}.`, facts)
    return own.daysLeft < FEW_DAYS
      ? found('medium', `The certificate expires in ${own.daysLeft} days.`, facts)
      : fine(facts[0] ?? '')
  },
}

export const oldTls: AuditCheck = {
  id: 'wire/old-tls',
  question: 'Are versions of TLS spoken that are given up?',
  fix: 'Allow TLS 1.2 and 1.3 only (`ssl_protocols TLSv1.2 TLSv1.3;` in nginx).',
  source: 'https://www.rfc-editor.org/rfc/rfc8996',
  async run({ address: { origin }, network }) {
    if (!origin.startsWith('https:')) return notApplicable('not encrypted')
    const spoken: string[] = []
    for (const version of ['TLSv1', 'TLSv1.1'] as const) if (await network.speaks(version)) spoken.push(version)
    return spoken.length === 0
      ? fine('TLS 1.2 and later only')
      : found('medium', 'Versions of TLS with known flaws are spoken.', spoken)
  },
}

export const bind: AuditCheck = {
  id: 'wire/bound-to-all',
  question: 'Does a server meant for this machine also answer on its network addresses?',
  fix: 'Set OLLAMA_HOST=127.0.0.1:11434 (or remove OLLAMA_HOST=0.0.0.0) and restart; open it to others only through a proxy.',
  source: 'https://docs.ollama.com/faq (How can I expose Ollama on my network?)',
  async run({ isLocal, network }) {
    if (!isLocal) return notApplicable('it is not on this machine')
    const others = await network.otherAddresses()
    return others.length === 0
      ? fine('it answers on the loopback interface only')
      : found(
          'high',
          'The same port answers on other addresses of this machine: everybody on these networks reaches it.',
          others,
        )
  },
}

/** Pages that gateways and frameworks serve beside the API, and what they give away. */
const PAGES: [path: string, shows: RegExp, what: string, severity: 'critical' | 'medium' | 'low'][] = [
  ['/log/stream', /data:|text\/event-stream/, 'every request live, keys included (Portkey)', 'critical'],
  ['/openapi.json', /"openapi"/, 'all endpoints of the gateway', 'low'],
  ['/metrics', /# (HELP|TYPE) /, 'use and load', 'medium'],
  ['/debug/pprof/', /profile/i, 'memory of the process', 'medium'],
  ['/health/readiness', /"(status|db|cache)"/, 'versions and set-up of the gateway', 'low'],
  ['/routes', /"routes"/, 'all endpoints of the gateway', 'low'],
  ['/slots', /"(prompt|id_task)"/, 'prompts that are being answered (llama.cpp)', 'medium'],
  ['/props', /"(default_generation_settings|chat_template)"/, 'set-up of the server (llama.cpp)', 'low'],
]

export const pages: AuditCheck = {
  id: 'wire/open-pages',
  question: 'Are pages of a gateway open that tell about others’ requests?',
  fix: 'Close them in the proxy, or turn them off (Portkey: `--headless`; LiteLLM: `NO_DOCS=True`, keys for /metrics).',
  source: 'measured on Portkey 1.15 and LiteLLM 1.106',
  async run({ ask }) {
    const open: { text: string; severity: 'critical' | 'medium' | 'low' }[] = []
    for (const [path, shows, what, severity] of PAGES) {
      const answer = await ask({ path, key: 'none', glance: true })
      const seen = `${header(answer.response?.headers, 'content-type') ?? ''} ${said(answer)}`
      if (succeeded(answer) && shows.test(seen)) open.push({ severity, text: `${line(answer, '(no key)')}: ${what}` })
    }
    const worst = (['critical', 'medium', 'low'] as const).find((severity) =>
      open.some((one) => one.severity === severity),
    )
    return worst === undefined
      ? fine('none of those that were tried')
      : found(
          worst,
          'Pages beside the API tell more than they should.',
          open.map(({ text }) => text),
        )
  },
}

/** Headers and words of errors that tell what stands behind the address. */
export const leaks: AuditCheck = {
  id: 'wire/leaks-inside',
  question: 'Do headers or errors tell about the inside?',
  fix: 'Let the proxy remove such headers and answer errors in its own words.',
  source:
    'measured: LiteLLM sends `x-litellm-model-api-base` with the address of the back end, and errors with file paths',
  async run({ ask, absent, address: { apiPath } }) {
    const answers = [
      await ask({ path: `${apiPath}/models`, key: 'real' }),
      await ask({
        method: 'POST',
        path: `${apiPath}/chat/completions`,
        key: 'real',
        body: JSON.stringify({ model: absent, messages: 'hi' }),
      }),
      await ask({ method: 'POST', path: `${apiPath}/chat/completions`, key: 'real', body: '{"broken' }),
    ]
    const told = answers.flatMap((answer) => {
      const headers =
        answer.response?.headers.filter(
          ([name, value]) =>
            /api-base|upstream|backend|x-served-by|x-powered-by/i.test(name) ||
            (/^server$/i.test(name) && /\d/.test(value)),
        ) ?? []
      const trace = /Traceback \(most recent|File "\/|\.py", line|at \w.*\(\/|goroutine \d+/.exec(said(answer))?.[0]
      return [
        ...headers.map(([name, value]) => `${answer.request.method} ${answer.request.path}: ${name}: ${value}`),
        ...(trace ? [line(answer)] : []),
      ]
    })
    if (answers.every((answer) => status(answer) === 0)) return unknown('no answer')
    const serious = told.some((one) => /api-base|upstream|backend|Traceback|line/i.test(one))
    return told.length === 0
      ? fine('nothing that was looked for')
      : found(serious ? 'medium' : 'info', 'The inside shows.', [...new Set(told)])
  },
}
