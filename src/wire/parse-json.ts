import { printable } from './printable.ts'

/** A value parsed from JSON, or the text that is not JSON, kept as evidence. */
export type Parsed = { ok: true; value: unknown } | { ok: false; text: string; error: string }

/**
 * Deeper than anything on this wire, and deeper than the parsers of many clients go (serde stops at 128 levels, .NET at 64). What is
 * deeper would exhaust the stack of whoever walks it.
 */
const DEEPEST = 500
/** Objects, lists and fields of one document: each takes many times the memory that its text does. */
const MOST_NODES = 1_000_000

/** Parses JSON that a reader can be expected to take: not nested or numerous beyond all measure. `most`: objects, lists and fields. */
export function parseJson(text: string, most = MOST_NODES): Parsed {
  const excess = text.length > DEEPEST ? excessOf(text, most) : null
  if (excess !== null) return { ok: false, text, error: excess }
  try {
    return { ok: true, value: printable(JSON.parse(text), text) }
  } catch (error) {
    return { ok: false, text, error: error instanceof Error ? error.message : String(error) }
  }
}

/** What is wrong with a text of which that is the error, as one says it of a file. Nothing of the text is quoted: it may be a key. */
export const whyNoJson = (error: string): string =>
  /^(nested|more than) /.test(error) ? `is too much to read: ${error}` : 'is not JSON'

/** What of a text is too much. Reads each character once, whatever the text is. */
function excessOf(text: string, most: number): string | null {
  if (text.length <= most && opensFew(text)) return null
  let depth = 0
  let nodes = 0
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at)
        break
      case OPEN_LIST:
      case OPEN_OBJECT:
        nodes += 1
        depth += 1
        if (depth > DEEPEST) return `nested deeper than ${DEEPEST} levels`
        break
      case CLOSE_LIST:
      case CLOSE_OBJECT:
        depth -= 1
        break
      case COLON:
        nodes += 1
        break
    }
    if (nodes > most) return `more than ${most} objects, lists and fields`
  }
  return null
}

/** It opens no more objects and lists than may be within each other, which most texts do not, and which is seen fast. */
function opensFew(text: string): boolean {
  let left = DEEPEST
  for (const open of ['{', '['])
    for (let at = text.indexOf(open); at >= 0; at = text.indexOf(open, at + 1)) if ((left -= 1) < 0) return false
  return true
}

/** Where the string ends that begins there: any mark may stand in it. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) return at
    if (code === BACKSLASH) at += 1
  }
  return text.length
}

const [QUOTE, BACKSLASH, COLON, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [
  0x22, 0x5c, 0x3a, 0x5b, 0x5d, 0x7b, 0x7d,
] as const
