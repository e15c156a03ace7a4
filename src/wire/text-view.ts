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

/** What a text says when each match is read as another text of any length; undefined where nothing matches. */
export function resolvedView(text: string, escape: RegExp, read: (match: RegExpExecArray) => string): View | undefined {
  let resolved = ''
  const starts: number[] = []
  const ends: number[] = []
  let done = 0
  const keep = (until: number): void => {
    for (let at = done; at < until; at++) {
      starts.push(at)
      ends.push(at + 1)
    }
    resolved += text.slice(done, until)
  }
  for (const match of text.matchAll(escape)) {
    keep(match.index)
    done = match.index + match[0].length
    const said = read(match)
    for (let at = 0; at < said.length; at++) {
      starts.push(match.index)
      ends.push(done)
    }
    resolved += said
  }
  if (done === 0) return undefined
  keep(text.length)
  return { text: resolved, from: (at) => starts[at] ?? 0, to: (at) => ends[at] ?? text.length }
}
