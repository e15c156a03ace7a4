import type { Outcome } from '../finding.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import type { Level } from '../suite/suite.ts'
import { errorMessage } from '../wire/error-message.ts'
import type { Observation } from '../wire/observe.ts'
import { headerChanges, type HeaderChanges } from './header-changes.ts'
import { identify, type Identity } from './identity.ts'
import { streamPace, type BufferedStream } from './stream-pace.ts'

/** A rule that comes out differently through the gateway. */
export interface GatewayRule {
  id: string
  level: Level
  direct: Outcome
  via: Outcome
  sentence: string
  message: string
}

/** Requests that the gateway answers with another status, those alike together. */
export interface StatusChange {
  direct: number
  via: number
  count: number
  example: string
  said: string
}

/** What a gateway does to a server's answers. Part of the run record. */
export interface GatewayFindings {
  identity: Identity
  /** Rules that hold directly and fail through it, and the other way round. */
  breaks: GatewayRule[]
  mends: GatewayRule[]
  statuses: StatusChange[]
  headers: HeaderChanges
  /** Errors of its own that no OpenAI client can read: status, media type and beginning. */
  unreadableErrors: { path: string; status: number; mediaType: string; text: string }[]
  /** Streams that came in fewer and later pieces than directly. */
  buffered: BufferedStream[]
  /** How many streams were held against each other. */
  streams: number
}

/** The same answers directly and through a gateway, told apart. Pure. */
export function gatewayFindings(
  via: readonly Observation[],
  direct: readonly Observation[],
  rules: readonly RuleResult[],
  directOutcomes: ReadonlyMap<string, Outcome>,
): GatewayFindings {
  const byKey = new Map(direct.map((one) => [one.exchange.key, one]))
  const pairs = via.flatMap((one): [Observation, Observation][] => {
    const other = byKey.get(one.exchange.key)
    return other && one.status !== null && other.status !== null ? [[one, other]] : []
  })
  const streams = pairs.filter(([one, other]) => one.stream !== null && other.stream !== null)
  return {
    identity: identify(
      pairs.map(([one]) => one),
      pairs.map(([, other]) => other),
    ),
    breaks: rules
      .filter(({ id, outcome }) => outcome === 'fail' && directOutcomes.get(id) === 'pass')
      .map((rule) => changed(rule, 'pass')),
    mends: rules
      .filter(({ id, outcome }) => outcome === 'pass' && directOutcomes.get(id) === 'fail')
      .map((rule) => changed(rule, 'fail')),
    statuses: statusChanges(pairs),
    headers: headerChanges(pairs),
    unreadableErrors: unreadable(pairs),
    buffered: streams.flatMap(([one, other]) => streamPace(one, other) ?? []),
    streams: streams.length,
  }
}

const changed = ({ id, level, outcome, sentence, findings }: RuleResult, direct: Outcome): GatewayRule => ({
  id,
  level,
  direct,
  via: outcome,
  sentence,
  message: findings[0]?.message ?? '',
})

function statusChanges(pairs: readonly [Observation, Observation][]): StatusChange[] {
  const found = new Map<string, StatusChange>()
  for (const [via, direct] of pairs) {
    if (via.status === direct.status || via.status === null || direct.status === null) continue
    const path = `${via.exchange.request.method} ${direct.exchange.request.path}`
    const name = `${direct.status} ${via.status} ${path}`
    const said = (errorMessage(via) ?? via.text).replace(/\s+/g, ' ').slice(0, 200)
    const known = found.get(name)
    if (known) {
      known.count += 1
      // Of one kind, some give no reason.
      known.said ||= said
    } else found.set(name, { direct: direct.status, via: via.status, count: 1, example: path, said })
  }
  // A refusal that became a failure of the server is retried for nothing; then what stopped working.
  const rank = ({ direct, via }: StatusChange): number => (via >= 500 ? 0 : direct < 400 && via >= 400 ? 1 : 2)
  return [...found.values()].sort((a, b) => rank(a) - rank(b) || b.count - a.count || (a.example < b.example ? -1 : 1))
}

/** Enough to recognise whose they are. */
const MOST_ERRORS = 5

function unreadable(pairs: readonly [Observation, Observation][]): GatewayFindings['unreadableErrors'] {
  const found = pairs.filter(
    ([via, direct]) =>
      (via.status ?? 0) >= 400 &&
      errorMessage(via) === undefined &&
      (errorMessage(direct) !== undefined || direct.status !== via.status),
  )
  const kinds = new Map(found.map(([via]) => [`${via.status} ${via.mediaType} ${via.text.slice(0, 40)}`, via]))
  return [...kinds.values()].slice(0, MOST_ERRORS).map((via) => ({
    path: via.exchange.request.path,
    status: via.status ?? 0,
    mediaType: via.mediaType,
    text: via.text.replace(/\s+/g, ' ').slice(0, 120),
  }))
}
