import { answerShape } from '../../src/compare/observe-shape.ts'
import type { ObservedScope } from '../../src/compare/observed.ts'
import { emptyShape, mergeShape, total, type Shape } from '../../src/compare/shape.ts'
import { observe } from '../../src/wire/observe.ts'
import { addEver, type Category } from './category-scope.ts'
import { corpusExchange, type CorpusRow } from './corpus.ts'

/** From here on OpenAI's answers have all the fields they have today. */
export const RECENT = '2025-07'
/**
 * In the counts of all streams, second choices (`n` > 1) begin among the text chunks: what is rarer than this comes
 * from them.
 */
const STRAY = 0.001

/** Counted shapes of a corpus, by scope, with how many exchanges each has and when. */
export type Counted = Map<string, { shape: Shape; months: string[]; exchanges: number }>

export function countCorpus(corpus: readonly CorpusRow[]): Counted {
  const counted: Counted = new Map()
  for (const row of corpus) {
    for (const [scope, shape] of answerShape(observe(corpusExchange(row)))?.shapes ?? []) {
      const known = counted.get(scope) ?? { shape: emptyShape(), months: [], exchanges: 0 }
      counted.set(scope, known)
      mergeShape(known.shape, shape)
      known.exchanges += 1
      if (row.recordedAt !== null) known.months.push(row.recordedAt)
    }
  }
  return counted
}

/** How much a scope was counted from. */
export function measured(scope: string, counted: Counted, from: string): Omit<ObservedScope, 'paths' | 'traits'> {
  const { shape, months, exchanges } = counted.get(scope) ?? { shape: emptyShape(), months: [], exchanges: 0 }
  const dated = [...months].sort()
  return {
    from,
    objects: shape.paths['$']?.types['object'] ?? exchanges,
    exchanges,
    firstSeen: dated[0] ?? null,
    lastSeen: dated.at(-1) ?? null,
  }
}

/** A scope as the exchanges at hand have it; `older` knows the types of earlier times. */
export function corpusScope(scope: string, all: Counted, recent: Counted, older: Category): ObservedScope {
  const paths = structuredClone(recent.get(scope)?.shape.paths ?? {})
  addEver(paths, Object.entries(all.get(scope)?.shape.paths ?? {}))
  addEver(
    paths,
    Object.entries(older.paths).filter(([, { types }]) => total(types) > STRAY * older.objects),
  )
  return { ...measured(scope, recent, `recordings at hand since ${RECENT}`), paths, traits: {} }
}
