import { Failure } from './failure.ts'

/** A name, for itself and for everything below it. */
const PLAIN = /^([\w.-]+(?:\/[\w.-]+)*)(?:\/|\/\*\*)?$/
/** All that a glob may hold, as `specs/harness/glob.schema.json` has it. */
const GLOB = /^(?:[\w.:/@*?-]|\{[\w.:/@*?,-]*\})*$/
const LONGEST = 300
const FORM = `A glob is a name of at most ${LONGEST} signs, in which \`*\` stands for any part of a word between slashes, \`?\` for one sign, \`**\` for any words, and \`{a,b}\` for a or b.`

/** A glob over rule ids. A bare area or suite stands for everything below it. @throws Failure for what is no glob. */
export function ruleMatcher(globs: readonly string[]): (id: string) => boolean {
  const first = firstMatching([globs])
  return (id) => first(id) === 0
}

/** Gives the place of the first of these lists of globs that a rule id matches; undefined where none does. */
export function firstMatching(lists: readonly (readonly string[])[]): (id: string) => number | undefined {
  // Most globs are names, asked for more than a thousand rules each.
  const names = new Map<string, number>()
  for (const [at, globs] of lists.entries()) {
    for (const name of globs.flatMap((glob) => PLAIN.exec(glob)?.[1] ?? []))
      names.set(name, least(at, names.get(name)) ?? at)
  }
  const others = lists.flatMap((globs, at) =>
    globs
      .filter((glob) => glob !== '' && !PLAIN.test(glob))
      .map((glob) => ({ at, steps: stepsOf(withoutRest(glob), '/') })),
  )
  return (id) => {
    let first = names.get(id)
    for (let end = id.lastIndexOf('/'); end > 0; end = id.lastIndexOf('/', end - 1))
      first = least(first, names.get(id.slice(0, end)))
    const wild = others.find(
      ({ at, steps }) =>
        (first === undefined || at < first) && walk(steps, id, [0]).some((end) => end === id.length || id[end] === '/'),
    )
    return least(first, wild?.at)
  }
}

/** A glob over whole names in which slashes mean nothing, such as those of models; in any case. @throws Failure for what is no glob. */
export function nameMatcher(glob: string): (name: string) => boolean {
  const steps = stepsOf(glob.toLowerCase(), '')
  return (name) => walk(steps, name.toLowerCase(), [0]).at(-1) === name.length
}

const least = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? (one ?? other) : Math.min(one, other)

/** What is below a match matches anyway. */
const withoutRest = (glob: string): string => glob.replace(/\/(?:\*\*)?$/, '')

/**
 * From places in a text, ascending, to those that one part of a glob leads on to. All places are followed at once, so the time is that
 * of the glob times that of the text, whatever both are: a regular expression could take forever.
 */
type Step = (text: string, from: readonly number[]) => number[]

const walk = (steps: readonly Step[], text: string, from: readonly number[]): number[] =>
  steps.reduce<number[]>((places, step) => (places.length === 0 ? places : step(text, places)), [...from])

function stepsOf(glob: string, separator: string): Step[] {
  if (glob.length > LONGEST || !GLOB.test(glob))
    throw new Failure('GLOB_INVALID', `${glob.slice(0, 60)} is no glob. ${FORM}`)
  return (glob.match(/(?<=^|\/)\*\*\/|\*+|\?|\{[^}]*\}|[^*?{]+/g) ?? []).map((part) => {
    if (part === '**/') return anyWords
    if (part.startsWith('*')) return anyPart(separator)
    if (part === '?')
      return (text, from) => from.filter((at) => at < text.length && text[at] !== separator).map((at) => at + 1)
    if (!part.startsWith('{'))
      return (text, from) => from.filter((at) => text.startsWith(part, at)).map((at) => at + part.length)
    const branches = part
      .slice(1, -1)
      .split(',')
      .map((branch) => stepsOf(branch, separator))
    return (text, from) => [...new Set(branches.flatMap((steps) => walk(steps, text, from)))].sort((a, b) => a - b)
  })
}

/** No word, one, or several, each with its slash. */
const anyWords: Step = (text, from) => {
  const starts = [0, ...[...text.matchAll(/\//g)].map(({ index }) => index + 1)]
  const first = from.find((at) => starts.includes(at))
  return first === undefined ? [] : starts.filter((at) => at >= first)
}

const anyPart =
  (separator: string): Step =>
  (text, from) => {
    const to: number[] = []
    let next = 0
    for (const at of from) {
      if (at < next) continue
      const slash = separator === '' ? -1 : text.indexOf(separator, at)
      for (next = at; next <= (slash < 0 ? text.length : slash); next += 1) to.push(next)
    }
    return to
  }
