import { createHash } from 'node:crypto'
import type { WireRequest } from '../wire/exchange.ts'
import {
  isGroup,
  isRepeated,
  type DeclaredStep,
  type Group,
  type Json,
  type Later,
  type ModelKind,
  type Step,
} from './steps.ts'
import type { Suite } from './suite.ts'

/** Events a runaway stream may have beyond twice its token cap: enough for the slowest to end by themselves. */
const GUARD_SLACK = 32

/**
 * Names a request by what it says, with the kind of model in place of its name: the same probe has the same key on every
 * side, in every recording, and identical requests of different suites have one key.
 */
export function requestKey(step: Step, kind: ModelKind, place: Place, pass = 0): string {
  const of = `${kind} ${place.sample} ${place.group ?? ''}`
  const known = keys.get(step) ?? new Map<string, string>()
  keys.set(step, known)
  const key = known.get(of) ?? hash(step, kind, place)
  known.set(of, key)
  return key + (pass === 0 ? '' : `${PASS_MARK}${pass}`)
}

/** Plans and both sides ask for the same keys again and again. */
const keys = new WeakMap<Step, Map<string, string>>()

function hash(step: Step, kind: ModelKind, place: Place): string {
  const { method, path, body, headers, padding, withoutKey, sdk, abortAfterEvents, native } = step
  const identity = canonical({
    method,
    path,
    body,
    headers,
    padding,
    withoutKey,
    sdk: sdk ?? null,
    abortAfterEvents: abortAfterEvents ?? null,
    native: native ?? false,
    kind,
    ...place,
  })
  return createHash('sha256').update(identity).digest('hex').slice(0, 16)
}

/** Which of several equal requests it is: the sample, and the group it is sent in. */
export interface Place {
  sample: number
  group?: Group['group']
}

/** The keys of requests that are sent as a group, group by group. */
export const groupsOf = (suites: readonly Suite[], pass: number): string[][] =>
  suites.flatMap((suite) =>
    Object.values(suite.steps)
      .filter(isGroup)
      .map((group) =>
        requestsOf(group).map(({ request, place }) => requestKey(request, request.model ?? suite.model, place, pass)),
      ),
  )

/** The requests a declared step stands for. */
export function requestsOf(step: Exclude<DeclaredStep, Later>): { request: Step; place: Place }[] {
  if (isGroup(step)) return step.steps.map((request, sample) => ({ request, place: { sample, group: step.group } }))
  if (isRepeated(step))
    return Array.from({ length: step.repeat }, (_, sample) => ({ request: step.step, place: { sample } }))
  return [{ request: step, place: { sample: 0 } }]
}

/** The key of a further request that the SDK sent in one call. */
export const followUpKey = (key: string, number: number): string => `${key}~${number}`

/** The key of the request whose answer brought this one forth; of itself where none did. */
export const answeredWith = (key: string): string => key.split('~')[0] ?? key

/** Separates the number of a further pass from the key of the request. */
const PASS_MARK = '+'

/** The key of the same request in the first pass. */
export const firstPassKey = (key: string): string => key.split(PASS_MARK)[0] ?? key

/** JSON with sorted keys. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

/** The body with the model's name, as it is sent. */
export function bodyFor(step: Step, model: string): { [key: string]: Json } | string | null {
  if (step.body === null || typeof step.body === 'string') return step.body
  return 'model' in step.body ? step.body : { model, ...step.body }
}

/** The plain HTTP request of a step. */
export function wireRequest(step: Step, key: string, model: string, apiPath: string): WireRequest {
  const body = bodyFor(step, model)
  const text = body === null || typeof body === 'string' ? body : JSON.stringify(body)
  const headers = {
    accept: 'application/json, text/event-stream',
    ...(text === null ? {} : { 'content-type': 'application/json' }),
    ...step.headers,
  }
  return {
    key,
    method: step.method,
    path: (step.native ? '' : apiPath) + step.path.replace('{model}', encodeURIComponent(model)),
    headers: Object.entries(headers),
    body: text,
    via: 'http',
    ...(step.padding === undefined ? {} : { padding: step.padding }),
    ...abortOf(step),
    ...(step.withoutKey ? { withoutKey: true } : {}),
  }
}

/** A stream is hung up on where the probe says so, or when it runs far past its cap. */
export function abortOf(step: Step): Pick<WireRequest, 'abort'> {
  if (step.abortAfterEvents !== undefined) return { abort: { afterEvents: step.abortAfterEvents, why: 'client-abort' } }
  const streams = typeof step.body === 'object' && step.body?.['stream'] === true
  return streams ? { abort: { afterEvents: 2 * step.cap + GUARD_SLACK, why: 'guard' } } : {}
}
