import { resolvedView, type View } from './text-view.ts'

/** A string in the text of some JSON, as it is written there, between its quotes. */
export interface JsonString {
  from: number
  to: number
  /** Of the field it is in, which for an element of a list is the list; may be empty. */
  name: string
  /** What the object says of itself before: `{"name": "API_KEY", "value": …}`. */
  label: string
  /** The string before it in the same list. */
  before: string
  isName: boolean
  /** The innermost object or list that it is in. */
  within: Within | undefined
}

/** An object or list, with its own name. */
export interface Within {
  name: string
  parent: Within | undefined
}

const TOKEN = /["{}[\]]|\ndata:/g
/** Piece by piece: what a pattern repeats millions of times takes more memory than it may have. */
const PIECE = /(?:[^"\\\n]|\\.){0,100000}/y
const COLON = /\s{0,1000}:/y
/** What an object calls the field that names what it holds. */
const LABEL = /^(?:name|key|header|field|label|variable|var|param|parameter)$/i
/** Deeper than anybody nests. */
const DEEPEST = 200

interface Open extends Within {
  label: string
}

/**
 * The strings of a JSON text, of several in a row, or of a stream of events, with where they stand. It reads what is
 * there, also where the rest is broken or cut off.
 */
export function* jsonStrings(text: string): Generator<JsonString> {
  let open: Open[] = []
  let name = ''
  let label = ''
  let before = ''
  const tokens = new RegExp(TOKEN)
  for (let match = tokens.exec(text); match; match = tokens.exec(text)) {
    const { 0: token, index } = match
    if (token === '"') {
      const end = endOfString(text, index + 1)
      tokens.lastIndex = end
      // A line end breaks it.
      if (end < text.length && text[end] !== '"') continue
      tokens.lastIndex = end + 1
      const said = text.slice(index + 1, end)
      COLON.lastIndex = end + 1
      const colon = COLON.test(text)
      if (colon) name = said.includes('\\') ? jsonView(said).text : said
      else if (LABEL.test(name)) label = said
      const [from, isName, within] = [index + 1, colon, open.at(-1)]
      yield { from, to: end, name, label, before, isName, within }
      before = isName ? '' : said
    } else if (token === '{' || token === '[') {
      before = ''
      if (open.length < DEEPEST) open.push({ name, label, parent: open.at(-1) })
      if (token === '{') [name, label] = ['', '']
    } else if (token === '\ndata:') [open, name, label, before] = [[], '', '', '']
    else {
      before = ''
      ;({ name, label } = open.pop() ?? { name: '', label: '' })
    }
  }
}

function endOfString(text: string, begin: number): number {
  let end = begin
  for (let more = true; more;) {
    PIECE.lastIndex = end
    const { length } = PIECE.exec(text)?.[0] ?? ''
    end += length
    more = length > 0
  }
  return end
}

/** The names of all fields that a string is in, outermost first. */
export function namesOf({ name, within }: JsonString): string[] {
  const names = [name]
  for (let one = within; one !== undefined; one = one.parent) names.unshift(one.name)
  return names
}

const ESCAPED: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }

/** What a string of JSON says: without its escapes. */
export function jsonView(written: string): View {
  const resolved = resolvedView(written, /\\(?:u([0-9a-f]{4})|([^]))/gi, ([, code, escaped = '']) =>
    code === undefined ? (ESCAPED[escaped] ?? escaped) : String.fromCharCode(parseInt(code, 16)),
  )
  return resolved ?? { text: written, from: (at) => at, to: (at) => at + 1 }
}
