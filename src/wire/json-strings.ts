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
export interface Within { name: string; parent: Within | undefined }

const TOKEN = /"((?:[^"\\\n]|\\.)*)(?:"(\s*:)?|$)|[{}[\]]|\ndata:/g
/** Deeper than anybody nests. */
const DEEPEST = 200

interface Open extends Within { label: string }

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
      const [from, isName, within] = [index + 1, colon !== undefined, open.at(-1)]
      yield { from, to: from + said.length, name, label, before, isName, within }
      before = isName ? '' : said
    } else if (token === '{' || token === '[') {
      before = ''
      if (open.length < DEEPEST) open.push({ name, label, parent: open.at(-1) })
      if (token === '{') [name, label] = ['', '']
    } else if (token === '\ndata:') [open, name, label, before] = [[], '', '', '']
    else {
      before = '';
      ({ name, label } = open.pop() ?? { name: '', label: '' })
    }
  }
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
    (code === undefined ? ESCAPED[escaped] ?? escaped : String.fromCharCode(parseInt(code, 16))))
  return resolved ?? { text: written, from: (at) => at, to: (at) => at + 1 }
}
