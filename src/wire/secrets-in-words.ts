import { LOOKS_LIKE_KEY, isRandom, mixesDigits } from './secret-forms.ts'
import { isSecretParameter, nameSays } from './secret-names.ts'
import type { Range } from './text-view.ts'

/**
 * A secret, as its place or its look gives it away: where it stands, and what it is with its escapes resolved; empty
 * where that may be an ordinary word, which is not to be looked for elsewhere.
 */
export interface Place extends Range { secret: string }

/** User info of a URL. */
const USER_INFO = /:\/\/([^\s/?#"'<>@\\]{1,500})(?=@[\w[])/g
/** A parameter of a query or fragment; that of a form may be the first thing. */
const PARAMETER = /(?:[?&;#]|^)([\w.[\]-]{1,80})=(?=([^&;\s"'<>#\\]*))/g
const NAME = '(?<![\\w.-])[-_]{0,2}([A-Za-z][\\w.-]{0,80})["\'`*?\\]]{0,3}'
/** What stands between a name and its value: `=`, `: string =`, `is`, and the rest of a tag that is closed again. */
const IS = '(?:\\s{0,40}(?::\\s?(?:str|string|&str)\\s{0,3}=|[=-]>|→|:=|={1,3}|[:：]|(?:is|was):?\\s)[*\\s]{0,40}'
  + '|>(?=[^<>\\s]{6,}</))'
/**
 * `API_KEY=…`, `password: …`, also in quotes, as in a program, in settings, in Markdown, or in the headers of a
 * request. What is assigned may itself be a name with a value: `error: api_key=…`. So it is only looked at.
 */
const ASSIGNED = new RegExp(`${NAME}${IS}(?:[|>][-+]?\\s{1,40})?(?:(?:Bearer|Basic|Token)\\s{1,3})?`
  + '(?:[bfru]{0,2}["\'`])?(?=([^\\s"\'`,;{}()<>]{6,}))', 'gi')
/** The same with a value of any characters, as far as the quotes go. */
const QUOTED = new RegExp(`${NAME}${IS}[bfru]{0,2}(["'\`])(?=((?:(?!\\2)[^\\n\\\\]){6,200})\\2)`, 'gi')
/** `ENV API_KEY …`, `setx API_KEY …`. */
const SET = /\b(?:ENV|ARG|setx|setenv|set -gx)\s{1,3}([A-Za-z]\w{0,80})\s{1,3}["']?(?=([^\s"'=]{6,}))/g
/** `--api-key …`, and `-u name:password`. What follows one may be the next. */
const OPTION = /(?<=^|\s)--?([a-z][\w-]{0,80})(?:\s{1,3}|=)["']?(?=([^\s"']{6,}))/g
/** The same with no blank, or behind other letters: `curl -suann:…`. */
const USER_OF_CURL =
  /-(?<=\bcurl\b[^\n]{0,200}\s-)[a-zA-Z]{0,4}u\s{0,3}["']?(?=([^\s"':]{1,80}:[^\s"']{2,}))/g
const SCHEME = /\b(?:Bearer|Basic|ApiKey|DPoP)\s{1,3}([\w\-.~+/=]{8,})/gi
/** A part of a form that has several. */
const PART =
  /form-data;[^\n]{0,200}?name="?([\w.[\]-]{1,80})"?[^\n]*\n(?:[^\r\n]+\r?\n){0,8}\r?\n([^]{1,2000}?)(?=\r?\n--|$)/g
/** No data of a picture, and no digest. */
const RUN = /(?<![\w+/=-]|base64,|sha\d{1,3}:)([\w+/=-]{16,})/g

/** The places of what a pattern ends with: its last group, which may look ahead. */
function last(text: string, pattern: RegExp, isMeant: (match: RegExpExecArray) => boolean): Place[] {
  return [...text.matchAll(pattern)].flatMap((match) => {
    const secret = match.at(-1) ?? ''
    // Services show the beginning and the end of a key to its owner.
    if (secret === '' || secret.includes('[redacted') || secret.includes('***') || !isMeant(match)) return []
    const from = match.index + match[0].length - (match[0].endsWith(secret) ? secret.length : 0)
    return [{ from, to: from + secret.length, secret }]
  })
}

const always = (): boolean => true
const hasDigit = (text: string): boolean => /\d/.test(text) && /[a-z]/i.test(text)

function isAssigned([, name = '', value = '']: RegExpExecArray): boolean {
  const says = nameSays(name)
  return says === 'secret' ? hasDigit(value) : says === 'perhaps' && mixesDigits(value)
}

const isQuoted = ([, name = '', , value = '']: RegExpExecArray): boolean =>
  nameSays(name) === 'secret' && hasDigit(value)

const isOption = (match: RegExpExecArray): boolean =>
  (/^(?:u|user)$/.test(match[1] ?? '') ? /.:./.test(match[2] ?? '') : isAssigned(match))

const passwordOf = (userInfo: string): string => userInfo.replace(/^[^:]*:(?=.)/, '')

/** Keys of known forms, and user info of URLs; of that the password is what is looked for elsewhere. */
export const secretsByLook = (text: string): Place[] => [
  ...last(text, LOOKS_LIKE_KEY, always),
  ...(text.includes('@') ? last(text, USER_INFO, always) : []).map((place) => ({ ...place, secret: passwordOf(place.secret) })),
]

/** Long random strings. */
export const randomIn = (text: string): Place[] => (text.length < 16 ? [] : last(text, RUN, ([run]) => isRandom(run)))

/** Secrets by what stands before them in a text that has no form, or that of a URL, a form or headers. */
export const secretsInWords = (text: string): Place[] => [
  ...secretsByLook(text),
  ...(text.includes('=') ? last(text, PARAMETER, ([, name = '']) => isSecretParameter(name)) : []),
  ...last(text, ASSIGNED, isAssigned),
  ...last(text, QUOTED, isQuoted),
  ...last(text, SET, isAssigned),
  ...last(text, SCHEME, ([, value = '']) => hasDigit(value)),
  ...(text.includes('-') ? last(text, OPTION, isOption) : []),
  ...(text.includes('curl') ? last(text, USER_OF_CURL, always) : []),
  ...(text.includes('form-data') ? last(text, PART, ([, name = '']) => nameSays(name) !== 'nothing') : []),
]
