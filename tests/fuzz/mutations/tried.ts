import { allowed } from './allowed.ts'
import type { Base } from './bases.ts'
import { mutations } from './catalogue.ts'
import type { Caught } from './caught.ts'
import type { Mutation } from './mutation.ts'

/** What became of one mutation at one place. */
export interface Tried {
  mutation: string
  site: string
  caught: Caught | null
}

/** Mutations that change nothing HTTP, server-sent events or JSON speak of. */
const free = new Set(allowed.filter(({ free: isFree }) => isFree).flatMap((one) => one.mutations))

/** Tries every mutation at every place. A server does the same in all of its answers, so it is caught where one of them shows it. */
export function tryAll(bases: readonly Base[], all: readonly Mutation[] = mutations): Tried[] {
  const tried = new Map<string, Tried>()
  for (const { answer, bench, first } of bases) {
    for (const { name, mutants } of all) {
      for (const { site, exchange } of mutants(answer)) {
        const key = `${name} ${site}`
        if (tried.get(key)?.caught || (free.has(name) && tried.has(key))) continue
        const caught = first || !tried.has(key) ? bench.catches(exchange()) : bench.readersCatch(exchange())
        tried.set(key, { mutation: name, site, caught })
      }
    }
  }
  return [...tried.values()]
}
