import { isUtf8 } from 'node:buffer'

/** What the HTML standard makes of an event stream, read letter by letter from the whole text. Shares no code with the reader. */
export interface OracleStream {
  events: [name: string, data: string][]
  cutOff: [name: string, data: string] | null
  comments: string[]
  unknown: string[]
  invalidUtf8: boolean
}

export function oracle(bytes: Uint8Array): OracleStream {
  // "UTF-8 decode" of the Encoding standard: one byte order mark at the beginning goes, what is no UTF-8 becomes U+FFFD.
  const found: OracleStream = { events: [], cutOff: null, comments: [], unknown: [], invalidUtf8: !isUtf8(bytes) }
  let name = ''
  let data: string | null = null
  for (const line of textLines(new TextDecoder().decode(bytes))) {
    if (line === '') {
      if (data !== null) found.events.push([name, data])
      name = ''
      data = null
      continue
    }
    if (line.startsWith(':')) {
      found.comments.push(line.slice(1))
      continue
    }
    const [, field = '', value = ''] = /^([^:]*)(?:: ?([\s\S]*))?$/u.exec(line) ?? []
    if (field === 'data') data = data === null ? value : `${data}\n${value}`
    else if (field === 'event') name = value
    else if (field !== 'id' && field !== 'retry') found.unknown.push(line)
  }
  if (data !== null) found.cutOff = [name, data]
  return found
}

/** Lines, each ended by CRLF, LF or CR, and what follows the last end. */
function textLines(text: string): string[] {
  const lines: string[] = []
  let line = ''
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charAt(at)
    if (letter !== '\n' && letter !== '\r') {
      line += letter
      continue
    }
    if (letter === '\r' && text.charAt(at + 1) === '\n') at += 1
    lines.push(line)
    line = ''
  }
  return line === '' ? lines : [...lines, line]
}
