import { decodedBody } from './decode.ts'
import type { Exchange, HeaderPair } from './exchange.ts'
import { LONGEST } from './find-secrets.ts'
import { remembered } from './remembered.ts'
import { LOOKS_LIKE_KEY } from './secret-forms.ts'
import { isSecretHeader, isSecretParameter } from './secret-names.ts'
import { decoded, secretsInText, secretsSaid } from './secrets-in-text.ts'
import type { Place } from './secrets-in-words.ts'
import { findSpelledOut } from './streamed-strings.ts'

/** A parameter of a query, in a path, a URL, or what a redirect points to. */
const IN_QUERY = /([?&;#]([\w.[\]-]{1,80})=)([^&;\s"'<>#]+)/g

/** Masks what the parameters of a query hold that carry keys. */
export const withoutSecretParameters = (text: string): string =>
  text.replace(IN_QUERY, (all, before: string, name: string) => (isSecretParameter(name) ? `${before}[redacted]` : all))

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

/** How the texts of exchanges are searched for secrets: any text, and what somebody says. */
export interface Search {
  inText(this: void, text: string): readonly Place[]
  said(this: void, text: string): readonly Place[]
}

/** A search that reads a text once, as long as it remembers it: each is read to learn its secrets, and to mask them. */
export const rememberingSearch = (): Search => ({
  inText: remembered((text) => secretsInText(text)),
  said: remembered((text) => secretsSaid(text)),
})

/** The secrets that a body gives away, also those that a stream spells out over many events. */
export const secretsInBody = (body: string, { inText, said }: Search): Place[] => [
  ...inText(body),
  ...findSpelledOut(body, said),
]

/**
 * The secrets that an exchange of others gives away, so that they can be looked for in all the rest of it. What is
 * short, or says no more than a word, is not among them.
 */
export function secretsIn({ request, response, failure }: Exchange, search: Search): string[] {
  const headers = [...request.headers, ...(response?.headers ?? [])]
  const body = Buffer.concat(decodedBody({ response }).pieces.map(({ bytes }) => bytes)).toString('utf8')
  const texts = [request.path, response?.statusText ?? '', failure?.message ?? '', ...headers.map(([, value]) => value)]
  const bodies = [request.body ?? '', body]
  const places = [...texts.flatMap(search.inText), ...bodies.flatMap((one) => secretsInBody(one, search))]
  const begun = places.map(({ secret }) => secret.slice(0, LONGEST))
  const found = begun.flatMap((secret) => [secret, decoded(secret)]).filter(isTelling)
  return [...new Set([...headers.flatMap(inHeader), ...found])].filter(
    (secret) => secret.length >= 8 && !secret.includes('[redacted]'),
  )
}

/** Words stand where a secret could, and numbers are everywhere: masking them in all the rest would spoil it. */
const isTelling = (text: string): boolean =>
  /[a-z]/i.test(text) && (/[^a-z_.:-]/i.test(text) || /-.*-/.test(text) || text.match(LOOKS_LIKE_KEY)?.[0] === text)

/** The value, and what is in it without the word before: `Bearer`, `Basic`, the name of a cookie. */
function inHeader([name, value]: HeaderPair): string[] {
  if (!isSecretHeader(name)) return []
  const pairs = value.split(';').slice(0, /^set-/i.test(name) ? 1 : undefined)
  if (/cookie$/i.test(name)) return pairs.map((pair) => pair.slice(pair.indexOf('=') + 1).trim())
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
