import type { Exchange, HeaderPair } from './exchange.ts'

/** Headers that carry a secret or name an account, whatever their value. */
const SECRET_HEADERS = new Set([
  'authorization', 'proxy-authorization', 'x-api-key', 'api-key', 'x-portkey-api-key', 'x-portkey-virtual-key', 'x-portkey-config', 'x-litellm-api-key', 'x-goog-api-key', 'cookie',
  'set-cookie', 'openai-organization', 'openai-project',
])
/** What headers of other services are called that carry one. */
const SECRET_NAME = /(^|[-_])(api-?key|token|secret|auth|authorization|password|credential|subscription-key)$/i

export const isSecretHeader = (name: string): boolean => SECRET_HEADERS.has(name.toLowerCase()) || SECRET_NAME.test(name)

const PARAMETER = 'key|api[-_]?key|(?:access|auth|id|refresh|session)[-_]?token|token|auth|sig|signature|password|passwd|secret|client[-_]?secret|x-(?:amz|goog)-(?:signature|credential|security-token)|subscription-key'
/** A parameter of a query, in a path, a URL, or what a redirect points to. */
const IN_QUERY = new RegExp(`([?&;](?:${PARAMETER})=)([^&;\\s"'<>#]*)`, 'gi')

/** Masks what the parameters of a query hold that carry keys. */
export const withoutSecretParameters = (text: string): string => (text.includes('=') ? text.replace(IN_QUERY, '$1[redacted]') : text)

/** User info of a URL, and what the parameters of its query say. */
const USER_INFO = /\/\/([^/\s@:]*):?([^/\s]*)@/g
const IN_URL = /[?&][\w.-]+=([^&\s#]{8,})/g

/** The secrets in the URLs of a text, as written and decoded. */
export function urlSecrets(text: string): string[] {
  const found = [
    ...[...text.matchAll(USER_INFO)].map(([, user = '', password = '']) => (password === '' ? user : password)),
    ...[...text.matchAll(IN_URL)].map(([, value = '']) => value),
  ]
  return found.flatMap((one) => [one, decoded(one)]).filter(({ length }) => length >= 8)
}

/** A field of a JSON body that carries one. */
const IN_BODY = /"(?:api[-_]?key|authorization|(?:access|auth|refresh|session)[-_]?token|client[-_]?secret|secret|password)"\s*:\s*"((?:[^"\\]|\\.){8,})"/gi

/** What a key looks like (formats as their issuers document them). */
export const LOOKS_LIKE_KEY = /\b(?:(?:sk|pk|rk|ghp|gho|ghs|glpat|gsk|xai|hf|xox[abprs])[-_][\w-]{10,}|AKIA[0-9A-Z]{12,}|eyJ[\w-]{10,}\.[\w-]+\.[\w-]+|AIza[\w-]{20,})/g

/**
 * The secrets that an exchange of others gives away by where they stand, so that they can be looked for in all the rest of it. What
 * is short, or says no more than a word, is none.
 */
export function secretsIn({ request, response }: Exchange): string[] {
  const headers = [...request.headers, ...response?.headers ?? []]
  const bodies = [request.body ?? '', ...(response?.chunks ?? []).map((chunk) => ('text' in chunk ? chunk.text : ''))]
  const found = [
    ...headers.flatMap(inHeader),
    ...[request.path, ...headers.map(([, value]) => value)].flatMap((text) => [...text.matchAll(IN_QUERY)].flatMap(([, , value = '']) => [value, decoded(value)])),
    ...bodies.flatMap((body) => [...[...body.matchAll(IN_BODY)].map(([, value = '']) => value), ...body.match(LOOKS_LIKE_KEY) ?? []]),
  ]
  return [...new Set(found)].filter((secret) => secret.length >= 8 && !secret.includes('[redacted]'))
}

/** The value, and what is in it without the word before: `Bearer`, `Basic`, the name of a cookie. */
function inHeader([name, value]: HeaderPair): string[] {
  if (!isSecretHeader(name)) return []
  if (/cookie$/i.test(name)) return value.split(';').slice(0, /^set-/i.test(name) ? 1 : undefined).map((pair) => pair.slice(pair.indexOf('=') + 1).trim())
  const [scheme = '', rest = ''] = value.split(/\s+(.*)/s)
  if (rest === '') return [value]
  return [rest, ...(/^basic$/i.test(scheme) ? userInfoOf(rest) : [])]
}

/** User and password together, and what of them lets in: a name before a password is no secret. */
export function userInfoOf(coded: string): string[] {
  const plain = Buffer.from(coded, 'base64').toString('utf8')
  const user = plain.slice(0, plain.indexOf(':'))
  const password = plain.slice(user.length + 1)
  return [plain, password === '' ? user : password]
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
