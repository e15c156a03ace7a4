import { roomToThink } from '../policy/adapt-to-model.ts'
import type { ChosenModels } from '../suite/models.ts'
import { requestKey, requestsOf } from '../suite/request.ts'
import { isLater, type Later, type Step } from '../suite/steps.ts'
import type { Suite } from '../suite/suite.ts'

/** What all suites send together: a request that several share is sent once. Without models, as if none of them thinks. */
export function total(suites: readonly Suite[], models?: ChosenModels): { requests: number; tokens: number } {
  const distinct = new Map<string, number>()
  for (const suite of suites) {
    for (const [name, step] of Object.entries(suite.steps)) {
      if (isLater(step)) distinct.set(`${suite.id} ${name}`, ceilingOfLater(step, suite, models))
      else
        for (const { request, place } of requestsOf(step))
          distinct.set(requestKey(request, request.model ?? suite.model, place), ceilingOf(request, suite, models))
    }
  }
  return { requests: distinct.size, tokens: [...distinct.values()].reduce((sum, cap) => sum + cap, 0) }
}

/** Tokens that a side may generate where nobody says: more for models that think, since thoughts come out of every cap. */
export const defaultCeiling = (models: ChosenModels): number =>
  Object.values(models).some(({ traits }) => traits && traits.thinks !== 'never') ? 40_000 : 8000

/** Requests and token ceiling of one suite. */
export function cost(suite: Suite, models: ChosenModels): { requests: number; tokens: number } {
  const each = Object.values(suite.steps).flatMap((step) =>
    isLater(step)
      ? [{ requests: 1, tokens: ceilingOfLater(step, suite, models) }]
      : requestsOf(step).map(({ request }) => ({ requests: 1, tokens: ceilingOf(request, suite, models) })),
  )
  return { requests: sum(each, 'requests'), tokens: sum(each, 'tokens') }
}

/** The most tokens that the answers to a request may have, thoughts included. */
const ceilingOf = (request: Step, suite: Suite, models?: ChosenModels): number =>
  request.cap + roomToThink(models, request.model ?? suite.model, request)

const ceilingOfLater = ({ cap }: Later, suite: Suite, models?: ChosenModels): number =>
  cap + roomToThink(models, suite.model, { cap, body: null })

const sum = <K extends string>(items: readonly Record<K, number>[], key: K): number =>
  items.reduce((total, item) => total + item[key], 0)
