/** Everything a terminal or a viewer could take for a command, the marks that turn text around, what cannot be seen, and halves of characters. */
export const UNSAFE =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\p{Surrogate}]/gu

/** What a CI service takes for a command when a log says it: `::name` where a line begins, `##[name]` or `##vso[name]` anywhere. */
export const LOG_COMMAND = /(?<=^\s*):(?=:)|#(?=#(?:[a-z]+)?\[)/gm

/** Text from a server, made harmless and short: control characters shown as `\u001b`, the rest cut. */
export function plain(text: string, most = 300): string {
  // Each mark becomes at most nine characters, so what lies further back cannot be shown anyway.
  const shown = text
    .slice(0, most + 1)
    .replace(UNSAFE, inWords)
    .replace(LOG_COMMAND, inWords)
  if (text.length <= most && shown.length <= most) return shown
  return `${[...shown.slice(0, most)].filter(isWhole).join('')}… (${text.length} characters)`
}

const inWords = (mark: string): string => `\\u${mark.codePointAt(0)?.toString(16).padStart(4, '0')}`

/** Cutting may halve a character at the edge. */
const isWhole = (character: string): boolean => !/\p{Surrogate}/u.test(character)

/** A bar ends a cell unless an odd number of backslashes stands before it, in code as well. There a text that has one shows one more. */
const withinCell = (text: string): string =>
  text.replace(/(\\*)\|/g, (_bar, before: string) => `${before}${before.length % 2 === 0 ? '' : '\\'}\\|`)

/** Prose inside a table cell. */
export const cell = (text: string): string => withinCell(prose(text, 600))

/** Any value as inline code that no content can break out of, also in a table. */
export function code(value: unknown, most = 160): string {
  const text = plain(typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined'), most).replaceAll(
    '\n',
    ' ',
  )
  return inlineCode(withinCell(text))
}

function inlineCode(text: string): string {
  if (text === '') return '`""`'
  const fence = '`'.repeat(longestRun(text) + 1)
  const pad = text.startsWith('`') || text.endsWith('`') ? ' ' : ''
  return `${fence}${pad}${text}${pad}${fence}`
}

/** A block of code that no content can break out of. */
export function block(text: string, language = '', most = 2000): string {
  const body = text
    .split('\n')
    .map((line) => plain(line, most))
    .join('\n')
    .slice(0, 2 * most)
  const fence = '`'.repeat(Math.max(3, longestRun(body) + 1))
  return `${fence}${language}\n${body}\n${fence}`
}

const longestRun = (text: string): number => Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length))

/**
 * Prose of a rule or a finding. Backticks in pairs are meant as code; all else is text, for a finding may quote a server,
 * and nothing that a server says shall become markup.
 */
export function prose(text: string, most = 1000): string {
  const pieces = plain(text.replace(/\s*\n\s*/g, ' ').trim(), most).split(/(`[^`]+`)/)
  return pieces
    .map((piece, at) => (at % 2 === 1 ? piece : piece.replace(MARKUP, '\\$&').replaceAll('<', '&lt;')))
    .join('')
    .replace(OPENS_BLOCK, '$1\\$2')
}

/** What makes a heading, a list, a quotation or a rule of a line that begins with it. */
const OPENS_BLOCK = /^(\d{1,9}(?=[.)](?:\s|$)))?(#{1,6}(?=\s|$)|[-+](?=\s|$)|-(?=[-\s]*$)|>|=+(?=\s*$)|(?<=^\d+)[.)])/

/** What opens something in Markdown; an underscore only at the edge of a word, or beside another. */
const MARKUP = /[\\`*[\]~]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu

/** Sources are an address, an observation, or both; addresses become links. */
export const linked = (text: string): string => prose(text).replace(ADDRESS, (url) => `<${url}>`)

/** An address in a sentence, without what only ends the sentence. */
export const ADDRESS = /https?:\/\/[^\s;,)]*[^\s;,):.]/g

/** "1 rule", "2 rules". */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
