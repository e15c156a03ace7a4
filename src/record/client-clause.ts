import type { ProfileVerdict } from '../policy/profile-verdict.ts'

type Client = Pick<ProfileVerdict, 'name' | 'verdict'>

/** Most clients that a sentence names. */
const MOST_NAMED = 3

const WORDS: [verdict: Client['verdict'], one: string, many: string][] = [
  ['breaks', 'breaks', 'break'],
  ['works-with-limits', 'works with limits', 'work with limits'],
  ['works', 'works', 'work'],
  ['not-judged', 'was not judged', 'were not judged'],
]

/** How clients fare, without a full stop: `Of 14 known clients 1 breaks (Cline), 13 work`. A single client is named: `Cline breaks`. */
export function clientClause(clients: readonly Client[], whose: 'known' | 'asked'): string {
  const groups = WORDS.flatMap(([verdict, one, many]) => {
    const those = clients.filter((client) => client.verdict === verdict)
    const names = verdict === 'breaks' && clients.length > 1 ? ` (${named(those, clients)})` : ''
    return those.length === 0 ? [] : [{ count: those.length, told: `${those.length === 1 ? one : many}${names}` }]
  })
  const [first, ...others] = groups
  if (first === undefined) return ''
  if (clients.length === 1) return `${named(clients, clients)} ${first.told}`
  const which = whose === 'known' ? 'known clients' : 'clients'
  if (others.length === 0) return `All ${clients.length} ${which} ${first.told}`
  return `Of ${clients.length} ${which} ${groups.map(({ count, told }) => `${count} ${told}`).join(', ')}`
}

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
