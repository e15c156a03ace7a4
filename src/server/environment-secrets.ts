import type { HeaderPair } from '../wire/exchange.ts'
import { isWord } from '../wire/redact.ts'
import { isSecretHeader } from '../wire/secret-names.ts'
import { urlSecrets } from '../wire/secret-places.ts'
import type { Environment } from './side-name.ts'

/** Names of variables that contain a key or name an account. */
const NAME = /KEY|TOKEN|SECRET|PASSW|CREDENTIAL|^OPENAI_(ORG|PROJECT)/i
/** Names of variables that contain an address. The address may contain a key. */
export const ADDRESS = /URL|HOST|BASE|PROXY/i
/** Names of variables that contain headers, one a line, such as `OPENAI_CUSTOM_HEADERS`. */
const HEADERS = /HEADERS/i
/** Headers without secrets. Answers repeat their values, and masking those would spoil the answers. */
const COMMON = /^(accept|accept-.*|content-type|connection|host)$/i

/** A shorter value is a setting and not a key. The second length is for headers that are named after a key. */
const SHORTEST = 12
const SHORTEST_NAMED = 8

/**
 * The secrets in an environment, also those that the suite does not use: a server may know them from elsewhere.
 * Paths and words are no secrets.
 */
export const environmentSecrets = (env: Environment): string[] => [
  ...new Set(Object.entries(env).flatMap(([name, value = '']) => inVariable(name, value.trim()))),
]

function inVariable(name: string, value: string): string[] {
  if (HEADERS.test(name)) return headersIn(value).flatMap(inHeader)
  const inAddress = ADDRESS.test(name) ? urlSecrets(value).filter((secret) => isKey(secret)) : []
  return NAME.test(name) && isKey(value) ? [value, ...inAddress] : inAddress
}

const isKey = (value: string, least = SHORTEST): boolean =>
  value.length >= least && !isWord(value) && !/^[./~]|^[a-z]+:\/\//i.test(value)

const headersIn = (text: string): HeaderPair[] =>
  text.split('\n').flatMap((line): HeaderPair[] => {
    const colon = line.indexOf(':')
    return colon < 0 ? [] : [[line.slice(0, colon).trim(), line.slice(colon + 1).trim()]]
  })

/** The value, and its parts behind a scheme such as `Bearer`. */
function inHeader([name, value]: HeaderPair): string[] {
  if (COMMON.test(name)) return []
  const least = isSecretHeader(name) ? SHORTEST_NAMED : SHORTEST
  return [value, ...value.split(/\s+/).slice(1)].filter((one) => isKey(one, least))
}
