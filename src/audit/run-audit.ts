import { randomBytes } from 'node:crypto'
import { CircuitBreaker } from '../collect/circuit-breaker.ts'
import { Failure } from '../failure.ts'
import { unreachable } from '../server/unreachable.ts'
import { addressText, isLoopback, type Address } from '../wire/address.ts'
import type { Deadlines, Exchange, HeaderPair } from '../wire/exchange.ts'
import { httpTransport } from '../wire/http-transport.ts'
import { networkFacts } from '../wire/network-facts.ts'
import { redactExchange, redactValue } from '../wire/redact.ts'
import { userInfoOf } from '../wire/secret-places.ts'
import { type AuditedServer, type AuditRequest, type CheckResult, type Severity, SEVERITIES } from './audit.ts'
import { checks } from './checks/index.ts'
import { NEEDS_KEY } from './checks/key.ts'

export type AuditFailOn = Exclude<Severity, 'info'> | 'never'

export interface AuditSetup {
  address: Address
  key: string | undefined
  /** Further secrets that are masked if the server knows them. */
  secrets?: readonly string[]
  failOn: AuditFailOn
  /** Judge an address of this machine as if others reached it. */
  asPublic: boolean
  /** Seconds a body that never ends is held out. */
  slow: number
  note: (line: string) => void
}

/** One check with what it came to. */
export type AuditedCheck = { id: string; question: string; fix: string; source: string } & CheckResult

/** What an audit found. Format: `specs/harness/audit.schema.json`. */
export interface Audit {
  format: 'ollama-conformance/audit@1'
  url: string
  /** Whether a key was given; the key itself is nowhere. */
  withKey: boolean
  verdict: 'exposed' | 'acceptable' | 'could-not-judge'
  sentence: string
  exitCode: 0 | 1 | 2
  failOn: AuditFailOn
  checks: AuditedCheck[]
  /** Everything that was sent, in order. */
  sent: string[]
}

/** Each costs half a minute at the worst, and of a server that hangs there is nothing to tell. */
const SILENCES = 3
const DEADLINES: Deadlines = { connect: 5000, headers: 15_000, firstByte: 15_000, idle: 3000, total: 30_000 }

/**
 * Asks how a server is exposed. Requests that would change something have a body that no server can read, so they cannot succeed. @throws Failure when nobody answers.
 */
export async function runAudit({
  address,
  key: given,
  secrets: known = [],
  failOn,
  asPublic,
  slow,
  note,
}: AuditSetup): Promise<Audit> {
  const network = networkFacts(address.origin, `${address.apiPath}/chat/completions`, slow * 1000)
  // A certificate that is not trusted is to be told of, and no key is shown to whoever is behind it.
  const isTrusted = (await network.certificate())?.trusted ?? true
  const key = isTrusted ? given : undefined
  if (given !== undefined && !isTrusted) note('The certificate is not trusted, so the key is not sent.')
  const transport = httpTransport(address.origin, DEADLINES, {}, { anyCertificate: !isTrusted })
  const secrets = allSecrets(known, given, address)
  const sent: string[] = []
  const server: AuditedServer = {
    address,
    key,
    hasKey: key !== undefined,
    isLocal: !asPublic && isLoopback(address.origin),
    absent: `no-such-model-${randomBytes(4).toString('hex')}`,
    ask: remembering(asker({ address, key, note, secrets, sent, transport })),
    network,
  }
  try {
    await assertAnswers(server)
    const results = await runChecks(server, note)
    return redactValue(
      summarized(results, { url: addressText(address), withKey: key !== undefined, failOn, sent }),
      secrets,
    )
  } finally {
    transport.close?.()
  }
}

/** Everything that is masked: what is known already, the key, and what the address holds. */
function allSecrets(known: readonly string[], given: string | undefined, address: Address): string[] {
  const userInfo = address.authorization?.replace(/^Basic /, '')
  return [...known, given, ...(userInfo === undefined ? [] : [userInfo, ...userInfoOf(userInfo)])].filter(
    (one) => one !== undefined,
  )
}

type HttpTransport = ReturnType<typeof httpTransport>

interface Asking {
  address: Address
  key: string | undefined
  note: (line: string) => void
  secrets: readonly string[]
  /** Gets a line for each request. */
  sent: string[]
  transport: HttpTransport
}

