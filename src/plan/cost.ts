import { requestKey, requestsOf } from '../suite/request.ts'
import { isLater } from '../suite/steps.ts'
import type { Steps, Suite } from '../suite/suite.ts'

/** What all suites send together: a request that several share is sent once. */
export function total(suites: readonly Suite[]): { requests: number; tokens: number } {
  const distinct = new Map<string, number>()
  for (const suite of suites) {
    for (const [name, step] of Object.entries(suite.steps)) {
      if (isLater(step)) distinct.set(`${suite.id} ${name}`, step.cap)
      else
        for (const { request, place } of requestsOf(step))
          distinct.set(requestKey(request, request.model ?? suite.model, place), request.cap)
    }
  }
  return { requests: distinct.size, tokens: [...distinct.values()].reduce((sum, cap) => sum + cap, 0) }
}

/** Requests and token ceiling of one suite's steps. */
export function cost(steps: Steps): { requests: number; tokens: number } {
  const each = Object.values(steps).flatMap((step) =>
    isLater(step)
      ? [{ requests: 1, tokens: step.cap }]
      : requestsOf(step).map(({ request }) => ({ requests: 1, tokens: request.cap })),
  )
  return { requests: sum(each, 'requests'), tokens: sum(each, 'tokens') }
}

const sum = <K extends string>(items: readonly Record<K, number>[], key: K): number =>
  items.reduce((total, item) => total + item[key], 0)
