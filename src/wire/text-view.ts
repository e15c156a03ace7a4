/** Where something begins and ends in a text. */
export interface Range {
  from: number
  to: number
  /** The rest of what begins in an earlier range. */
  isRest?: boolean
}

/** A text with its escapes resolved, and where each of its characters begins and ends in the text that it is of. */
export interface View {
  text: string
  from: (at: number) => number
  to: (at: number) => number
}

const from = (at: number): number => at
const to = (at: number): number => at + 1

/** A text as it is. */
export const plainView = (text: string): View => ({ text, from, to })

/** An escape: where it begins and ends in the text, and where what it says begins and ends in the resolved text. */
interface Escape {
  from: number
  to: number
  begin: number
  end: number
}

/**
 * What a text says when each match of a global pattern is read as another text of any length; undefined where nothing matches.
 * Only escapes are kept, as places are asked for in few texts.
 */
export function resolvedView(text: string, escape: RegExp, read: (match: RegExpExecArray) => string): View | undefined {
  let resolved = ''
  const escapes: Escape[] = []
  let done = 0
  escape.lastIndex = 0
  for (let match = escape.exec(text); match; match = escape.exec(text)) {
    resolved += text.slice(done, match.index)
    done = match.index + match[0].length
    const begin = resolved.length
    resolved += read(match)
    escapes.push({ from: match.index, to: done, begin, end: resolved.length })
  }
  if (done === 0) return undefined
  const { length } = (resolved += text.slice(done))
  const isIn = (at: number): boolean => at >= 0 && at < length
  return {
    text: resolved,
    from: (at) => (isIn(at) ? placeOf(at, escapes).from : 0),
    to: (at) => (isIn(at) ? placeOf(at, escapes).to : text.length),
  }
}

/** Where a character of the resolved text begins and ends: as the escape that says it, or so far behind the last one. */
function placeOf(at: number, escapes: readonly Escape[]): Range {
  let [low, high] = [0, escapes.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((escapes[middle]?.begin ?? 0) <= at) low = middle + 1
    else high = middle
  }
  const last = escapes[low - 1]
  if (!last) return { from: at, to: at + 1 }
  if (at < last.end) return last
  const place = last.to + at - last.end
  return { from: place, to: place + 1 }
}
