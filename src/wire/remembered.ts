/** Characters of texts that are remembered at most: those of a few exchanges. */
const MOST = 1_000_000

/** A pure function of a text that keeps its results for the last texts. What it gives is shared, so nobody may change it. */
export function remembered<T extends object>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>()
  let length = 0
  return (text) => {
    const before = known.get(text)
    if (before) return before
    if (length > MOST) {
      known.clear()
      length = 0
    }
    const now = read(text)
    known.set(text, now)
    length += text.length
    return now
  }
}
