import { withoutGivenAway } from '../wire/redact-captured.ts'
import { redactText } from '../wire/redact.ts'

export interface Telling {
  /** Keep what is quoted: it may be what somebody wrote. */
  keepText: boolean
  secrets: readonly string[]
}

const LONGEST = 200

/** Lines by which programs say what went wrong, the plainest first. */
const SIGNS = [
  /^\s*(?:Uncaught |E\s+)?[\w.]*(?:Error|Exception|Failure|Panic)\b.*\S/,
  /\b(?:error|exception|panic|assert\w*|expected|failed)\b/i,
]
const NOISE = /^\s*(?:at |Node\.js v|File "|npm |\^+\s*$|[{}\])]*\s*$)/

/** The last line of an output that says what went wrong, without paths, ids, secrets and, unless they are kept, texts. */
export function tellingLine(said: string, { keepText, secrets }: Telling): string {
  const lines = withoutColours(said)
    .split('\n')
    .filter((line) => line.trim() !== '' && !NOISE.test(line))
  const found = SIGNS.map((sign) => lines.findLast((line) => sign.test(line))).find(Boolean) ?? lines.at(-1) ?? ''
  const known = withoutPlaces(withoutGivenAway(redactText(found.trim(), secrets)))
  const told = keepText ? known : known.replace(QUOTED, (quoted: string) => (isName(quoted) ? quoted : masked(quoted)))
  return told.length > LONGEST ? `${told.slice(0, LONGEST)}…` : told
}

const withoutColours = (text: string): string => text.replace(/\u001b\[[\d;]*m/g, '')

const withoutPlaces = (line: string): string =>
  line
    .replace(/\bhttps?:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?/g, 'the server')
    .replace(/(?:file:\/\/)?(?:[A-Za-z]:)?(?:[\\/][\w.@ -]+){2,}(?::\d+)*/g, 'a path')
    .replace(/[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}/gi, 'an id')
    .replace(/\b(?:call|resp|msg|fc|rs|chatcmpl|req|toolu)[-_](?=\w*\d)\w+/g, 'an id')

/** What stands between quotes. */
const QUOTED = /"[^"]*"?|(?<!\w)'[^']*'?|`[^`]*`?/g

/** One word is the name of a field or a value, not a text. */
const isName = (quoted: string): boolean => /^.(?:\d+|[a-z_$][\w.$[\]-]{0,40}).?$/.test(quoted)

const masked = (text: string): string => text.replace(/\p{L}/gu, 'x').replace(/\p{N}/gu, '0')
