import { findDeviation } from '../deviations/catalogue.ts'
import { fieldDeviationNamed } from '../deviations/fields.ts'
import { signsOf, type Signs } from '../deviations/signs.ts'
import { firstMatching } from '../globs.ts'
import type { Json } from '../suite/steps.ts'
import { perProfile, perRule } from './per-profile.ts'

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
  /** When and how the client was measured. Absent where the profile was written from sources or guessed from traffic. */
  measured?: Measured
  /** How it fared with each deviation that it was shown. */
  deviations?: Deviations
  /** Without these a main flow of the client fails, or its data is lost or wrong. Written by hand; goes before what was measured. */
  requires?: { rules: string[]; reason: string; unseen?: boolean; learned?: boolean }[]
  /** Without these something beside the main flows is missing or wrong. */
  degrades?: { rules: string[]; limit: string; unseen?: boolean; learned?: boolean }[]
  /** What it tolerates, though other clients do not. */
  survives?: { rules: string[]; reason: string; unseen?: boolean }[]
  /** Fields of answers that the app was seen to need, for people. */
  reads?: string[]
  /** Requests of the app itself. */
  probes?: AppProbe[]
  /** What the real client was seen to do where its source, or what is said of it, suggests otherwise. */
  notes?: string[]
}

export interface Measured {
  /** Day of the measurement, `YYYY-MM-DD`. */
  date: string
  /** The command or driver that was run. */
  by: string
  /** Version of the client that ran. */
  version?: string
  /** Calls that the client made in one run against a conforming server. */
  calls?: number
}

/** A deviation by its name, and what the client did with it. */
export interface Shown {
  name: string
  shows: string
  /** Rules that notice it besides those of the library: on requests of the app itself, or on the one field that is wrong. */
  rules?: string[]
}

