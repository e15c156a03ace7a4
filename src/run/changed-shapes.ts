import { compare, noiseFloor, type NoiseFloor } from '../compare/compare.ts'
import { differenceKey, type Difference } from '../compare/difference.ts'
import { rulesBehind } from '../compare/rules-behind.ts'
import type { FoundShape } from '../history/shape-change.ts'
import { requestAt } from '../judge/judge.ts'
import { isRequiredByClients } from '../policy/client-needs.ts'
import type { Answers } from '../recording/observe-recording.ts'
import type { Suite } from '../suite/suite.ts'
import type { Observation } from '../wire/observe.ts'
import type { FurtherAnswers } from './ask-further.ts'

/** An end of the comparison: its answers, and its place among the sides. */
export interface End {
  answers: Answers
  at: number
}

/** How the answers of the after differ in shape from those of the before, which is what counts. */
export function foundShapes(before: End, after: End, suites: readonly Suite[], further?: FurtherAnswers): FoundShape[] {
  const noise = new Map<string, { changed: number; of: number }>(
    [before, after].flatMap((end) => [...noiseOf(end, further)]),
  )
  const behind = rulesBehind(suites)
  const ordinary = differing(ordinaryOf(after.answers), ordinaryOf(before.answers))
  const repeats = repetitions(before, after, further)
  return differences(after.answers.observations, before.answers.observations, noise).map((difference) => ({
    difference,
    ...behind(difference),
    ordinary: ordinary.has(differenceKey(difference)),
    repeated: repeats.every((seen) => seen.has(differenceKey(difference))),
  }))
}

const differences = (
  after: readonly Observation[],
  observations: readonly Observation[],
  noise?: NoiseFloor,
): Difference[] => compare(after, { kind: 'paired', observations, ...(noise ? { noise } : {}) }, isRequiredByClients)

function noiseOf({ answers, at }: End, further: FurtherAnswers | undefined): NoiseFloor {
  const again = further?.again.get(at)?.[0]
  return again ? noiseFloor(answers.observations, again.observations) : new Map()
}

const differing = (after: readonly Observation[], before: readonly Observation[]): Set<string> =>
  new Set(differences(after, before).map(differenceKey))

/** What differed each further time. A side that cannot be asked again would say the same. */
function repetitions(before: End, after: End, further: FurtherAnswers | undefined): Set<string>[] {
  const times = Math.max(0, ...[before, after].map(({ at }) => further?.again.get(at)?.length ?? 0))
  const said = ({ answers, at }: End, nth: number): Observation[] =>
    (further?.again.get(at)?.[nth] ?? answers).observations
  return Array.from({ length: times }, (_, nth) => differing(said(after, nth), said(before, nth)))
}

/** Answers to requests that OpenAI answers with success. Odd addresses and empty prompts are sent to see what happens, and no client sends them. */
function ordinaryOf({ records, observations }: Answers): Observation[] {
  const keys = new Set(
    [...records.values()]
      .flatMap((record) => Object.values(record))
      .flatMap((step) =>
        step.sent
          ? step.observations.flatMap(({ exchange }, nth) =>
              requestAt(step, nth).answer === 'any' ? [] : [exchange.key],
            )
          : [],
      ),
  )
  return observations.filter(({ exchange }) => keys.has(exchange.key))
}
