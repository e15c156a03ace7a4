const MOST = 1200

/** Text of a record, cut with a note where it is too long to be read. */
export function shortText(text: string): string {
  return text.length <= MOST ? text : `${text.slice(0, MOST).toWellFormed()}… (${text.length} characters)`
}

/** A JSON value, as its cut text where it is too large. */
export function shortValue(value: unknown): unknown {
  if (typeof value === 'string') return shortText(value)
  try {
    const text = JSON.stringify(value)
    return text === undefined || text.length <= MOST ? value : shortText(text)
  } catch {
    // A server can nest deeper than the stack reaches.
    return `${Array.isArray(value) ? 'an array' : 'an object'}, nested too deeply to be shown`
  }
}