/** Sends requests until the server has stopped answering, and notes each. */
function asker({ address, key, note, secrets, sent, transport }: Asking): (request: AuditRequest) => Promise<Exchange> {
  const breaker = new CircuitBreaker(note, SILENCES)
  return async (request) => {
    const refusal = breaker.refusal('it')
    if (refusal !== null) throw new Failure('UNREACHABLE', `${addressText(address)} stopped answering: ${refusal}`)
    const exchange = redactExchange(
      await breaker.with('it', () => transport.send(wire(request, address, key))),
      secrets,
    )
    sent.push(
      `${exchange.request.method} ${exchange.request.path}${shownOptions(request)} → ${exchange.response?.status ?? exchange.failure?.code}`,
    )
    return exchange
  }
}

async function runChecks(server: AuditedServer, note: (line: string) => void): Promise<AuditedCheck[]> {
  const results: AuditedCheck[] = []
  for (const { id, question, fix, source, run } of checks) {
    note(question)
    results.push({ id, question, fix, source, ...(await run(server)) })
  }
  return results
}

async function assertAnswers({ ask, address }: AuditedServer): Promise<void> {
  const { response, failure } = await ask({ path: `${address.apiPath}/models`, key: 'none' })
  if (response === null && failure !== null)
    throw unreachable(failure, address, 'Name the address at which others reach the server.')
}

/** Several checks ask the same. */
function remembering(ask: (request: AuditRequest) => Promise<Exchange>): (request: AuditRequest) => Promise<Exchange> {
  const known = new Map<string, Promise<Exchange>>()
  return (request) => {
    const name = JSON.stringify({ ...request, body: request.body?.slice(0, 300), size: request.body?.length })
    const answer = known.get(name) ?? ask(request)
    known.set(name, answer)
    return answer
  }
}

function wire(
  { method = 'GET', path, headers = {}, body, key: which = 'real', glance }: AuditRequest,
  { authorization: userInfo }: Address,
  key: string | undefined,
): Parameters<HttpTransport['send']>[0] {
  const real = key === undefined ? userInfo : `Bearer ${key}`
  const authorization = which === 'none' ? undefined : which === 'real' ? real : which.authorization
  const pairs: HeaderPair[] = [
    ...(body === undefined ? [] : [['content-type', 'application/json'] as HeaderPair]),
    ...Object.entries(headers),
    ...(authorization === undefined ? [] : [['authorization', authorization] as HeaderPair]),
  ]
  return {
    key: `${method} ${path}`,
    method,
    path,
    headers: pairs,
    body: body ?? null,
    via: 'http',
    ...(glance ? { abort: { afterEvents: 1, why: 'client-abort' } } : {}),
  }
}

function shownOptions({ headers = {}, key = 'real', body }: AuditRequest): string {
  const parts = [
    key === 'none' ? 'no key' : key === 'real' ? '' : 'a wrong key',
    ...Object.entries(headers)
      .filter(([name]) => /^(origin|host)$/.test(name))
      .map(([name, value]) => `${name}: ${value}`),
    body === undefined ? '' : body.length > 200 ? `${body.length} bytes` : body,
  ]
  const told = parts.filter(Boolean).join(', ')
  return told === '' ? '' : ` (${told})`
}

const worst = (results: readonly AuditedCheck[]): Severity | undefined =>
  SEVERITIES.find((severity) => results.some((one) => one.state === 'found' && one.finding.severity === severity))

function summarized(results: AuditedCheck[], rest: Pick<Audit, 'url' | 'withKey' | 'failOn' | 'sent'>): Audit {
  const count = (severity: Severity): number =>
    results.filter((one) => one.state === 'found' && one.finding.severity === severity).length
  const gate = rest.failOn === 'never' ? [] : SEVERITIES.slice(0, SEVERITIES.indexOf(rest.failOn) + 1)
  const gating = gate.reduce((sum, severity) => sum + count(severity), 0)
  const found = SEVERITIES.filter((severity) => count(severity) > 0)
    .map((severity) => `${count(severity)} ${severity}`)
    .join(', ')
  const { length } = results.filter(({ state }) => state === 'found' || state === 'fine')
  const asked = `${length} questions answered, ${worst(results) === undefined ? 'nothing found' : `found: ${found}`}.`
  const key = results.find(({ id }) => id === NEEDS_KEY)
  // Where nobody knows whether a key is needed, nothing that was not found makes the server safe.
  const open = gating === 0 && key?.state === 'unknown' ? key.why : null
  return {
    format: 'ollama-conformance/audit@1',
    ...rest,
    verdict: gating > 0 ? 'exposed' : open === null ? 'acceptable' : 'could-not-judge',
    exitCode: gating > 0 ? 1 : open === null ? 0 : 2,
    sentence: open === null ? asked : `Whether the API needs a key could not be judged: ${open}. ${asked}`,
    checks: results,
  }
}
