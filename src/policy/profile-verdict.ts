import type { RuleResult } from '../judge/rule-result.ts'
import { stanceOf, type Profile, type Stance } from './profile.ts'

/** Rules under one heading: why a client breaks, or what it has to do without. */
export interface Because {
  reason: string
  rules: string[]
}
export interface Limit {
  limit: string
  rules: string[]
}

/** How a client fares with the target. Part of the run record. */
export interface ProfileVerdict {
  id: string
  name: string
  verdict: 'works' | 'works-with-limits' | 'breaks' | 'not-judged'
  /** How many rules the client needs. */
  required: number
  /** Rules it needs that do not hold, and the same by reason. */
  breaks: string[]
  because: Because[]
  limits: Limit[]
  /** Rules it needs that could not be judged: without them it is never said to work. */
  open: string[]
  /** Limits that could not be judged. */
  openLimits: Limit[]
}

type Held = 'held' | 'not-held' | 'open'

/**
 * Pure. A known deviation changes nothing here: the client breaks all the same. A refusal, however proper, is no answer
 * a client can work with, so it counts like a failure, unless it was the model that could not do with the request.
 */
export function judgeProfile(profile: Profile, all: readonly Profile[], rules: readonly RuleResult[]): ProfileVerdict {
  const stance = stanceOf(profile, all)
  const concerned = rules.flatMap((rule) => {
    const said = stance(rule.id)
    return said ? [{ id: rule.id, said, held: held(rule) }] : []
  })
  const those = (kind: Stance['kind'], state: Held): { id: string; said: Stance }[] =>
    concerned.filter(({ said, held: is }) => said.kind === kind && is === state)
  const [broken, open] = [those('requires', 'not-held'), those('requires', 'open')]
  const limits = byText(those('degrades', 'not-held')).map(([limit, ids]) => ({ limit, rules: ids }))
  return {
    id: profile.id,
    name: profile.name,
    verdict:
      broken.length > 0 ? 'breaks' : open.length > 0 ? 'not-judged' : limits.length > 0 ? 'works-with-limits' : 'works',
    required: concerned.filter(({ said }) => said.kind === 'requires').length,
    breaks: broken.map(({ id }) => id),
    because: byText(broken).map(([reason, ids]) => ({ reason, rules: ids })),
    limits,
    open: open.map(({ id }) => id),
    openLimits: byText(those('degrades', 'open')).map(([limit, ids]) => ({ limit, rules: ids })),
  }
}

function held(rule: RuleResult): Held {
  if (rule.outcome === 'pass') return 'held'
  return rule.outcome === 'fail' || rule.code === 'refused' ? 'not-held' : 'open'
}

const byText = (concerned: readonly { id: string; said: Stance }[]): [string, string[]][] =>
  [...Map.groupBy(concerned, ({ said }) => said.text)].map(([text, group]) => [text, group.map(({ id }) => id)])
