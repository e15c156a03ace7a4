import { compare, type Difference } from '../src/compare/compare.ts'
import { observedReference } from '../src/compare/observed.ts'
import type { completion } from '../src/suite/example.ts'
import type { Exchange } from '../src/wire/exchange.ts'
import { observe, type Observation } from '../src/wire/observe.ts'

export type Reply = ReturnType<typeof completion>
export const ASKED = { messages: [{ role: 'user', content: 'Hello.' }] }
export const STREAM = { stream: true, stream_options: { include_usage: true } }
export const seen = (reply: Exchange, body: object = ASKED, key = 'k1', path = '/v1/chat/completions'): Observation =>
  observe({ ...reply, key, request: { ...reply.request, path, body: JSON.stringify(body) } })

export const paired = (target: Observation, reference: Observation): Difference[] =>
  compare([target], { kind: 'paired', observations: [reference] })

export const withFacts = (...target: Observation[]): Difference[] =>
  compare(target, observedReference()).filter(({ aspect }) => aspect !== 'headers')

export const brief = ({ path, kind, severity }: Difference): string => `${severity} ${kind} ${path}`
