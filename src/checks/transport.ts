import type { Finding } from '../finding.ts'
import { wrong, wrongOrMissing } from '../suite/findings.ts'
import { chunkBytes, header } from '../wire/exchange.ts'
import type { Observation } from '../wire/observe.ts'
import { succeeded } from './pool.ts'

/** A header of the answer, its name compared without case. */
export const headerOf = ({ exchange }: Observation, name: string): string | undefined =>
  header(exchange.response?.headers, name)

/** A finding about a header: absent, or with a value that will not do. */
export function headerFinding(observation: Observation, name: string, message: string, expected: unknown): Finding {
  const actual = headerOf(observation, name)
  return wrongOrMissing(observation, `headers.${name}`, message, expected, actual)
}

/** A finding where a header that answers of the real service have is absent, or has another form. */
export function* notInForm(one: Observation, name: string, form: RegExp): Generator<Finding, void> {
  if (!form.test(headerOf(one, name) ?? ''))
    yield headerFinding(one, name, 'absent, or not in the form of OpenAI', String(form.source))
}

/** The headers that tell rate limits. */
export const RATE_LIMITS = ['requests', 'tokens'].flatMap((what) =>
  ['limit', 'remaining', 'reset'].map((which) => `x-ratelimit-${which}-${what}`),
)

/** The page a browser shows: what it sends as `Origin`. */
export const PAGE = 'http://localhost:3000'

/** Whether a browser gives the answer to that page. A page that sends no cookies may be let in by `*`. */
export function letsIn(observation: Observation): boolean {
  const origin = headerOf(observation, 'access-control-allow-origin')?.trim()
  return origin === '*' || origin === PAGE
}

/** Findings where a browser would stop at this answer to a preflight. The method is no matter: POST needs no leave. */
export function* notLetIn(preflight: Observation): Generator<Finding> {
  if (!succeeded(preflight)) yield wrong(preflight, 'status', 'the preflight is not answered', '2xx', preflight.status)
  else if (!letsIn(preflight))
    yield headerFinding(preflight, 'access-control-allow-origin', 'the page is not let in', PAGE)
}

/** The names a list header carries, in lower case. */
const names = (list: string | undefined): string[] =>
  (list ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean)

/** A wildcard stands for every header but this one (Fetch standard); browsers still tolerate it, so it is no failure here. */
export const namesOnlyByWildcard = (preflight: Observation): boolean => {
  const allowed = names(headerOf(preflight, 'access-control-allow-headers'))
  return allowed.includes('*') && !allowed.includes('authorization')
}

/** Those of the headers that a browser would not be let send. */
export function notAllowed(preflight: Observation, wanted: readonly string[]): string[] {
  const allowed = new Set(names(headerOf(preflight, 'access-control-allow-headers')))
  return allowed.has('*') ? [] : wanted.filter((name) => !allowed.has(name))
}

/** Milliseconds between the first and the last piece of a body, as the network brought them. */
export function spread({ exchange }: Observation): number {
  const chunks = exchange.response?.chunks ?? []
  return (chunks.at(-1)?.at ?? 0) - (chunks[0]?.at ?? 0)
}

/** How many bytes of the body came. */
export const bodyLength = ({ exchange }: Observation): number =>
  (exchange.response?.chunks ?? []).reduce((sum, chunk) => sum + chunkBytes(chunk).length, 0)

/** The body begins as gzip does. */
export function isGzip({ exchange }: Observation): boolean {
  const bytes = Buffer.concat((exchange.response?.chunks ?? []).slice(0, 2).map(chunkBytes))
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}
