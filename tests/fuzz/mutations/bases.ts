import { answerShape } from '../../../src/compare/observe-shape.ts'
import { trafficRules } from '../../../src/judge/judge-traffic.ts'
import { rulesOf, type RuleEntry } from '../../../src/judge/rules.ts'
import { loadSuites } from '../../../src/plan/load-suites.ts'
import { stepsRead } from '../../../src/suite/suite.ts'
import type { Observation } from '../../../src/wire/observe.ts'
import { inProcessTransport } from '../../../stand-in/in-process-transport.ts'
import { handle } from '../../../stand-in/stand-in.ts'
import { askAll } from '../../faults/judge-all.ts'
import { answerOf, type Answer } from './answer.ts'
import { Bench, type Reader } from './caught.ts'

/** An answer to be changed, and what judges the changed ones. */
export interface Base {
  answer: Answer
  bench: Bench
  /** It is built like none before it. What comes after differs only in the rules that read it. */
  first: boolean
}

/** Answers of any origin, as captured traffic is judged. */
export const basesOf = (observations: readonly Observation[], entries: readonly RuleEntry[]): Base[] =>
  [...Map.groupBy(observations, build).values()].flatMap(([first]) =>
    first ? [{ answer: answerOf(first), bench: new Bench(first, entries), first: true }] : [],
  )

/** The answers of a conforming server to all that the suites send; those of a new build come first. */
export async function standInBases(): Promise<Base[]> {
  const suites = await loadSuites()
  const rules = suites.flatMap(rulesOf)
  const traffic = trafficRules(rules)
  const {
    collected: { observations: pool, records },
  } = await askAll(
    suites,
    inProcessTransport((request) => handle(request, { hooks: {} })),
  )
  const plain = pool.filter(
    ({ exchange }) =>
      exchange.request.via === 'http' && exchange.failure === null && !exchange.request.path.startsWith('/api/'),
  )
  const firsts = new Set([...Map.groupBy(plain, build).values()].map(([first]) => first))
  return [...firsts, ...plain.filter((one) => !firsts.has(one))].flatMap((observation): Base[] => {
    if (!observation) return []
    const first = firsts.has(observation)
    const brings = ({ suite }: RuleEntry, names: readonly string[]): boolean =>
      names.some((name) => {
        const step = records.get(suite.id)?.[name]
        return step?.sent === true && step.observations.includes(observation)
      })
    const readers = rules
      .filter((entry) => brings(entry, stepsRead(entry.suite, entry.rule)))
      .map((entry): Reader => ({ entry, record: records.get(entry.suite.id) ?? {}, pool }))
    // Rules on every answer read all of them; of those of one build, they need to see the first and what is made for them.
    const own = traffic.filter((entry) => first || brings(entry, Object.keys(entry.suite.steps)))
    return [{ answer: answerOf(observation), bench: new Bench(observation, own, readers), first }]
  })
}

/** What answers must have in common to be one of many: kind, status, how they end, and the paths and types in them. */
export function build(observation: Observation): string {
  const { scope, body } = answerOf(observation)
  const shapes = [...(answerShape(observation)?.shapes ?? [])].map(([name, { paths }]) => [
    name,
    Object.entries(paths)
      .map(([path, { types }]) => `${path} ${Object.keys(types).sort().join()}`)
      .sort(),
  ])
  const ends = [...new Set(observation.reply?.choices.map(({ finish }) => finish))]
  return JSON.stringify([scope, observation.status, body.kind, ends, shapes])
}
