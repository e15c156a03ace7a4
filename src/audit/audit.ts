import type { Address } from '../wire/address.ts'
import type { Exchange } from '../wire/exchange.ts'
import type { AuditNetwork } from '../wire/network-facts.ts'

export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const
export type Severity = (typeof SEVERITIES)[number]

/** Something that puts the server, its owner or their data at risk. */
export interface AuditFinding {
  severity: Severity
  /** What is the matter, one sentence. */
  title: string
  /** What was seen, a line each. */
  evidence: string[]
}

/** What a check came to. `not-applicable`: there is nothing of the kind here. `unknown`: it could not be told. */
export type CheckResult =
  | { state: 'found'; finding: AuditFinding }
  | { state: 'fine'; why: string }
  | { state: 'not-applicable' | 'unknown'; why: string }

/** One question about how a server is exposed. It sends nothing that changes the server's state. */
export interface AuditCheck {
  /** Stable, `topic/slug`. */
  id: string
  /** What is asked, one sentence. */
  question: string
  /** What to do where something is found. */
  fix: string
  source: string
  run: (server: AuditedServer) => Promise<CheckResult>
}

export interface AuditRequest {
  method?: string
  path: string
  headers?: Record<string, string>
  body?: string
  /** Which key goes along: the real one, none, or this text as `Authorization`. */
  key?: 'real' | 'none' | { authorization: string }
  /** Hang up after the first event of a stream. */
  glance?: boolean
}

/** The server as checks see it. Every request is noted for the report, and equal ones are sent once. */
export interface AuditedServer {
  address: Address
  /** A key was given, so the owner believes that one is needed. */
  hasKey: boolean
  key: string | undefined
  /** It is on this machine's loopback interface. */
  isLocal: boolean
  /** A name that no model has. */
  absent: string
  ask: (request: AuditRequest) => Promise<Exchange>
  /** What only a connection of its own shows: addresses, certificates, slow bodies. */
  network: AuditNetwork
}

export const found = (severity: Severity, title: string, evidence: string[]): CheckResult => ({
  state: 'found',
  finding: { severity, title, evidence },
})
export const fine = (why: string): CheckResult => ({ state: 'fine', why })
export const notApplicable = (why: string): CheckResult => ({ state: 'not-applicable', why })
export const unknown = (why: string): CheckResult => ({ state: 'unknown', why })
