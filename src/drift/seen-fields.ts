import { isDegenerate } from '../checks/degenerate.ts'
import { answerShape } from '../compare/observe-shape.ts'
import type { Observation } from '../wire/observe.ts'

/** What was seen at one path of one scope. */
export interface SeenField {
  scope: string
  path: string
  types: Set<string>
  /** Answers that have it. */
  count: number
  example: string
}

/** The fields in some answers, and how many answers there were of each scope. */
export interface SeenFields {
  fields: SeenField[]
  /** Answers by scope and path: how many had something there. */
  at: (scope: string, path: string) => number
}

/** Reads the fields of all answers. What was asked in no ordinary way says nothing of what is usual. */
export function seenFields(observations: readonly Observation[]): SeenFields {
  const seen = new Map<string, SeenField>()
  for (const observation of observations) {
    const answer = isDegenerate(observation) ? null : answerShape(observation)
    for (const [scope, { paths }] of answer?.shapes ?? []) {
      for (const [path, { types }] of Object.entries(paths)) {
        const key = `${scope} ${path}`
        const field = seen.get(key) ?? { scope, path, types: new Set(), count: 0, example: observation.exchange.key }
        seen.set(key, field)
        field.count += 1
        for (const type of Object.keys(types)) field.types.add(type)
      }
    }
  }
  return { fields: [...seen.values()], at: (scope, path) => seen.get(`${scope} ${path}`)?.count ?? 0 }
}
