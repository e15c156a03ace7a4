import type { KnownDeviation } from '../judge/known.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import type { Gate } from '../record/gate.ts'
import { newlyBroken, unknownOf, type Fares } from './client-change.ts'
import type { RuleChange } from './rule-change.ts'

/** What decides whether a change has a say in the verdict. */
export interface Counting {
  /** The levels that decide; null where the comparison is about clients that were measured. */
  level: Gate | null
  /** How the clients fare that decide. */
  fares: readonly Fares[]
  /** The rules of the last stage, steady ones. */
  after: ReadonlyMap<string, RuleResult>
  known: ReadonlyMap<string, KnownDeviation>
}

/** The change with its known deviation, and with what it counts. */
export function weighChange(change: RuleChange, { level, fares, after, known }: Counting): RuleChange {
  const { id, kind, outcomes } = change
  const rule = after.get(id)
  // What is documented of a provider is known without a list.
  const documented = rule?.known?.documented ? rule.known : undefined
  const listed = kind === 'regression' || kind === 'new-failure' ? (known.get(id) ?? documented) : undefined
  if (listed) return { ...change, known: listed }
  const worsens = WORSE.includes(kind) || (kind === 'unconfirmed' && outcomes[0] !== 'fail')
  if (!worsens || !rule) return change
  // What could not be judged, or is not confirmed, counts where its failure would.
  const isOfLevel = kind !== 'refused' && level?.counts({ ...rule, outcome: 'fail' }) === true
  const concernsClient = fares.some((one) => newlyBroken(one).includes(id) || unknownOf(one).includes(id))
  return { ...change, counts: isOfLevel || concernsClient }
}

const WORSE: RuleChange['kind'][] = ['regression', 'refused', 'new-failure', 'lost']
