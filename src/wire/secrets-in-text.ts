import { jsonStrings, jsonView, type JsonString } from './json-strings.ts'
import { fieldSays, mayBeRandom } from './secret-fields.ts'
import { mixesDigits } from './secret-forms.ts'
import { PERCENT, QUOTE, signsOf } from './secret-signs.ts'
import { randomIn, secretsByLook, secretsInWords, type Place } from './secrets-in-words.ts'
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
export const secretsInText = (text: string, depth = 0): Place[] => found(text, signsOf(text), depth)

/** The same in what somebody says, where long random strings are no ids. */
export function secretsSaid(text: string, depth = 0): Place[] {
  const signs = signsOf(text)
  return [...found(text, signs, depth), ...randomIn(text, signs)]
}

function found(text: string, signs: number, depth: number): Place[] {
  if (signs === 0 || text.length < SHORTEST) return []
  const strings = signs & QUOTE && IS_JSON.test(text) ? jsonStrings(text) : []
  if (strings.length > 0) {
    const inside = strings.flatMap((one) => inString(text.slice(one.from, one.to), one, depth))
    return [...secretsByLook(text, signs), ...inside, ...secretsInWords(between(text, strings))]
  }
  const percent =
    signs & PERCENT && depth < DEEPEST ? resolvedView(text, CODED, ([coded]) => decoded(coded)) : undefined
  return [
    ...secretsInWords(text, signs),
    ...(percent ? through(percent, 0, secretsInText(percent.text, depth + 1)) : []),
  ]
}

/** Places of a view, as they are in the text that it is of, from some place on. */
const through = ({ from, to }: View, begin: number, places: readonly Place[]): Place[] =>
  places.map((place) => ({ secret: place.secret, from: begin + from(place.from), to: begin + to(place.to - 1) }))

function inString(written: string, place: JsonString, depth: number): Place[] {
  if (written === '' || written === '[redacted]') return []
  const { from, to, isName } = place
  const view = jsonView(written)
  const says = isName ? 'nothing' : fieldSays(place, view.text)
  if (says !== 'nothing') return [{ from, to, secret: says === 'secret' || mixesDigits(view.text) ? view.text : '' }]
  if (depth >= DEEPEST) return []
  return through(view, from, (mayBeRandom(place) ? secretsInText : secretsSaid)(view.text, depth + 1))
}

/** A text with blanks in place of the strings that have a name, and of the names. */
function between(text: string, strings: readonly JsonString[]): string {
  let rest = ''
  let done = 0
  for (const { from, to, name, isName } of strings) {
    if (!isName && name === '') continue
    rest += text.slice(done, from) + ' '.repeat(to - from)
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
