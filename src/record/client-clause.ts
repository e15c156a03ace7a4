import type { ProfileVerdict } from '../policy/profile-verdict.ts'

type Client = Pick<ProfileVerdict, 'name' | 'verdict' | 'required' | 'open' | 'measured'>
type Fate = ProfileVerdict['verdict'] | 'judged-in-part'

/** Most clients that a sentence names. */
const MOST_NAMED = 3

const WORDS: [fate: Fate, one: string, many: string][] = [
  ['breaks', 'breaks', 'break'],
  ['works-with-limits', 'works with limits', 'work with limits'],
  ['works', 'works', 'work'],
  ['judged-in-part', 'was judged in part', 'were judged in part'],
  ['not-judged', 'was not judged', 'were not judged'],
]

/**
 * How clients fare, without a full stop: `Of 14 known clients 1 breaks (Cline), 13 work`. A single client is named: `Cline breaks`.
 * What was seen of clients goes before what their sources suggest.
 */
export function clientClause(clients: readonly Client[], whose: 'known' | 'asked'): string {
  const { seen = [], others = [] } = Object.groupBy(clients, ({ measured }) =>
    measured === undefined ? 'others' : 'seen',
  )
  const sources = others.length === 1 ? 'by its source' : 'by their sources'
  if (others.length === 0) return clause(seen, whose)
  if (seen.length === 0) return `${clause(others, whose)} (not measured: ${sources})`
  const told = counts(others, clients).map(({ told: words, count }) => `${count} ${words}`)
  return `${clause(seen, whose)}; of ${others.length} not measured, ${sources}, ${told.join(', ')}`
}

function clause(clients: readonly Client[], whose: 'known' | 'asked'): string {
  const groups = counts(clients, clients)
  const [first, ...others] = groups
  if (first === undefined) return ''
  if (clients.length === 1) return `${named(clients, clients)} ${first.told}`
  const which = whose === 'known' ? 'known clients' : 'clients'
  if (clients.every((client) => fateOf(client) === 'not-judged')) return `None of ${clients.length} ${which} was judged`
  if (others.length === 0) return `All ${clients.length} ${which} ${first.told}`
  return `Of ${clients.length} ${which} ${groups.map(({ count, told }) => `${count} ${told}`).join(', ')}`
}

/** How many of some clients fare how, the worst first. Those that break are named, unless there is just one client. */
const counts = (some: readonly Client[], all: readonly Client[]): { count: number; told: string }[] =>
  WORDS.flatMap(([fate, one, many]) => {
    const those = some.filter((client) => fateOf(client) === fate)
    const names = fate === 'breaks' && all.length > 1 ? ` (${named(those, all)})` : ''
    return those.length === 0 ? [] : [{ count: those.length, told: `${those.length === 1 ? one : many}${names}` }]
  })

/** Where some of what a client needs holds and nothing of it fails, that is worth knowing, though it does not make the client work. */
const fateOf = ({ verdict, required, open }: Client): Fate =>
  verdict === 'not-judged' && open.length < required ? 'judged-in-part' : verdict

function named(some: readonly Client[], all: readonly Client[]): string {
  const names = some.slice(0, MOST_NAMED).map(({ name }) => shortest(name, all))
  const more = some.length - names.length
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** Without what is in brackets, where that leaves no other client of the name. */
function shortest(name: string, all: readonly Client[]): string {
  const short = withoutBrackets(name)
  return all.filter((other) => withoutBrackets(other.name) === short).length > 1 ? name : short
}

const withoutBrackets = (name: string): string => name.replace(/ \([^()]*\)$/, '')
