import { compare, noiseFloor, type Difference } from '../src/compare/compare.ts'
import { answerWith } from '../src/suite/example.ts'
import type { Exchange } from '../src/wire/exchange.ts'
import { observe, type Observation } from '../src/wire/observe.ts'

type Body = Parameters<Parameters<typeof answerWith>[1]>[0]
export const seen = (reply: Exchange, key = 'a', body: object = {}, path = '/v1/chat/completions'): Observation =>
  observe({ ...reply, key, request: { ...reply.request, path, body: JSON.stringify(body) } })

export const paired = (
  target: Observation[],
  reference: Observation[],
  noise?: Parameters<typeof noiseFloor>[0],
): Difference[] =>
  compare(target, {
    kind: 'paired',
    observations: reference,
    ...(noise ? { noise: noiseFloor(noise, reference) } : {}),
  })

export const without = (...keys: string[]): Exchange =>
  answerWith({}, (body) => Object.fromEntries(Object.entries(body).filter(([key]) => !keys.includes(key))))

export const choices = (...all: object[]): Exchange => answerWith({}, (body) => ({ ...body, choices: all as Body[] }))
