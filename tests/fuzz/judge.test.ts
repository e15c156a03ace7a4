import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ruleMatcher } from '../../src/globs.ts'
import { trafficRules } from '../../src/judge/judge-traffic.ts'
import { rulesOf } from '../../src/judge/rules.ts'
import { loadSuites } from '../../src/plan/load-suites.ts'
import type { Exchange, Transport } from '../../src/wire/exchange.ts'
import { observe } from '../../src/wire/observe.ts'
import { inProcessTransport } from '../../stand-in/in-process-transport.ts'
import { handle } from '../../stand-in/stand-in.ts'
import { askAll, judged, rulesWith } from '../faults/judge-all.ts'
import { exchanges } from './exchanges.ts'
import { hostileJson } from './hostile-json.ts'
import { answerOf, withFrames, withJson } from './mutations/answer.ts'
import { edited, placesIn } from './mutations/places.ts'
import { PATIENCE, holds, holdsAsync } from './runs.ts'

const suites = await loadSuites()
const rules = suites.flatMap(rulesOf)
const traffic = trafficRules(rules)
const standIn = inProcessTransport((request) => handle(request, { hooks: {} }))
const clean = await askAll(suites, standIn)
const pool = clean.collected.observations

/** A server whose answers are changed before they arrive. */
const changing = (change: (exchange: Exchange) => Exchange): Transport => ({
  send: async (request) => change(await standIn.send(request)),
})

/** An answer with other JSON at one of its places. */
function spoilt(exchange: Exchange, [pick, value]: readonly [number, unknown]): Exchange {
  const answer = answerOf(observe(exchange))
  const { body } = answer
  if (body.kind === 'text') return exchange
  if (body.kind === 'json') return withJson(answer, spoiltValue(body.value, pick, value))
  const chosen = pick % Math.max(1, body.frames.length)
  return withFrames(
    answer,
    body.frames.map((frame, at) =>
      at === chosen && frame.data.startsWith('{')
        ? { ...frame, data: JSON.stringify(spoiltValue(JSON.parse(frame.data), pick, value)) }
        : frame,
    ),
  )
}

function spoiltValue(root: unknown, pick: number, value: unknown): unknown {
  const places = placesIn(root)
  const place = places[pick % Math.max(1, places.length)]
  return place
    ? edited(root, place.way, (parent, key) => {
        Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true })
      })
    : value
}

test(
  'rules about single answers bear any answer, and say the same twice',
  () => {
    holds(
      60,
      fc.property(exchanges, ({ exchange }) => {
        const [one, same] = [observe(exchange), observe(exchange)]
        expect(traffic.map((entry) => entry.judge({}, [same]))).toEqual(traffic.map((entry) => entry.judge({}, [one])))
      }),
    )
  },
  PATIENCE,
)

test(
  'rules about single answers bear a real answer with anything in one place of it',
  () => {
    holds(
      100,
      fc.property(fc.nat(pool.length - 1), fc.nat(), hostileJson, (which, pick, value) => {
        const exchange = pool[which]?.exchange
        if (!exchange?.response) return
        const observation = observe(spoilt(exchange, [pick, value]))
        for (const entry of traffic) entry.judge({}, [observation])
      }),
    )
  },
  PATIENCE,
)

test(
  'every rule bears a server that spoils every answer in another way',
  async () => {
    await holdsAsync(
      1,
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(), hostileJson), { minLength: 20, maxLength: 60 }), async (spoils) => {
        let count = 0
        const answered = await askAll(
          suites,
          changing((exchange) => spoilt(exchange, spoils[count++ % spoils.length] ?? [0, null])),
        )
        const verdicts = judged(answered)
        expect(judged(answered)).toEqual(verdicts)
      }),
    )
  },
  PATIENCE,
)

/** Rules that judge the status line and headers, which an answer without a body has as well. */
const STATUS_AND_HEADERS = [
  'errors/**/never-5xx',
  'errors/sdk/*',
  'models/sdk/absent-throws',
  'errors/unknown-route/*',
  'models/lookup/unknown-is-404',
  'streaming/error-before/*-status',
  'structured-output/invalid/never-5xx',
  'stop/five/is-refused',
  'structured-output/edges/broken-stream-is-refused',
  'errors/null-embedding-parameters/*',
  'transport/auth/status',
  'transport/cors/*',
  'errors/invalid-body/malformed-json-answered',
  'transport/paths/*',
  'transport/response-headers/*',
]

test(
  'an answer without a body passes no rule that reads bodies',
  async () => {
    const verdicts = judged(
      await askAll(
        suites,
        changing((exchange) =>
          exchange.response ? { ...exchange, response: { ...exchange.response, chunks: [] } } : exchange,
        ),
      ),
    )
    expect(rulesWith('pass', verdicts).filter((id) => !ruleMatcher(STATUS_AND_HEADERS)(id))).toEqual([])
  },
  PATIENCE,
)
