import type { Deviation } from '../deviations/deviation.ts'
import { ruleMatcher } from '../globs.ts'
import { isGroup, isLater, isRepeated, type DeclaredStep } from '../suite/steps.ts'
import type { Suite } from '../suite/suite.ts'

/** What `--endpoint` takes, with the path of each. */
export const ENDPOINTS = {
  chat: '/chat/completions',
  completions: '/completions',
  embeddings: '/embeddings',
  responses: '/responses',
  models: '/models',
} as const
export type Endpoint = keyof typeof ENDPOINTS
export const ENDPOINT_NAMES = Object.keys(ENDPOINTS) as Endpoint[]

/** Gives the endpoints of a deviation: those that the rules it is about ask. */
export function endpointsOf(suites: readonly Suite[]): (deviation: Deviation) => Endpoint[] {
  const asked = suites.flatMap(({ id, steps, rules }) => {
    const paths = Object.values(steps).flatMap(pathsOf)
    const endpoints = ENDPOINT_NAMES.filter((name) => paths.some((path) => isOf(path, ENDPOINTS[name])))
    return [...Object.keys(rules), 'answered'].map((slug) => ({ id: `${id}/${slug}`, endpoints }))
  })
  return ({ rules }) => {
    const isCause = ruleMatcher(rules)
    const found = new Set(asked.filter(({ id }) => isCause(id)).flatMap(({ endpoints }) => endpoints))
    return ENDPOINT_NAMES.filter((name) => found.has(name))
  }
}

const isOf = (path: string, endpoint: string): boolean => path === endpoint || path.startsWith(`${endpoint}/`)

function pathsOf(step: DeclaredStep): string[] {
  if (isLater(step)) return []
  if (isGroup(step)) return step.steps.flatMap(pathsOf)
  return [(isRepeated(step) ? step.step : step).path]
}