export interface Deviations {
  breaks?: Shown[]
  limits?: Shown[]
  survives?: string[]
  /** Changes nothing in the answers that the client gets, so it survives. */
  unmet?: string[]
  /** Asked again, the client fared otherwise. */
  flaky?: Shown[]
  'not-tried'?: string[]
  /** Rules on requests of the app itself that notice deviations which it survives. */
  harmless?: { name: string; rules: string[] }[]
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

/** A stance, and how far from the profile the one is that takes it: 0 for its own, 1 for the one it extends. */
export interface Layered extends Stance {
  layer: number
}

/** How a profile's client fared with deviations, by their names: with those that were tried and gave one result. */
export type Results = ReadonlyMap<string, Layered>

/**
 * Gives what a profile says of the failure of a rule by itself, whatever else fails: what is written, or else the worst that a
 * deviation did to the client which is about the rule. Undefined where it says nothing.
 */
export const stanceOf = perProfile((profile, all): ((id: string) => Stance | undefined) => {
  const written = writtenStance(profile, all)
  const about = stanceAbout(profile, all)
  return perRule((id) => nearer(written(id), about(id)))
})

/** What the hand-written part of a profile says of a rule. */
export const writtenStance = perProfile((profile, all): ((id: string) => Layered | undefined) => {
  const entries = layersOf(profile, all).flatMap(({ requires = [], degrades = [], survives = [] }, layer) => [
    ...requires.map(({ rules, reason }) => ({ kind: 'requires' as const, text: reason, rules, layer })),
    ...degrades.map(({ rules, limit }) => ({ kind: 'degrades' as const, text: limit, rules, layer })),
    ...survives.map(({ rules, reason }) => ({ kind: 'survives' as const, text: reason, rules, layer })),
  ])
  const first = firstMatching(entries.map(({ rules }) => rules))
  return perRule((id) => {
    const entry = entries[first(id) ?? -1]
    return entry && { kind: entry.kind, text: entry.text, layer: entry.layer }
  })
})

/** The worst result with a deviation that is about the rule. */
function stanceAbout(profile: Profile, all: readonly Profile[]): (id: string) => Layered | undefined {
  const results = resultsOf(profile, all)
  const reads = readsRulesOf(profile, all)
  const signs = signsIn(profile, all)
  return (id) => (reads(id) ? worstOf(signs(id).about.flatMap((name) => results.get(name) ?? [])) : undefined)
}

/** Which deviations make a rule fail: those of the library, of single fields, and those that the profile itself says so of. */
export const signsIn = perProfile((profile, all): ((id: string) => Signs) => {
  const said = layersOf(profile, all).flatMap(({ deviations: { breaks = [], limits = [], harmless = [] } = {} }) =>
    [...breaks, ...limits, ...harmless].flatMap(({ name, rules = [] }) => rules.map((rule) => ({ name, rule }))),
  )
  const fields = [...resultsOf(profile, all).keys()].flatMap((name) =>
    (fieldDeviationNamed(name)?.rules ?? []).map((rule) => ({ name, rule })),
  )
  const own = [...said, ...fields]
  const byRule = Map.groupBy(own, ({ rule }) => rule)
  return perRule((id) => {
    const signs = signsOf(id)
    const names = byRule.get(id)?.map(({ name }) => name)
    if (!names) return signs
    const { about, all: every, against } = signs
    return { about: [...new Set([...about, ...names])], all: [...new Set([...every, ...names])], against }
  })
})

/** Its own results go before those of the profile that it extends. */
export const resultsOf = perProfile(
  (profile, all): Results =>
    new Map(
      layersOf(profile, all)
        .flatMap(({ deviations: { breaks = [], limits = [], survives = [], unmet = [] } = {} }, layer) => [
          ...breaks.map((shown) => result('requires', shown, layer)),
          ...limits.map((shown) => result('degrades', shown, layer)),
          ...[...survives, ...unmet].map((name) => result('survives', { name, shows: '' }, layer)),
        ])
        .reverse(),
    ),
)

const VERBS = { requires: 'breaks with', degrades: 'is limited with', survives: 'survives' } as const

const result = (kind: Stance['kind'], { name, shows }: Shown, layer: number): [string, Layered] => [
  name,
  {
    kind,
    layer,
    // Most results are never told.
    get text() {
      const about = findDeviation(name)?.about
      // Evidence stands in prose, where a backtick would open code.
      const evidence = shows === '' ? '' : `: ${shows.replaceAll('`', "'")}`
      return `${VERBS[kind]} \`${name}\`${about === undefined ? '' : ` (${about})`}${evidence}`
    },
  },
]

/** The nearer of two stances; where they are of one profile, what is written by hand goes before what was measured. */
export const nearer = (written: Layered | undefined, measured: Layered | undefined): Layered | undefined =>
  written && measured && measured.layer < written.layer ? measured : (written ?? measured)

const KINDS: Stance['kind'][] = ['requires', 'degrades', 'survives']

/** The worst of these, and of the worst the first. */
export const worstOf = (some: readonly Layered[]): Layered | undefined =>
  KINDS.flatMap((wanted) => some.find(({ kind }) => kind === wanted) ?? [])[0]

/** A profile, the one that it extends, and so on. */
function layersOf(profile: Profile, all: readonly Profile[]): Profile[] {
  const base = all.find(({ id }) => id === profile.extends)
  return [profile, ...(base ? layersOf(base, all) : [])]
}

/**
 * When the client was measured; undefined where its profile was written from sources or guessed. The app of a user may
 * go by the client that it extends. A known client may not: it can hold another version of that.
 */
export const measurementOf = (profile: Profile, all: readonly Profile[]): Measured | undefined =>
  all.includes(profile) ? profile.measured : layersOf(profile, all).flatMap(({ measured }) => measured ?? [])[0]

/** Whether the client uses an endpoint, such as `POST /responses`. Each where its profile does not say what it sends. */
export function usesEndpoint(profile: Profile, all: readonly Profile[]): (endpoint: string) => boolean {
  const [sends] = layersOf(profile, all).flatMap(({ sends: own }) => own ?? [])
  // A condition may follow: `POST /completions unless is_chat_model`.
  return (endpoint) => sends?.endpoints.some((named) => `${named} `.startsWith(`${endpoint} `)) ?? true
}

/** Rules that are about one endpoint alone. A deviation may be about several endpoints; a client uses some. */
const ABOUT_ENDPOINT: [endpoint: string, rules: RegExp][] = [
  ['POST /responses', /^(responses\/|errors\/response-|(usage|vision)\/responses\/)/],
  ['POST /completions', /^(completions\/|(errors|parameters)\/completion-)/],
  ['POST /embeddings', /^(embeddings\/|(errors|parameters)\/(null-)?embeddings?-)/],
  ['GET /models', /^models\//],
]

/** Rules that read the errors of all endpoints: they can fail where a client never asks. */
const ABOUT_ALL = /^errors\/json\//

/** Whether a rule can be about what the client reads. */
export function readsRulesOf(profile: Profile, all: readonly Profile[]): (id: string) => boolean {
  const uses = usesEndpoint(profile, all)
  const others = ABOUT_ENDPOINT.filter(([endpoint]) => !uses(endpoint)).map(([, rules]) => rules)
  const unread = others.length > 0 ? [...others, ABOUT_ALL] : others
  return (id) => !unread.some((rules) => rules.test(id))
}

/** Every glob of a profile, its own and not those of the profile it extends. */
export const globsOf = ({ requires = [], degrades = [], survives = [] }: Profile): string[] =>
  [...requires, ...degrades, ...survives].flatMap(({ rules }) => rules)

/** The rules that have a say in the verdict on these clients. */
export function neededBy(profiles: readonly Profile[], all: readonly Profile[]): (id: string) => boolean {
  const stances = profiles.map((profile) => stanceOf(profile, all))
  return (id) =>
    stances.some((stance) => {
      const said = stance(id)
      return said !== undefined && said.kind !== 'survives'
    })
}
