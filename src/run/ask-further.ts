import type { Outcomes, RuleChange, Stage } from '../history/rule-change.ts'
import type { SuiteRecord } from '../judge/judge.ts'
import { outcomesOf, rulesOf } from '../judge/rules.ts'
import { varied } from '../plan/varied.ts'
import type { Answers } from '../recording/observe-recording.ts'
import { answeredWith, firstPassKey } from '../suite/request.ts'
import type { Suite } from '../suite/suite.ts'
import type { AskAgain } from './ask-stages.ts'

/** With the first time, everything that differs is asked three times. */
const PASSES = [1, 2]

/** What the live sides said when asked again, by their place: one entry for each time. */
export interface FurtherAnswers {
  again: Map<number, Answers[]>
  /** With another seed and temperature. */
  varied: Map<number, Answers[]>
}

/** Asks once more what differs, and in other words what may be chance. Both are ids of suites. */
export async function askFurther(
  askAgain: AskAgain,
  differing: ReadonlySet<string>,
  chance: ReadonlySet<string>,
): Promise<FurtherAnswers> {
  const further: FurtherAnswers = { again: new Map(), varied: new Map() }
  const add = (to: Map<number, Answers[]>, answers: ReadonlyMap<number, Answers>): void => {
    for (const [at, one] of answers) to.set(at, [...(to.get(at) ?? []), one])
  }
  for (const pass of PASSES) {
    add(further.again, await askAgain({ suites: differing, pass }))
    add(further.varied, await askAgain({ suites: chance, pass, change: (suite) => varied(suite, pass) }))
  }
  return further
}

/** The stage with how its rules came out when asked again; as it is where it could not be. */
export function withFurther(
  stage: Stage,
  at: number,
  { again, varied: other }: FurtherAnswers,
  suites: readonly Suite[],
  chance: ReadonlySet<string>,
): Stage {
  const outcomes = ({ records, observations }: Answers): Outcomes =>
    outcomesOf(suites.filter(({ id }) => records.has(id)).flatMap(rulesOf), records, observations)
  const ofChance = (all: Outcomes): Outcomes => new Map([...all].filter(([id]) => chance.has(id)))
  return {
    ...stage,
    ...(again.has(at) ? { again: again.get(at)?.map(outcomes) ?? [] } : {}),
    ...(other.has(at) ? { varied: other.get(at)?.map((one) => ofChance(outcomes(one))) ?? [] } : {}),
  }
}

export const suiteOf = (rule: string): string => rule.split('/').slice(0, 2).join('/')

/** The suites whose answers changed the rule: a rule that reads every answer of the run may fail by those of any suite. */
export function suitesBehind({ id, before, findings }: RuleChange, sides: readonly Answers[]): string[] {
  const keys = [...before, ...findings].flatMap(({ exchange }) => exchange ?? [])
  return [suiteOf(id), ...keys.flatMap((key) => suitesWith(key, sides))]
}

/** The suites that sent this request. */
export function suitesWith(key: string, sides: readonly Answers[]): string[] {
  const wanted = answeredWith(firstPassKey(key))
  const holds = (record: SuiteRecord): boolean =>
    Object.values(record).some((step) => step.sent && step.observations.some(({ exchange }) => exchange.key === wanted))
  return [
    ...new Set(sides.flatMap(({ records }) => [...records].flatMap(([id, record]) => (holds(record) ? [id] : [])))),
  ]
}
