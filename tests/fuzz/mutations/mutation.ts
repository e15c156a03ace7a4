import type { Exchange } from '../../../src/wire/exchange.ts'
import type { Answer } from './answer.ts'

/** A real answer with one thing changed. */
export interface Mutant {
  /** Where it was changed: the kind of answer or chunk, and the path in it. */
  site: string
  /** The changed answer; made when it is asked for, since most places need only one try. */
  exchange: () => Exchange
}

/** One way of changing an answer. */
export interface Mutation {
  name: string
  /** What is done, for the table in the docs. */
  about: string
  /** The answer, changed at each of its places in turn. */
  mutants: (answer: Answer) => Mutant[]
}
