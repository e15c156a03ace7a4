import { plainView, resolvedView, type View } from './text-view.ts'

/** A string in the text of some JSON, as it is written there, between its quotes. */
export interface JsonString {
  from: number
  to: number
  written: string
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
  /** What the names of all that it is in say, once that was asked. */
  around: Around | undefined
}

export interface Around {
  isError: boolean
  isOfLogprobs: boolean
  /** The innermost that holds secrets, and whether it is part of a schema. */
  secret: { isInSchema: boolean } | undefined
}

const [QUOTE, BACKSLASH, COLON, NEW_LINE] = [0x22, 0x5c, 0x3a, 0x0a] as const
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST] = [0x7b, 0x7d, 0x5b, 0x5d] as const
const FAR_COLON = /\s{0,1000}:/y
const LINE_END = /[\n\r\u2028\u2029]/
/** What an object calls the field that names what it holds. */
const LABEL = /^(?:name|key|header|field|label|variable|var|param|parameter)$/i
const LONGEST_LABEL = 'parameter'.length
/** Deeper than anybody nests. */
const DEEPEST = 200

/**
 * The strings of a JSON text, of several in a row, or of a stream of events, with where they stand. It reads what is
 * there, also where the rest is broken or cut off. Character by character: what a pattern repeats millions of times
 * takes more memory than it may have.
 */
export function jsonStrings(text: string): JsonString[] {
  const reader = new Reader(text)
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = reader.string(at + 1) - 1
        break
      case OPEN_OBJECT:
        reader.openObject()
        break
      case OPEN_LIST:
        reader.openList()
        break
      case CLOSE_OBJECT:
      case CLOSE_LIST:
        reader.close()
        break
      case NEW_LINE:
        if (text.startsWith('data:', at + 1)) reader.beginEvent()
        break
    }
  }
  return reader.strings
}

interface Open extends Within {
  label: string
}

/** What has been read of a JSON text so far. */
class Reader {
  readonly strings: JsonString[] = []
  readonly #text: string
  #open: Open[] = []
  #name = ''
  #label = ''
  #before = ''

  constructor(text: string) {
    this.#text = text
  }

  /** Reads the string that begins there, and gives where the text goes on. */
  string(from: number): number {
    const text = this.#text
    const to = endOfString(text, from)
    // A line end breaks it.
    if (to < text.length && text.charCodeAt(to) !== QUOTE) return to
    const written = text.slice(from, to)
    const isName = isColonAt(text, to + 1)
    if (isName) this.#name = jsonView(written).text
    else if (this.#name.length <= LONGEST_LABEL && LABEL.test(this.#name)) this.#label = written
    const [name, label, before, within] = [this.#name, this.#label, this.#before, this.#open.at(-1)]
    this.strings.push({ from, to, written, name, label, before, isName, within })
    this.#before = isName ? '' : written
    return to + 1
  }

  openList(): void {
    this.#before = ''
    if (this.#open.length < DEEPEST)
      this.#open.push({ name: this.#name, label: this.#label, parent: this.#open.at(-1), around: undefined })
  }

  openObject(): void {
    this.openList()
    this.#name = this.#label = ''
  }

  close(): void {
    const { name, label } = this.#open.pop() ?? NOTHING
    this.#name = name
    this.#label = label
    this.#before = ''
  }

  beginEvent(): void {
    this.#open = []
    this.#name = this.#label = this.#before = ''
  }
}

const NOTHING = { name: '', label: '' }

/** Where a string ends: at its quote, before what breaks it, or with the text. */
function endOfString(text: string, begin: number): number {
  for (let at = begin; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === QUOTE || code === NEW_LINE) return at
    if (code !== BACKSLASH) continue
    if (at + 1 === text.length || LINE_END.test(text.charAt(at + 1))) return at
    at += 1
  }
  return text.length
}

function isColonAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  if (code === COLON) return true
  // Neither blank nor, as some blanks are, beyond ASCII.
  if (code > 0x20 && code < 0x80) return false
  FAR_COLON.lastIndex = at
  return FAR_COLON.test(text)
}

const ESCAPE = /\\(?:u([0-9a-f]{4})|([^]))/gi
const ESCAPED: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }

/** What a string of JSON says: without its escapes. */
export function jsonView(written: string): View {
  if (!written.includes('\\')) return plainView(written)
  const resolved = resolvedView(written, ESCAPE, ([, code, escaped = '']) =>
    code === undefined ? (ESCAPED[escaped] ?? escaped) : String.fromCharCode(parseInt(code, 16)),
  )
  return resolved ?? plainView(written)
}
