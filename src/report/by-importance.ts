import type { ProfileVerdict } from '../policy/profile-verdict.ts'
import { stanceOf, type Profile } from '../policy/profile.ts'
import type { Level } from '../suite/suite.ts'

/** What becomes of a client where a rule does not hold. */
export type ClientEffect = 'breaks' | 'limits'

/** The worst that the failure of a rule does to any client, by its id; undefined where it concerns no client. */
export type EffectOf = (id: string) => ClientEffect | undefined

/** What is ordered: rules of a suite and results of a run alike. */
interface Ranked {
  id: string
  level: Level
}

/** Areas in the order in which apps depend on them. Own requests of an app come first. */
const AREAS = [
  'app',
  'chat',
  'streaming',
  'tools',
  'structured-output',
  'responses',
  'stop',
  'roles',
  'parameters',
  'context',
  'usage',
  'errors',
  'embeddings',
  'models',
  'reasoning',
  'vision',
  'transport',
  'logprobs',
  'completions',
]

const EFFECT_ORDER = { breaks: 0, limits: 1 } satisfies Record<ClientEffect, number>
const NO_EFFECT = 2
const LEVEL_ORDER = { must: 0, should: 1, may: 2 } satisfies Record<Level, number>

/** The place of an area; an area that is not known comes last. */
export function areaRank(area: string): number {
  const at = AREAS.indexOf(area)
  return at === -1 ? AREAS.length : at
}

/** Compares areas, the most important one first. */
export const byArea = (a: string, b: string): number => areaRank(a) - areaRank(b)

/**
 * Compares rules, the most important one first: what breaks a client, what limits one, the rest. Within these the level decides,
 * then the area, and the id only where nothing else does.
 */
export const byImportance =
  (effectOf: EffectOf) =>
  (a: Ranked, b: Ranked): number =>
    effectRank(effectOf(a.id)) - effectRank(effectOf(b.id)) ||
    LEVEL_ORDER[a.level] - LEVEL_ORDER[b.level] ||
    byArea(areaOf(a.id), areaOf(b.id)) ||
    (a.id < b.id ? -1 : Number(a.id > b.id))

const areaOf = (id: string): string => id.split('/')[0] ?? ''
const effectRank = (effect: ClientEffect | undefined): number =>
  effect === undefined ? NO_EFFECT : EFFECT_ORDER[effect]

/** What the failures of a run do to these clients. */
export function effectsSeen(clients: readonly ProfileVerdict[]): EffectOf {
  const breaks = new Set(clients.flatMap((client) => client.breaks))
  const limits = new Set(clients.flatMap((client) => client.limits.flatMap(({ rules }) => rules)))
  return (id) => (breaks.has(id) ? 'breaks' : limits.has(id) ? 'limits' : undefined)
}

/** What a failure of a rule would do to these clients, whatever a server does. */
export function effectsPossible(clients: readonly Profile[], all: readonly Profile[]): EffectOf {
  const stances = clients.map((client) => stanceOf(client, all))
  return (id) => {
    const kinds = stances.map((stance) => stance(id)?.kind)
    return kinds.includes('requires') ? 'breaks' : kinds.includes('degrades') ? 'limits' : undefined
  }
}
