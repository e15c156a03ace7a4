const each = (text: string, say: (code: string, character: string) => string): string =>
  [...text].map((character) => say(character.charCodeAt(0).toString(16).padStart(2, '0'), character)).join('')
const base64 = (text: string): string => Buffer.from(text).toString('base64')

/** The ways in which a server may say a key that it was sent. */
export const ECHOES: Record<string, (key: string) => string> = {
  'as it is': (key) => key,
  'behind its scheme': (key) => `Bearer ${key}`,
  'in capitals': (key) => key.toUpperCase(),
  'in small letters': (key) => key.toLowerCase(),
  'percent-encoded': (key) => encodeURIComponent(key),
  'percent-encoded in small letters': (key) => encodeURIComponent(key).replace(/%../g, (code) => code.toLowerCase()),
  'percent-encoded throughout': (key) => each(key, (code) => `%${code}`),
  'percent-encoded twice': (key) => encodeURIComponent(encodeURIComponent(key)),
  'as JSON': (key) => JSON.stringify(key).slice(1, -1).replaceAll('/', '\\/'),
  'as JSON escapes': (key) => each(key, (code) => `\\u00${code}`),
  'as JSON escapes in a string in JSON': (key) => each(key, (code) => `\\\\u00${code.toUpperCase()}`),
  'with one letter as an escape': (key) => `\\u00${key.charCodeAt(0).toString(16)}${key.slice(1)}`,
  'as HTML': (key) => each(key, (code, character) => (/\w/.test(character) ? character : `&#x${code};`)),
  'as HTML in decimals': (key) => [...key].map((character) => `&#${character.charCodeAt(0)};`).join(''),
  'as base64': base64,
  'as base64 without its end': (key) => base64(key).replace(/=+$/, ''),
  'as base64 of user and password': (key) => base64(`me:${key}`),
  'as base64 at another offset': (key) => base64(`x${key} and more`),
  'as base64 at a third offset': (key) => base64(`xy${key} and more`),
  'as base64url': (key) => Buffer.from(`u:${key}`).toString('base64url'),
  'as hex': (key) => each(key, (code) => code),
  'as hex in capitals': (key) => each(key, (code) => code).toUpperCase(),
  'turned round': (key) => [...key].reverse().join(''),
  'without its end': (key) => `${key.slice(0, -4)}…`,
  'by its first half': (key) => `${key.slice(0, Math.ceil(key.length / 2))}...`,
  'by its second half': (key) => `...${key.slice(Math.floor(key.length / 2))}`,
  twice: (key) => `${key}${key}`,
}
