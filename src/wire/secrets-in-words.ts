import { isRandom, keysIn, mixesDigits } from './secret-forms.ts'
import { isSecretParameter, mayNameSecret, nameSays } from './secret-names.ts'
import { AT, DASH, DIGIT, EQUALS, has, LETTER, RUN } from './secret-signs.ts'
import type { Range } from './text-view.ts'

/**
 * A secret, as its place or its look gives it away: where it stands, and what it is with its escapes resolved; empty
 * where that may be an ordinary word, which is not to be looked for elsewhere.
 */
export interface Place extends Range {
  secret: string
}

/** User info of a URL. */
const USER_INFO = /:\/\/([^\s/?#"'<>@\\]{1,500})(?=@[\w[])/g
/** The name of a parameter of a query or fragment, and what it says; that of a form may be the first thing. */
const PARAMETER = /(?:[?&;#]|^)([\w.[\]-]{1,80})=/g
const SAID = /[^&;\s"'<>#\\]{0,100000}/y
// No secret has more than 100,000 characters: what a pattern repeats millions of times takes more memory than it may have.

const NAME = '(?<![\\w.-])[-_]{0,2}([A-Za-z][\\w.-]{0,80})["\'`*?\\]]{0,3}'
/** What stands between a name and its value: `=`, `: string =`, `is`, and the rest of a tag that is closed again. */
const IS =
  '(?:\\s{0,40}(?::\\s?(?:str|string|&str)\\s{0,3}=|[=-]>|→|:=|={1,3}|[:：]|(?:is|was):?\\s)[*\\s]{0,40}' +
  '|>(?=[^<>\\s]{6,2000}</))'
/**
 * `API_KEY=…`, `password: …`, also in quotes, as in a program, in settings, in Markdown, or in the headers of a
 * request. What is assigned may itself be a name with a value: `error: api_key=…`. So it is only looked at, and no
 * further than 2,000 characters: names that follow each other without a blank would take a time that grows with the square.
 */
const ASSIGNED = new RegExp(
  `${NAME}${IS}(?:[|>][-+]?\\s{1,40})?(?:(?:Bearer|Basic|Token)\\s{1,3})?` +
    '(?:[bfru]{0,2}["\'`])?(?=([^\\s"\'`,;{}()<>]{6,2000}))',
  'gi',
)
/** The same with a value of any characters, as far as the quotes go. */
const QUOTED = new RegExp(`${NAME}${IS}[bfru]{0,2}(["'\`])(?=((?:(?!\\2)[^\\n\\\\]){6,200})\\2)`, 'gi')
/** `ENV API_KEY …`, `setx API_KEY …`. */
const SET = /\b(?:ENV|ARG|setx|setenv|set -gx)\s{1,3}([A-Za-z]\w{0,80})\s{1,3}["']?(?=([^\s"'=]{6,2000}))/g
/** `--api-key …`, and `-u name:password`. What follows one may be the next. */
const OPTION = /(?<=^|\s)--?([a-z][\w-]{0,80})(?:\s{1,3}|=)["']?(?=([^\s"']{6,2000}))/g
/** The same with no blank, or behind other letters: `curl -suann:…`. */
const USER_OF_CURL = /-(?<=\bcurl\b[^\n]{0,200}\s-)[a-zA-Z]{0,4}u\s{0,3}["']?(?=([^\s"':]{1,80}:[^\s"']{2,2000}))/g
const SCHEME = /\b(?:Bearer|Basic|ApiKey|DPoP)\s{1,3}([\w\-.~+/=]{8,100000})/gi
/** The first line about a part of a form that has several, the name in it, and the lines up to an empty one. */
const PART = /form-data;([^\n]{0,300})\n/g
const PART_NAME = /(?<![\w*])name="?([\w.[\]-]{1,80})/
const MOST_LINES = 8
/** Signs that such a part may hold. */
const LONGEST_PART = 2000
/** No data of a picture, and no digest. */
const RUN_OF_SIGNS = /(?<![\w+/=-]|base64,|sha\d{1,3}:)([\w+/=-]{16,100000})/g

// Services show the beginning and the end of a key to its owner.
const isShown = (secret: string): boolean => secret !== '' && !secret.includes('[redacted') && !secret.includes('***')

/** The places of what a global pattern ends with: its last group, which may look ahead. */
function last(text: string, pattern: RegExp, isMeant: (match: RegExpExecArray) => boolean): Place[] {
  const places: Place[] = []
  // To match all would compile the pattern anew for each text.
  pattern.lastIndex = 0
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const secret = match.at(-1) ?? ''
    if (!isShown(secret) || !isMeant(match)) continue
    const from = match.index + match[0].length - (match[0].endsWith(secret) ? secret.length : 0)
    places.push({ from, to: from + secret.length, secret })
  }
  return places
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
  /^(?:u|user)$/.test(match[1] ?? '') ? /.:./.test(match[2] ?? '') : isAssigned(match)

const passwordOf = (userInfo: string): string => userInfo.replace(/^[^:]*:(?=.)/, '')

/** What the parameters of queries say that are named after a secret, also of a query in the value of another. */
function secretParameters(text: string): Place[] {
  let to = 0
  return [...text.matchAll(PARAMETER)].flatMap(({ 0: { length }, 1: name = '', index }) => {
    const from = index + length
    // What is in another secret is masked with it.
    if (from < to || !isSecretParameter(name)) return []
    SAID.lastIndex = from
    const secret = SAID.exec(text)?.[0] ?? ''
    if (!isShown(secret)) return []
    to = from + secret.length
    return [{ from, to, secret }]
  })
}

/** The parts of forms that are named after a secret. No pattern finds their ends in a time that grows with the text. */
function secretParts(text: string): Place[] {
  let to = 0
  return [...text.matchAll(PART)].flatMap(({ 0: line, 1: about = '', index }) => {
    const name = PART_NAME.exec(about)?.[1]
    const from = name === undefined || nameSays(name) === 'nothing' ? undefined : endOfHead(text, index + line.length)
    // What is in another secret is masked with it.
    if (from === undefined || from < to) return []
    const [secret = '', rest] = text.slice(from, from + LONGEST_PART + 4).split(/\r?\n--/, 2)
    const isWhole = rest !== undefined || from + secret.length === text.length
    if (!isWhole || !isShown(secret)) return []
    to = from + secret.length
    return [{ from, to, secret }]
  })
}

/** Where what a part holds begins: behind the first empty line; undefined where there is none soon. */
function endOfHead(text: string, begin: number): number | undefined {
  const head = text.slice(begin, begin + LONGEST_PART)
  const lines = head.split('\n', MOST_LINES + 1)
  const empty = lines.findIndex((line) => line === '' || line === '\r')
  return empty < 0 ? undefined : begin + lines.slice(0, empty + 1).join('\n').length + 1
}

/** Keys of known forms, and user info of URLs; of that the password is what is looked for elsewhere. */
export function secretsByLook(text: string, signs: number): Place[] {
  const isKey = has(signs, RUN | LETTER) || (signs & DASH && text.includes('-----BEGIN'))
  const places = isKey ? last(text, keysIn(text), always) : []
  if (signs & AT && text.includes('://'))
    for (const place of last(text, USER_INFO, always)) places.push({ ...place, secret: passwordOf(place.secret) })
  return places
}

/** Long random strings. */
export const randomIn = (text: string, signs: number): Place[] =>
  has(signs, RUN | DIGIT) ? last(text, RUN_OF_SIGNS, ([run]) => isRandom(run)) : []

/** Whether any of what is searched for in words can be in a text that has these signs. */
export const mayBeInWords = (text: string, signs: number): boolean =>
  (signs & (AT | EQUALS | DASH)) > 0 || has(signs, RUN | LETTER) || mayBeNamed(text, signs)

/** What is named after a secret is one only where it has a digit. */
const mayBeNamed = (text: string, signs: number): boolean => has(signs, DIGIT | LETTER) && mayNameSecret(text)

/** Secrets by what stands before them in a text that has no form, or that of a URL, a form or headers. */
export function secretsInWords(text: string, signs: number): Place[] {
  const places = secretsByLook(text, signs)
  const isNamed = mayBeNamed(text, signs)
  if (!isNamed && !(signs & (EQUALS | DASH))) return places
  return [
    ...places,
    ...(signs & EQUALS ? secretParameters(text) : []),
    ...(isNamed ? named(text) : []),
    ...(signs & DASH ? behindDash(text) : []),
  ]
}

const named = (text: string): Place[] => [
  ...last(text, ASSIGNED, isAssigned),
  ...last(text, QUOTED, isQuoted),
  ...last(text, SET, isAssigned),
  ...last(text, SCHEME, ([, value = '']) => hasDigit(value)),
]

const behindDash = (text: string): Place[] => [
  ...last(text, OPTION, isOption),
  ...(text.includes('curl') ? last(text, USER_OF_CURL, always) : []),
  ...(text.includes('form-data') ? secretParts(text) : []),
]
