import { environmentSecrets } from '../run/environment-secrets.ts'
import { headerValue } from '../run/header-value.ts'
import { mayHaveKeyOfOpenAi } from '../run/named-sides.ts'
import type { Environment } from '../run/side-name.ts'

/** The variables that lead clients to a server of our own on this machine, past any proxy: its log would contain their keys. */
export function clientAddresses(env: Environment, url: string): Record<string, string> {
  const direct = [env['no_proxy'] ?? env['NO_PROXY'], '127.0.0.1'].filter(Boolean).join(',')
  return { OPENAI_BASE_URL: `${url}/v1`, OPENAI_API_BASE: `${url}/v1`, OLLAMA_HOST: url, OLLAMA_BASE_URL: url, NO_PROXY: direct, no_proxy: direct }
}

/** Clients of OpenAI do not start without a key. */
const NO_KEY = { OPENAI_API_KEY: 'withheld' }

/**
 * The environment of a command whose calls go to `url`, and from there to `upstream`. A client sends the key and the account of
 * OpenAI to any address it is given. So the command gets these variables only if `upstream` may have them; `withheld` are the others.
 * @throws Failure that names the variable if a header cannot contain a key.
 */
export function clientEnvironment(env: Environment, url: string, upstream: URL): { env: Environment; withheld: string[] } {
  const keys = Object.fromEntries(['OPENAI_API_KEY', 'OLLAMA_API_KEY'].flatMap((name) => (env[name] === undefined ? [] : [[name, headerValue(env, name)]])))
  const own: Environment = { ...env, ...keys, ...clientAddresses(env, url) }
  if (mayHaveKeyOfOpenAi(upstream, env)) return { env: own, withheld: [] }
  const withheld = Object.keys(own).filter((name) => name.startsWith('OPENAI_') && environmentSecrets({ [name]: own[name] }).length > 0)
  const left = Object.fromEntries(Object.entries(own).filter(([name]) => !withheld.includes(name)))
  return { env: withheld.includes('OPENAI_API_KEY') ? { ...left, ...NO_KEY } : left, withheld }
}
