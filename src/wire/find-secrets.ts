import { plainView, resolvedView, type Range, type View } from './text-view.ts'

/** A secret in one of the forms in which it may be told. */
interface Form {
  text: string
  /** So many characters of it in a row give it away. */
  least: number
  /** As it was before capitals were folded, where it can be read. */
  plain?: string
}

/** What is shorter is no secret, or is one that would be seen everywhere. */
const SHORTEST = 4
/** Shorter ones may be words, and are looked for as they are, and whole. */
const SHORTEST_IN_ANY_CASE = 8
/** No key is longer. Of what is, as texts of others may say, the beginning is looked for. */
export const LONGEST = 8000
/** A part of a key that stands in it more often tells nothing. */
const MOST_PLACES = 8
/** Half of a secret is too much, and of a long one so much. Less is how services name a key to its owner: `sk-abc***wxyz`. */
const telling = ({ length }: string): number => Math.max(SHORTEST_IN_ANY_CASE, Math.min(12, Math.ceil(length / 2)))

/** The forms of a secret, and what finds places at which one of them may stand. */
interface Searched {
  forms: Form[]
  seed: RegExp
  seeds: Map<string, { form: Form; at: number }[]>
  isExact: boolean
}

/**
 * Finds secrets in a text: as they are, in any case, percent-encoded, as JSON or HTML escapes, as base64 at any offset or hex, turned
 * round, and also the greater part of one. Ranges are in order and do not overlap. Pure.
 */
export const findSecrets = (text: string, secrets: readonly string[]): Range[] => secretFinder(secrets)(text)

/** The same for many texts: what to look for is made once, however many secrets there are. */
export function secretFinder(secrets: readonly string[]): (text: string) => Range[] {
  const real = [...new Set(secrets.map((secret) => secret.slice(0, LONGEST)))]
  const searched = real.filter(({ length }) => length >= SHORTEST).map(searchedFor)
  return (text) => {
    if (searched.length === 0 || text.length < SHORTEST) return []
    const views = viewsOf(text)
    return united(searched.flatMap((one) => views.flatMap((view) => places(view, one))))
  }
}

/** A text as it is searched: escapes resolved, and once more in small letters. */
interface Searchable extends View {
  folded: string
}

// A backslash before a quote, slash or backslash, and a tab, the only such character that a header can contain; percent and unicode escapes, also escaped once more; HTML references.
const ESCAPE =
  /%(?:25)*([0-9a-f]{2})|\\+u([0-9a-f]{4})|\\+x([0-9a-f]{2})|&#x0*([0-9a-f]{1,2});|&#0*([0-9]{1,3});|&(amp|lt|gt|quot|apos);|\\+(t)|\\+(["'/\\])/gi
const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const MAY_ESCAPE = /[%\\&]/

function saidBy([, percent, unicode, hex, reference, decimal, named = '', tab, escaped = '']: RegExpExecArray): string {
  const code = percent ?? unicode ?? hex ?? reference
  if (tab !== undefined) return '\t'
  if (code !== undefined) return String.fromCharCode(parseInt(code, 16))
  return decimal === undefined ? (NAMED[named.toLowerCase()] ?? escaped) : String.fromCharCode(Number(decimal) & 0xff)
}

function viewsOf(text: string): Searchable[] {
  const plain = plainView(text)
  const resolved = MAY_ESCAPE.test(text) ? resolvedView(text, ESCAPE, saidBy) : undefined
  return [plain, ...(resolved ? [resolved] : [])].map((view) => ({ ...view, folded: folded(view.text) }))
}

/** In small letters, where that leaves each at its place. */
function folded(text: string): string {
  const small = text.toLowerCase()
  return small.length === text.length ? small : text.replace(/[A-Z]+/g, (part) => part.toLowerCase())
}

function places(view: Searchable, { seed, seeds, isExact }: Searched): Range[] {
  const text = isExact ? view.text : view.folded
  const ranges: Range[] = []
  seed.lastIndex = 0
  for (let match = seed.exec(text); match; match = seed.exec(text)) {
    const found = (seeds.get(match[0]) ?? [])
      .map(({ form, at }) => grown(text, match.index, form, at))
      .filter((range) => range !== undefined)
    const furthest = found.reduce<Range | undefined>(
      (best, range) => (best && best.to - best.from >= range.to - range.from ? best : range),
      undefined,
    )
    // Seeds may overlap, so the next is looked for one further.
    seed.lastIndex = furthest ? Math.max(furthest.to, match.index + 1) : match.index + 1
    if (furthest) ranges.push({ from: view.from(furthest.from), to: view.to(furthest.to - 1) })
  }
  return ranges
}

