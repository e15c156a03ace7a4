import { aboutOf } from '../policy/adapt-to-model.ts'
import { requestKey, requestsOf } from '../suite/request.ts'
import { isLater } from '../suite/steps.ts'
import type { Suite } from '../suite/suite.ts'

/** What each request is about, by its key. A request that several suites share is about all that any of them judges. */
export function aboutByKey(suites: readonly Suite[], pass?: number): ReadonlyMap<string, ReadonlySet<string>> {
  const about = new Map<string, ReadonlySet<string>>()
  for (const suite of suites) {
    const own = aboutOf(suite)
    for (const { request, place } of Object.values(suite.steps).flatMap((step) =>
      isLater(step) ? [] : requestsOf(step),
    )) {
      const key = requestKey(request, request.model ?? suite.model, place, pass)
      about.set(key, new Set([...(about.get(key) ?? []), ...own]))
    }
  }
  return about
}
