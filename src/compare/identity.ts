import { header } from '../wire/exchange.ts'
import type { Observation } from '../wire/observe.ts'

/** What the gateway is, as far as it shows. */
export interface Identity {
  name: string | null
  signs: string[]
}

const SIGNS: [name: string, header: RegExp, value: RegExp][] = [
  ['LiteLLM', /^x-litellm-/, /./],
  ['Portkey', /^x-portkey-/, /./],
  ['nginx', /^server$/, /nginx/i],
  ['Caddy', /^server$/, /caddy/i],
  ['Caddy', /^via$/, /caddy/i],
  ['OpenRouter', /^x-generation-id$/, /./],
  ['Cloudflare', /^cf-ray$/, /./],
  ['Envoy', /^server$/, /envoy/i],
  ['Traefik', /^x-forwarded-server$/, /./],
  ['uvicorn', /^server$/, /uvicorn/i],
]

/** Reads it off headers that the server itself does not send. */
export function identify(via: readonly Observation[], direct: readonly Observation[]): Identity {
  const own = new Set(
    direct.flatMap(
      ({ exchange }) => exchange.response?.headers.map(([name, value]) => `${name.toLowerCase()}: ${value}`) ?? [],
    ),
  )
  const signs = new Map<string, string>()
  for (const { exchange } of via) {
    for (const [name, value] of exchange.response?.headers ?? []) {
      const lower = name.toLowerCase()
      const sign = SIGNS.find(([, names, values]) => names.test(lower) && values.test(value))
      if (sign && !own.has(`${lower}: ${value}`))
        signs.set(sign[0], `${lower}: ${header(exchange.response?.headers, name)?.slice(0, 80)}`)
    }
  }
  const [name = null] = [...signs.keys()]
  return { name, signs: [...signs.values()] }
}
