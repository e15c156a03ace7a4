import { isObject } from '../json.ts'
import { wrong } from '../suite/findings.ts'
import { atLeastTwice, eachAnswer, type Traffic } from '../suite/traffic.ts'
import type { Observation } from '../wire/observe.ts'
import { answeredByApi, asks, succeeded } from './pool.ts'

/** The other side closed the connection while an answer came. A deadline, or a body that is too long for us, is another thing. */
const BROKEN = new Set(['ECONNRESET', 'EPIPE', 'INCOMPLETE', 'CLOSED'])

const isBroken = ({ exchange: { failure } }: Observation): boolean =>
  failure?.stage === 'body' && BROKEN.has(failure.code)

/** There is something in it. */
const hasBegun = (one: Observation): boolean =>
  answeredByApi(one) && (one.stream === null || one.stream.events.some(({ json }) => json.ok && isObject(json.value)))

/** Answers of an endpoint that have begun come to their end. */
export const comeToTheirEnd = (path: RegExp): Traffic =>
  atLeastTwice(
    'the connection broke inside one answer, for which the network may be the reason',
    eachAnswer(
      'no answer of the endpoint has begun',
      [(one) => asks(one, 'POST', path), succeeded, (one) => isBroken(one) || hasBegun(one)],
      (one) =>
        isBroken(one)
          ? wrong(
              one,
              'body',
              'the connection broke inside the answer',
              'an answer to its end',
              one.exchange.failure?.code,
            )
          : undefined,
    ),
  )
