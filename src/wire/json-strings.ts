import { resolvedView, type View } from './text-view.ts'

/** A string in the text of some JSON, as it is written there, between its quotes. */
export interface JsonString {
  from: number
  to: number
  /** Of the fields it is in, outermost first; elements of a list have the name of the list. The last may be empty. */
  names: string[]
  /** What the object says of itself before: `{"name": "API_KEY", "value": …}`. */
  label: string
  /** The string before it in the same list. */
  before: string
  isName: boolean
}

const TOKEN = /"((?:[^"\\\n]|\\.)*)(?:"(\s*:)?|$)|[{}[\]]|\ndata:/g
/** Deeper than anybody nests. */
const DEEPEST = 200

interface Open { name: string; label: string }

/**
 * The strings of a JSON text, of several in a row, or of a stream of events, with where they stand. It reads what is
 * there, also where the rest is broken or cut off.
 */
export function* jsonStrings(text: string): Generator<JsonString> {
  let open: Open[] = []
  let name = ''
  let label = ''
  let before = ''
  for (const { 0: token, 1: said, 2: colon, index } of text.matchAll(TOKEN)) {
    if (said !== undefined) {
      if (colon !== undefined) name = said.includes('\\') ? jsonView(said).text : said
      else if (/^(?:name|key|header|field|label|variable|var|param|parameter)$/i.test(name)) label = said
      const names = [...open.map((one) => one.name), name]
      yield { from: index + 1, to: index + 1 + said.length, names, label, before, isName: colon !== undefined }
      before = colon === undefined ? said : ''
    } else if (token === '{' || token === '[') {
      before = ''
      if (open.length < DEEPEST) open.push({ name, label })
      if (token === '{') [name, label] = ['', '']
    } else if (token === '\ndata:') [open, name, label, before] = [[], '', '', '']
    else {
      before = '';
      ({ name, label } = open.pop() ?? { name: '', label: '' })
    }
  }
}

const ESCAPED: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }

/** What a string of JSON says: without its escapes. */
export function jsonView(written: string): View {
  const resolved = resolvedView(written, /\\(?:u([0-9a-f]{4})|([^]))/gi, ([, code, escaped = '']) =>
    (code === undefined ? ESCAPED[escaped] ?? escaped : String.fromCharCode(parseInt(code, 16))))
  return resolved ?? { text: written, from: (at) => at, to: (at) => at + 1 }
}
