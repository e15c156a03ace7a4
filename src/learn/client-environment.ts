import { environmentSecrets } from '../server/environment-secrets.ts'
import { headerValue } from '../server/header-value.ts'
import { mayHaveKeyOfOpenAi } from '../server/named-sides.ts'
import type { Environment } from '../server/side-name.ts'

/** The variables that lead clients to `url` on this machine. The calls bypass proxies: a proxy would see their keys. */
export function clientAddresses(env: Environment, url: string): Record<string, string> {
  const direct = [env['no_proxy'] ?? env['NO_PROXY'], '127.0.0.1'].filter(Boolean).join(',')
  const api = `${url}/v1`
  return {
    OPENAI_BASE_URL: api,
    OPENAI_API_BASE: api,
    OLLAMA_HOST: url,
    OLLAMA_BASE_URL: url,
    NO_PROXY: direct,
    no_proxy: direct,
  }
}

/** Clients of OpenAI do not start without a key. */
const NO_KEY = { OPENAI_API_KEY: 'withheld' }
/** The keys that clients send to the addresses above. */
const KEYS = ['OPENAI_API_KEY', 'OLLAMA_API_KEY']

export interface ClientEnvironment {
  env: Environment
  withheld: string[]
}

/**
 * The environment of a command whose calls go to `url`, and from there to `upstream`. A client sends the key and the
 * account of OpenAI to any address it is given. So the command gets these variables only if `upstream` may have them;
 * `withheld` are the others. @throws Failure that names the variable if a header cannot contain a key.
 */
export function clientEnvironment(env: Environment, url: string, upstream: URL): ClientEnvironment {
  const keys = Object.fromEntries(KEYS.filter((name) => name in env).map((name) => [name, headerValue(env, name)]))
  const own: Environment = { ...env, ...keys, ...clientAddresses(env, url) }
  if (mayHaveKeyOfOpenAi(upstream, env)) return { env: own, withheld: [] }
  const isOfOpenAi = ([name, value]: [string, string | undefined]): boolean =>
    name.startsWith('OPENAI_') && environmentSecrets({ [name]: value }).length > 0
  const withheld = Object.entries(own)
    .filter(isOfOpenAi)
    .map(([name]) => name)
  const left = Object.fromEntries(Object.entries(own).filter(([name]) => !withheld.includes(name)))
  return { env: withheld.includes('OPENAI_API_KEY') ? { ...left, ...NO_KEY } : left, withheld }
}