/** As far as a text says the same as a form around a place; undefined where that is too little to give it away. */
function grown(text: string, place: number, { text: form, least, plain }: Form, at: number): Range | undefined {
  let [from, to] = [place, place]
  while (from > 0 && at - (place - from) > 0 && text[from - 1] === form[at - (place - from) - 1]) from--
  while (to < text.length && text[to] === form[at + (to - place)] && at + (to - place) < form.length) to++
  if (to - from < least) return undefined
  const begin = at - (place - from)
  // Part of a key may be words that anybody says.
  return to - from < form.length && plain !== undefined && isWords(plain.slice(begin, begin + to - from))
    ? undefined
    : { from, to }
}

/** Small letters, with no more than dashes between. */
const isWords = (text: string): boolean => /^[-_ ]?[a-z]+([-_ ][a-z]+)*[-_ ]?$/.test(text)

const known = new Map<string, Searched>()

function searchedFor(secret: string): Searched {
  const before = known.get(secret)
  if (before) return before
  if (known.size >= 64) known.clear()
  const isExact = secret.length < SHORTEST_IN_ANY_CASE
  const forms = isExact ? exactForms(secret) : formsOf(secret)
  const seeds = new Map<string, { form: Form; at: number }[]>()
  for (const form of forms) {
    for (const [seed, places] of Map.groupBy(seedsOf(form), ([, text]) => text)) {
      seeds.set(seed, [...(seeds.get(seed) ?? []), ...places.slice(0, MOST_PLACES).map(([at]) => ({ form, at }))])
    }
  }
  const seed = new RegExp(
    [...seeds.keys()]
      .sort((a, b) => b.length - a.length)
      .map((one) => one.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'))
      .join('|'),
    'g',
  )
  const searched = { forms, seed, seeds, isExact }
  known.set(secret, searched)
  return searched
}

/** Every run of `least` characters of a form holds one of its seeds whole. */
function seedsOf({ text, least }: Form): [at: number, seed: string][] {
  const length = Math.floor((least + 1) / 2)
  if (least >= text.length) return [[0, text]]
  return Array.from({ length: Math.floor(text.length / length) }, (_, at): [number, string] => [
    at * length,
    text.slice(at * length, (at + 1) * length),
  ])
}

const whole = (text: string): Form => ({ text, least: text.length })

const exactForms = (secret: string): Form[] => [...new Set([secret, Buffer.from(secret).toString('base64')])].map(whole)

function formsOf(secret: string): Form[] {
  const bytes = Buffer.from(secret)
  const form = (text: string, charactersAByte: number): Form => ({
    text: folded(text),
    least: Math.min(text.length, Math.ceil(telling(secret) * charactersAByte)),
  })
  // A key may itself hold what looks like an escape, and is resolved where a text is.
  const plain = [secret, viewsOf(secret).at(-1)?.text ?? secret, [...secret].reverse().join('')].flatMap((text) => [
    text,
    Buffer.from(text).toString('latin1'),
  ])
  // At each of three offsets the same bytes have other letters; those at the edges depend on what stands beside them.
  const base64 = [0, 1, 2].map((offset) => {
    const coded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    return coded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6))
  })
  const url = base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))
  const all = [
    ...plain.map((text) => ({ ...form(text, 1), plain: text })),
    ...[...base64, ...url].map((text) => form(text, 4 / 3)),
    ...[bytes, Buffer.from(secret, 'latin1')].map((coded) => form(coded.toString('hex'), 2)),
  ]
  return [
    ...new Map(all.filter(({ text }) => text.length >= SHORTEST_IN_ANY_CASE).map((one) => [one.text, one])).values(),
  ]
}

/** Ranges in order, of which none touches another. What begins with the rest of something is the rest of it. */
export function united(ranges: readonly Range[]): Range[] {
  const apart: Range[] = []
  for (const range of ranges.toSorted(
    (a, b) => a.from - b.from || Number(b.isRest ?? false) - Number(a.isRest ?? false),
  )) {
    const last = apart.at(-1)
    if (last && range.from <= last.to) last.to = Math.max(last.to, range.to)
    else apart.push({ ...range })
  }
  return apart
}
