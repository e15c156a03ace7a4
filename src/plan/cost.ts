import { requestKey, requestsOf } from '../suite/request.ts'
import { isLater, type DeclaredStep, type Step } from '../suite/steps.ts'
import type { Steps, Suite } from '../suite/suite.ts'
import { mostRequests } from '../wire/calls.ts'

/** The most requests that are sent, and the most tokens that are generated. */
interface Cost {
  requests: number
  tokens: number
}

/** What all suites send together: a request that several share is sent once. */
export function total(suites: readonly Suite[]): Cost {
  const distinct = new Map<string, Cost>()
  for (const suite of suites) {
    for (const [name, step] of Object.entries(suite.steps)) {
      if (isLater(step)) distinct.set(`${suite.id} ${name}`, { requests: 1, tokens: step.cap })
      else
        for (const { request, place } of requestsOf(step))
          distinct.set(requestKey(request, request.model ?? suite.model, place), costOf(request))
    }
  }
  return sum([...distinct.values()])
}

/** Requests and token ceiling of one suite's steps. */
export const cost = (steps: Steps): Cost => sum(Object.values(steps).flatMap(costsOf))

const costsOf = (step: DeclaredStep): Cost[] =>
  isLater(step) ? [{ requests: 1, tokens: step.cap }] : requestsOf(step).map(({ request }) => costOf(request))

const costOf = ({ sdk, cap }: Step): Cost => ({ requests: sdk === undefined ? 1 : mostRequests(sdk), tokens: cap })

const sum = (costs: readonly Cost[]): Cost => ({
  requests: costs.reduce((all, { requests }) => all + requests, 0),
  tokens: costs.reduce((all, { tokens }) => all + tokens, 0),
})
