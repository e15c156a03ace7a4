import { firstMatching } from '../globs.ts'
import type { Json } from '../suite/steps.ts'

/** What one client library or app depends on, as its file says it. Format: `specs/harness/profile.schema.json`. */
export interface Profile {
  id: string
  name: string
  about?: string
  /** Version of the client that was read. */
  version?: string
  /** Where it was read, with the commit. */
  source?: string
  /** Day on which it was read, `YYYY-MM-DD`. */
  date?: string
  /** Id of a shipped profile that this one adds to. What it says of a rule itself goes before. */
  extends?: string
  sends?: { endpoints: string[]; parameters: string[] }
  /** Without these a main flow of the client fails, or its data is lost or wrong. */
  requires: { rules: string[]; reason: string }[]
  /** Without these something beside the main flows is missing or wrong. */
  degrades?: { rules: string[]; limit: string }[]
  /** What it tolerates, though other clients do not. */
  survives?: { rules: string[]; reason: string }[]
  /** Fields of answers that the app was seen to need, for people. */
  reads?: string[]
  /** Requests of the app itself. */
  probes?: AppProbe[]
  /** What the real client was seen to do where its source, or what is said of it, suggests otherwise. */
  notes?: string[]
}

/** A request that an app sends, without its model. */
export interface AppProbe {
  id: string
  about: string
  path: '/chat/completions' | '/completions' | '/embeddings' | '/responses'
  body: { [key: string]: Json }
}

/** What a profile says of a rule. `text`: why it is required or survived, or which limit its failure is. */
export interface Stance {
  kind: 'requires' | 'degrades' | 'survives'
  text: string
}

interface Entry extends Stance {
  rules: string[]
}

/** Gives what a profile says of a rule id; undefined where it says nothing. Its own word goes before that of the profile it extends. */
export function stanceOf(profile: Profile, all: readonly Profile[]): (id: string) => Stance | undefined {
  const entries = entriesOf(profile, all)
  const first = firstMatching(entries.map(({ rules }) => rules))
  return (id) => {
    const entry = entries[first(id) ?? -1]
    return entry && { kind: entry.kind, text: entry.text }
  }
}

function entriesOf(profile: Profile, all: readonly Profile[]): Entry[] {
  const { requires, degrades = [], survives = [] } = profile
  const base = all.find(({ id }) => id === profile.extends)
  return [
    ...requires.map(({ rules, reason }): Entry => ({ kind: 'requires', text: reason, rules })),
    ...degrades.map(({ rules, limit }): Entry => ({ kind: 'degrades', text: limit, rules })),
    ...survives.map(({ rules, reason }): Entry => ({ kind: 'survives', text: reason, rules })),
    ...(base ? entriesOf(base, all) : []),
  ]
}

/** Every glob of a profile, its own and not those of the profile it extends. */
export const globsOf = ({ requires, degrades = [], survives = [] }: Profile): string[] =>
  [...requires, ...degrades, ...survives].flatMap(({ rules }) => rules)

/** The rules that have a say in the verdict on these clients. */
export function neededBy(profiles: readonly Profile[], all: readonly Profile[]): (id: string) => boolean {
  const stances = profiles.map((profile) => stanceOf(profile, all))
  return (id) => stances.some((stance) => stance(id) !== undefined && stance(id)?.kind !== 'survives')
}
