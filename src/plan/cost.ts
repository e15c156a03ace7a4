import { roomToThink } from '../policy/adapt-to-model.ts'
import type { ChosenModels } from '../suite/models.ts'
import { requestKey, requestsOf } from '../suite/request.ts'
import { isLater, type Later, type Step } from '../suite/steps.ts'
import type { Suite } from '../suite/suite.ts'
import { mostRequests } from '../wire/calls.ts'

/** The most requests that are sent, and the most tokens that are generated. */
interface Cost {
  requests: number
  tokens: number
}

/** What all suites send together: a request that several share is sent once. Without models, as if none of them thinks. */
export function total(suites: readonly Suite[], models?: ChosenModels): Cost {
  const distinct = new Map<string, Cost>()
  for (const suite of suites) {
    for (const [name, step] of Object.entries(suite.steps)) {
      if (isLater(step)) distinct.set(`${suite.id} ${name}`, costOfLater(step, suite, models))
      else
        for (const { request, place } of requestsOf(step))
          distinct.set(requestKey(request, request.model ?? suite.model, place), costOf(request, suite, models))
    }
  }
  return sum([...distinct.values()])
}

/** Tokens that a side may generate where nobody says: more for models that think, since thoughts come out of every cap. */
export const defaultCeiling = (models: ChosenModels): number =>
  Object.values(models).some(({ traits }) => traits && traits.thinks !== 'never') ? 40_000 : 10_000

/** Requests and token ceiling of one suite. */
export const cost = (suite: Suite, models: ChosenModels): Cost =>
  sum(
    Object.values(suite.steps).flatMap((step) =>
      isLater(step)
        ? [costOfLater(step, suite, models)]
        : requestsOf(step).map(({ request }) => costOf(request, suite, models)),
    ),
  )

/** The most tokens that the answers to a request may have, thoughts included. The SDK may repeat a request. */
const costOf = (request: Step, suite: Suite, models?: ChosenModels): Cost => ({
  requests: request.sdk === undefined ? 1 : mostRequests(request.sdk),
  tokens: request.cap + roomToThink(models, request.model ?? suite.model, request),
})

const costOfLater = ({ cap }: Later, suite: Suite, models?: ChosenModels): Cost => ({
  requests: 1,
  tokens: cap + roomToThink(models, suite.model, { cap, body: null, path: '/chat/completions' }),
})

const sum = (costs: readonly Cost[]): Cost => ({
  requests: costs.reduce((all, { requests }) => all + requests, 0),
  tokens: costs.reduce((all, { tokens }) => all + tokens, 0),
})
