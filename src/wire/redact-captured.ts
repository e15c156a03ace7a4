import { chunkBytes, type Exchange } from './exchange.ts'
import { secretFinder, united } from './find-secrets.ts'
import { redactFound, redactRanges } from './redact.ts'
import { rememberingSearch, secretsIn } from './secret-places.ts'
import { secretsInText } from './secrets-in-text.ts'
import { findSpelledOut } from './streamed-strings.ts'
import type { Range } from './text-view.ts'

/** So many are remembered: those of one app, and not each cookie of a log. */
const MOST = 12
/** Characters to be looked through for all secrets of an exchange: a long answer may give away thousands. */
const MOST_WORK = 50_000_000

/**
 * Takes the keys out of exchanges of others, one after the other. Nobody says what they are, but where they stand
 * gives them away, and what one exchange gives away is looked for in those after it as well. `named` are those that
 * are known.
 */
export function capturedRedactor(named: readonly string[] = []): (exchange: Exchange) => Exchange {
  const known = new Set<string>()
  const search = rememberingSearch()
  return (exchange) => {
    for (const secret of secretsIn(exchange, search)) {
      known.delete(secret)
      known.add(secret)
    }
    const most = Math.max(MOST, Math.ceil(MOST_WORK / lengthOf(exchange)))
    for (const old of [...known].slice(0, -most)) known.delete(old)
    const secrets = [...known]
    for (const old of secrets.slice(0, -MOST)) known.delete(old)
    secrets.push(...named)
    const findKnown = secretFinder(secrets)
    const find = (text: string): Range[] => united([...findKnown(text), ...search.inText(text)])
    const said = (text: string): Range[] => united([...findKnown(text), ...search.said(text)])
    const findInBody = (body: string): Range[] => united([...find(body), ...findSpelledOut(body, said)])
    return { ...redactFound(exchange, find, findInBody), key: redactRanges(exchange.key, find(exchange.key)) }
  }
}

const lengthOf = ({ request, response }: Exchange): number =>
  (response?.chunks ?? []).reduce((sum, chunk) => sum + chunkBytes(chunk).length, 1 + (request.body?.length ?? 0))

/** A text without the secrets that it gives away itself. */
export const withoutGivenAway = (text: string): string => redactRanges(text, united(secretsInText(text)))
