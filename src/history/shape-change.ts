import type { Difference } from '../compare/difference.ts'
import type { RulesBehind } from '../compare/rules-behind.ts'
import type { Outcome } from '../finding.ts'
import { applyKnown, type Circumstances, type KnownDeviation } from '../judge/known.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import { isRequiredByClients } from '../policy/client-needs.ts'
import { stanceOf, type Profile } from '../policy/profile.ts'

/** A difference between the answers of both ends, with what the comparison has to know of it. */
export interface FoundShape extends RulesBehind {
  difference: Difference
  /** It was seen in answers to requests that OpenAI answers with success, and not only in those that try a server out. */
  ordinary: boolean
  /** It was there each time that the same was asked. */
  repeated: boolean
}

/** A changed shape, and whom it breaks. */
export interface ShapeChange {
  difference: Difference
  /** Rules that demand what changed, and that do not decide by themselves. */
  rules: string[]
  /** Ids of the clients that need one of these rules. */
  clients: string[]
  /** Whether it has a say in the verdict. */
  counts: boolean
  known?: KnownDeviation
}

export const shapeName = ({ difference: { scope, path } }: ShapeChange): string => `${scope} ${path}`

/** Finds out whom a changed shape breaks. It has a say only where no rule has had it already. */
export function shapeChange(
  { difference, contract, traits, ordinary, repeated }: FoundShape,
  { profiles, all, before, after, decides }: ShapeSetting,
): ShapeChange {
  const rules = [
    // These rules read every answer, so one that was judged has spoken.
    ...contract.filter((id) => !isJudged(after.get(id))),
    ...traits.filter((id) => mayHide(before.get(id)?.outcome, after.get(id)?.outcome)),
  ]
  const matters = ordinary && repeated && difference.severity !== 'cosmetic'
  const clients = matters
    ? profiles.filter((profile) => rules.some((id) => stanceOf(profile, all)(id)?.kind === 'requires'))
    : []
  return {
    difference,
    rules,
    clients: clients.map(({ id }) => id),
    counts: clients.some((client) => decides(client) || rules.some(isRequiredByClients)),
  }
}

export interface ShapeSetting {
  /** The clients that the comparison is about. */
  profiles: readonly Profile[]
  all: readonly Profile[]
  before: ReadonlyMap<string, RuleResult>
  after: ReadonlyMap<string, RuleResult>
  /** Whether what the client needs decides; for others the levels do. */
  decides: (profile: Profile) => boolean
}

/**
 * Whether a rule that reads one probe may have missed the change. One that fails counts as itself, one that failed before had broken
 * the client already, and one that holds now and was open before is mended.
 */
const mayHide = (before: Outcome | undefined, after: Outcome | undefined): boolean =>
  after !== 'fail' && before !== 'fail' && (after !== 'pass' || before === undefined || before === 'pass')

const isJudged = (rule: RuleResult | undefined): boolean => rule?.outcome === 'pass' || rule?.outcome === 'fail'

/** The shape with the known deviation of a rule that demands what changed: it counts no more. */
export function knownShape(
  shape: ShapeChange,
  list: readonly KnownDeviation[],
  circumstances: Circumstances,
): ShapeChange {
  if (!shape.counts) return shape
  const failing = shape.rules.map((id): Pick<RuleResult, 'id' | 'outcome'> => ({ id, outcome: 'fail' }))
  const [known] = applyKnown(failing, list, circumstances).known.values()
  return known ? { ...shape, counts: false, known } : shape
}
