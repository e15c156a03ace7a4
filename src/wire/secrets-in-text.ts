import { jsonStrings, jsonView, type JsonString } from './json-strings.ts'
import { fieldSays, mayBeRandom } from './secret-fields.ts'
import { mixesDigits } from './secret-forms.ts'
import { ALL, PERCENT, signsOf } from './secret-signs.ts'
import { mayBeInWords, randomIn, secretsByLook, secretsInWords, type Place } from './secrets-in-words.ts'
import { resolvedView, type View } from './text-view.ts'

/** Strings in strings in strings. */
const DEEPEST = 4
const SHORTEST = 6
const CODED = /(?:%[0-9a-f]{2})+/gi
/** Somewhere a line begins as JSON does, or a field of a stream of events. */
const IS_JSON = /^\s*[[{"]|^(?:data|event|id|retry)?:/m

/**
 * The secrets in a text that nobody has named: in JSON and streams of it by the names of fields, in words, URLs,
 * forms and headers by what stands before them, and everywhere by their look. It depends on nothing but the text, so
 * what is said twice is found twice.
 */
export const secretsInText = (text: string, depth = 0): Place[] => search(text, depth, false)

/** The same in what somebody says, where long random strings are no ids. */
export const secretsSaid = (text: string, depth = 0): Place[] => search(text, depth, true)

function search(text: string, depth: number, isSaid: boolean): Place[] {
  if (text.length < SHORTEST) return []
  const strings = text.includes('"') && IS_JSON.test(text) ? jsonStrings(text) : []
  const signs = strings.length > 0 ? ALL : signsOf(text)
  const places = strings.length > 0 ? inJson(text, strings, depth) : inPlain(text, signs, depth)
  return isSaid ? [...places, ...randomIn(text, signs)] : places
}

const inJson = (text: string, strings: readonly JsonString[], depth: number): Place[] => [
  ...secretsByLook(text, ALL),
  ...strings.flatMap((one) => inString(one, depth)),
  ...betweenStrings(text, strings),
]

function inPlain(text: string, signs: number, depth: number): Place[] {
  const places = secretsInWords(text, signs)
  const percent =
    signs & PERCENT && depth < DEEPEST ? resolvedView(text, CODED, ([coded]) => decoded(coded)) : undefined
  return percent ? [...places, ...through(percent, 0, secretsInText(percent.text, depth + 1))] : places
}

/** Places of a view, as they are in the text that it is of, from some place on. */
const through = ({ from, to }: View, begin: number, places: readonly Place[]): Place[] =>
  places.map((place) => ({ secret: place.secret, from: begin + from(place.from), to: begin + to(place.to - 1) }))

function inString(place: JsonString, depth: number): Place[] {
  const { from, to, written, isName } = place
  if (written === '' || written === '[redacted]') return []
  const view = jsonView(written)
  const says = isName ? 'nothing' : fieldSays(place, view.text)
  if (says !== 'nothing') return [{ from, to, secret: says === 'secret' || mixesDigits(view.text) ? view.text : '' }]
  if (depth >= DEEPEST) return []
  return through(view, from, (mayBeRandom(place) ? secretsInText : secretsSaid)(view.text, depth + 1))
}

/** What is searched for in words, in a text without the strings that have a name, and without the names. */
function betweenStrings(text: string, strings: readonly JsonString[]): Place[] {
  const named = strings.filter(({ name, isName }) => isName || name !== '')
  const rest = without(text, named, () => ' ')
  const signs = signsOf(rest)
  // Mostly it is commas and numbers, so places are kept only where there may be something.
  if (!mayBeInWords(rest, signs)) return []
  return secretsInWords(
    without(text, named, (length) => ' '.repeat(length)),
    signs,
  )
}

function without(text: string, strings: readonly JsonString[], blanks: (length: number) => string): string {
  let rest = ''
  let done = 0
  for (const { from, to } of strings) {
    rest += text.slice(done, from) + blanks(to - from)
    done = to
  }
  return rest + text.slice(done)
}

/** A text as it was before it was percent-encoded, or as it is where it never was. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
