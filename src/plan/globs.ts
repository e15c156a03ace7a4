import picomatch from 'picomatch'

/** A name, for itself and for everything below it. */
const PLAIN = /^([\w-]+(?:\/[\w-]+)*)(?:\/|\/\*\*)?$/

/** A glob over rule ids. A bare area or suite stands for everything below it. */
export function ruleMatcher(globs: readonly string[]): (id: string) => boolean {
  const first = firstMatching([globs])
  return (id) => first(id) === 0
}

/** Gives the place of the first of these lists of globs that a rule id matches; undefined where none does. */
export function firstMatching(lists: readonly (readonly string[])[]): (id: string) => number | undefined {
  // Most globs are names, asked for more than a thousand rules each.
  const names = new Map<string, number>()
  for (const [at, globs] of lists.entries()) {
    for (const name of globs.flatMap((glob) => PLAIN.exec(glob)?.[1] ?? [])) names.set(name, least(at, names.get(name)) ?? at)
  }
  const others = lists.flatMap((globs, at) => {
    const real = globs.filter((glob) => glob !== '' && !PLAIN.test(glob))
    return real.length === 0 ? [] : [{ at, matches: picomatch(real.flatMap((glob) => [glob, `${glob.replace(/\/$/, '')}/**`])) }]
  })
  return (id) => {
    let first = names.get(id)
    for (let end = id.lastIndexOf('/'); end > 0; end = id.lastIndexOf('/', end - 1)) first = least(first, names.get(id.slice(0, end)))
    return least(first, others.find(({ at, matches }) => (first === undefined || at < first) && matches(id))?.at)
  }
}

const least = (one: number | undefined, other: number | undefined): number | undefined => (one === undefined || other === undefined ? one ?? other : Math.min(one, other))
