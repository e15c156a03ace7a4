import type { Deviation } from '../deviations/deviation.ts'
import { injected } from '../deviations/in-exchange.ts'
import type { Outcome } from '../finding.ts'
import { ANSWERED } from '../judge/answered-rule.ts'
import { rulesOf } from '../judge/rules.ts'
import type { Step } from '../suite/steps.ts'
import type { Suite } from '../suite/suite.ts'
import type { Exchange } from '../wire/exchange.ts'
import { observe } from '../wire/observe.ts'

/** A suite of an app's own request, and the exchange that it was made from. */
export interface Asked {
  suite: Suite
  exchange: Exchange
}

/**
 * By name of a deviation, the rules on the app's own requests that notice it: they hold for the recorded answer, and fail
 * for the same answer with the deviation. That requests are answered at all is needed anyway.
 */
export function noticesOf(asked: readonly Asked[], deviations: readonly Deviation[]): Map<string, string[]> {
  const judged = asked.map((one) => ({ ...one, before: outcomes(one) }))
  return new Map(
    deviations.map((deviation) => [
      deviation.name,
      judged.flatMap(({ suite, exchange, before }) => {
        const changed = injected(exchange, deviation)
        if (changed === exchange) return []
        return [...outcomes({ suite, exchange: changed })].flatMap(([id, outcome]) =>
          outcome === 'fail' && before.get(id) === 'pass' && id !== `${suite.id}/${ANSWERED}` ? [id] : [],
        )
      }),
    ]),
  )
}

function outcomes({ suite, exchange }: Asked): Map<string, Outcome> {
  const observations = [observe(exchange)]
  const record = { call: { sent: true as const, requests: Object.values(suite.steps) as Step[], observations } }
  return new Map(rulesOf(suite).map(({ id, judge }) => [id, judge(record, observations).outcome]))
}
