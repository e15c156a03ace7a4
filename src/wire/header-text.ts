import { Failure } from '../failure.ts'

/**
 * Characters that a header value cannot contain (https://www.rfc-editor.org/rfc/rfc9110#section-5.5).
 * Node refuses to send them.
 */
const UNSENDABLE = /[^\t\x20-\x7e\x80-\xff]/u

/**
 * Trims a header value: files and `echo` leave a line end behind a key.
 * `source` says where the value comes from.
 * @throws Failure that tells the position of an invalid character, and not the value.
 */
export function headerText(value: string, source: string): string {
  const text = value.trim()
  const found = UNSENDABLE.exec(text)
  if (!found) return text
  const code = (found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  throw new Failure(
    'HEADER_INVALID',
    `${source} is invalid: character ${found.index + 1} of ${text.length} is U+${code}` +
      ', which an HTTP header cannot contain. Remove that character. Nothing was sent.',
  )
}
