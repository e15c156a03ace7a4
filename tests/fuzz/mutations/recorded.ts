import { corpusExchange, readCorpus } from '../../../scripts/observed/corpus.ts'
import type { RuleEntry } from '../../../src/judge/rules.ts'
import type { Exchange } from '../../../src/wire/exchange.ts'
import { observe, type Observation } from '../../../src/wire/observe.ts'
import { isJudged } from '../../corpus/alarms.ts'
import { answerOf } from './answer.ts'
import { basesOf } from './bases.ts'
import { askedMutations, structuralMutations } from './catalogue.ts'
import { Bench } from './caught.ts'
import { tryAll, type Tried } from './tried.ts'

/** Recorded answers that one mutation is tried at: enough to see where a rule reads only some. */
const MOST = 10

/** A changed answer, not judged yet. */
interface Candidate {
  before: Observation
  exchange: () => Exchange
}

/** The recorded answers of OpenAI in a folder. */
export const recordedIn = (dir: string): Observation[] =>
  readCorpus(dir, 'openai.*')
    .filter(isJudged)
    .map((row) => observe(corpusExchange(row)))

/** Every mutation, tried at recorded answers. */
export const tryRecorded = (answers: readonly Observation[], rules: readonly RuleEntry[]): Tried[] => [
  ...tryAll(basesOf(answers, rules), structuralMutations),
  ...tryAsked(answers, rules),
]

/**
 * What does not fit its request. Each of these must be noticed by a rule in every answer where it is tried: captured traffic has nothing
 * else to be compared with.
 */
export function tryAsked(answers: readonly Observation[], rules: readonly RuleEntry[]): Tried[] {
  const benches = new Map<Observation, Bench>()
  const bench = (before: Observation): Bench => {
    const known = benches.get(before) ?? new Bench(before, rules)
    benches.set(before, known)
    return known
  }
  return askedMutations.flatMap(({ name, mutants }) => {
    const all = answers.flatMap((before) =>
      mutants(answerOf(before)).map(({ site, exchange }) => ({ site, before, exchange })),
    )
    return [...Map.groupBy(all, ({ site }) => site)].map(([site, candidates]): Tried => {
      const caught = spread(candidates).flatMap(({ before, exchange }) => {
        const by = bench(before).rulesCatch(exchange())
        // What rules fail as it is cannot show that they would not have noticed.
        return by === null && bench(before).isAccused ? [] : [by]
      })
      return { mutation: name, site, caught: caught.includes(null) ? null : (caught[0] ?? null) }
    })
  })
}

/** Some of them, from first to last, always the same. */
const spread = (candidates: readonly Candidate[]): Candidate[] =>
  candidates.filter((_, at) => {
    const share = MOST / candidates.length
    return Math.floor(at * share) !== Math.floor((at - 1) * share)
  })
