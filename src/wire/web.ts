import type { Readable } from 'node:stream'
import type { Dispatcher, EnvHttpProxyAgent } from 'undici'
import { Failure } from '../failure.ts'
import { isLoopback } from './address.ts'

/** An answer that is no redirect. */
export interface WebAnswer {
  url: URL
  status: number
  /** A header, by its name in small letters. */
  header: (name: string) => string | undefined
  body: Readable
  /** The whole body. @throws Failure for one of more than `most` bytes. */
  text: (most: number) => Promise<string>
}

/** Fetches files through the proxies of the environment, and follows redirects: for downloads, never for a server that is judged. */
export interface Web {
  get: (url: URL, headers?: Record<string, string>) => Promise<WebAnswer>
}

interface WebOptions {
  env: Record<string, string | undefined>
  /** Headers for one origin only, which are never sent elsewhere. */
  secretHeaders: { origin: string; headers: Record<string, string> }
  /** Plain http is spoken with this machine only, and only where the files come from it. */
  fromLoopback: boolean
  /** A sentence at the end of messages that says from where else the files can come. */
  elsewhere: string
  signal?: AbortSignal | undefined
}

const REDIRECTS = new Set([301, 302, 303, 307, 308])
const MOST_REDIRECTS = 5
/** Milliseconds without a byte after which a server is given up. */
const IDLE = 60_000
const CONNECT = 20_000

/** The proxy variables of `env` hold for all that is fetched. */
export function webOf({ env, secretHeaders, fromLoopback, elsewhere, signal }: WebOptions): Web {
  let dispatcher: Dispatcher | undefined
  const send = async (url: URL, headers: Record<string, string>): Promise<WebAnswer> => {
    // It takes a while to load, and most commands fetch nothing.
    const { EnvHttpProxyAgent, request } = await import('undici')
    dispatcher ??= throughProxies(EnvHttpProxyAgent, env)
    const own = url.origin === secretHeaders.origin ? secretHeaders.headers : {}
    const answer = await request(url, {
      dispatcher,
      // A body that is packed on the way has another length than the file.
      headers: { 'user-agent': 'ollama-conformance', 'accept-encoding': 'identity', ...headers, ...own },
      signal: signal ?? null,
    }).catch((cause: unknown) => {
      throw unreachable(url, elsewhere, cause)
    })
    const header = (name: string): string | undefined => [answer.headers[name] ?? []].flat()[0]
    const { statusCode: status, body } = answer
    return { url, status, header, body, text: (most) => textOf({ url, body }, most, elsewhere) }
  }
  return {
    async get(from, headers = {}) {
      let url = from
      for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
        const answer = await send(url, headers)
        if (!REDIRECTS.has(answer.status)) return answer
        answer.body.on('error', () => {}).destroy()
        url = redirected(url, answer.header('location'), { fromLoopback, elsewhere })
      }
      throw new Failure('DOWNLOAD_REDIRECT', `${from.host} redirects more than ${MOST_REDIRECTS} times. ${elsewhere}`)
    },
  }
}

function redirected(
  from: URL,
  location: string | undefined,
  { fromLoopback, elsewhere }: Pick<WebOptions, 'fromLoopback' | 'elsewhere'>,
): URL {
  const to = URL.parse(location ?? '', from.href)
  const isSafe = to?.protocol === 'https:' || (to?.protocol === 'http:' && fromLoopback && isLoopback(to.origin))
  if (to && isSafe) return to
  throw new Failure(
    'DOWNLOAD_REDIRECT',
    `${from.host} redirects to ${to ? `${to.protocol}//${to.host}` : 'no URL'}, and only https is followed. ${elsewhere}`,
  )
}

function throughProxies(Agent: typeof EnvHttpProxyAgent, env: WebOptions['env']): Dispatcher {
  const read = (name: string): string => env[name.toLowerCase()] ?? env[name] ?? ''
  try {
    return new Agent({
      httpProxy: read('HTTP_PROXY'),
      httpsProxy: read('HTTPS_PROXY'),
      noProxy: read('NO_PROXY'),
      headersTimeout: IDLE,
      bodyTimeout: IDLE,
      connect: { timeout: CONNECT },
    })
  } catch (cause) {
    throw new Failure(
      'PROXY_INVALID',
      'HTTPS_PROXY or HTTP_PROXY is not the URL of a proxy. Write it as http://proxy.example:3128.',
      { cause },
    )
  }
}

/** Why nothing came back. What went wrong deepest says most. */
function unreachable(url: URL, elsewhere: string, cause: unknown): Failure {
  if (cause instanceof Failure) return cause
  const { name, message, code } = innermost(cause)
  const refusal = /Proxy response \((\d+)\)/.exec(message)?.[1]
  if (refusal !== undefined)
    return new Failure(
      'PROXY_REFUSES',
      `The proxy refuses to connect to ${url.host} (HTTP ${refusal}). Let it through there, or name another one in HTTPS_PROXY; NO_PROXY lists hosts that need none.`,
      { cause },
    )
  if (name === 'AbortError') return new Failure('INTERRUPTED', 'Interrupted before anything was fetched.', { cause })
  return new Failure(
    'DOWNLOAD_UNREACHABLE',
    `${url.host} cannot be reached (${code ?? message}). Check the network and HTTPS_PROXY. ${elsewhere}`,
    { cause },
  )
}

function innermost(error: unknown): { name: string; message: string; code: string | undefined } {
  const { name, message, code, cause, errors } = error as AggregateError & { code?: string }
  const deeper = cause ?? errors?.[0]
  return deeper instanceof Error ? innermost(deeper) : { name, message, code }
}

async function textOf(
  { url, body }: Pick<WebAnswer, 'url' | 'body'>,
  most: number,
  elsewhere: string,
): Promise<string> {
  const parts: Buffer[] = []
  let length = 0
  try {
    for await (const part of body as AsyncIterable<Buffer>) {
      length += part.length
      if (length > most)
        throw new Failure('DOWNLOAD_INVALID', `${url.host} answers with more than ${most} bytes. ${elsewhere}`)
      parts.push(part)
    }
  } catch (cause) {
    throw unreachable(url, elsewhere, cause)
  }
  return Buffer.concat(parts).toString('utf8')
}
