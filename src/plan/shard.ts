import { createHash } from 'node:crypto'
import { Failure } from '../failure.ts'
import type { Shard } from '../record/shard.ts'
import { requestKey, requestsOf } from '../suite/request.ts'
import { isLater } from '../suite/steps.ts'
import { total } from './cost.ts'
import type { PlannedSuite } from './plan.ts'

/** What a request costs a server on a CPU beyond its answer, in tokens of an answer: 7 to 10 in the recordings. */
const TOKENS_A_REQUEST = 8

/**
 * The suites of one shard. Which they are depends on the plan and the number of shards alone, not on any order. Suites that share a
 * request stay together: it is sent once, and what they read from it is never compared with answers of another server.
 * @throws Failure where there are more shards than parts.
 */
export function suitesOfShard(planned: readonly PlannedSuite[], { index, of }: Shard): PlannedSuite[] {
  const parts = inseparable(planned)
  if (of > Math.max(1, parts.length)) {
    throw new Failure(
      'SHARD_EMPTY',
      `The plan has only ${parts.length} parts that can be run apart, which leaves some of ${of} shards with nothing to do. Ask for at most ${parts.length}.`,
    )
  }
  const loads = Array.from({ length: of }, (): { cost: number; suites: PlannedSuite[] } => ({ cost: 0, suites: [] }))
  // The heaviest first, each to the shard that has least so far.
  for (const part of parts) {
    const lightest = loads.reduce((least, one) => (one.cost < least.cost ? one : least))
    lightest.cost += part.cost
    lightest.suites.push(...part.suites)
  }
  const own = new Set(loads[index - 1]?.suites)
  return planned.filter((one) => own.has(one))
}

interface Part {
  suites: PlannedSuite[]
  cost: number
  name: string
}

/** Groups of suites that share requests, heaviest first. */
function inseparable(planned: readonly PlannedSuite[]): Part[] {
  const groups = new Map<PlannedSuite, Set<PlannedSuite>>(planned.map((one) => [one, new Set([one])]))
  const first = new Map<string, PlannedSuite>()
  for (const one of planned) {
    for (const key of requestKeys(one)) {
      const other = first.get(key)
      if (other === undefined) first.set(key, one)
      else join(groups, one, other)
    }
  }
  const parts = [...new Set(groups.values())].map((group): Part => {
    const suites = [...group].sort((a, b) => (a.suite.id < b.suite.id ? -1 : 1))
    const { requests, tokens } = total(suites.map(({ suite }) => suite))
    return { suites, cost: tokens + TOKENS_A_REQUEST * requests, name: suites[0]?.suite.id ?? '' }
  })
  return parts.sort((a, b) => b.cost - a.cost || (a.name < b.name ? -1 : 1))
}

function join(groups: Map<PlannedSuite, Set<PlannedSuite>>, one: PlannedSuite, other: PlannedSuite): void {
  const [into, from] = [groups.get(other), groups.get(one)]
  if (!into || !from || into === from) return
  for (const member of from) {
    into.add(member)
    groups.set(member, into)
  }
}

const requestKeys = ({ suite }: PlannedSuite): string[] =>
  Object.values(suite.steps).flatMap((step) =>
    isLater(step)
      ? []
      : requestsOf(step).map(({ request, place }) => requestKey(request, request.model ?? suite.model, place)),
  )

/** Names a plan by all it asks and judges, so that shards of different plans are never taken for parts of one. */
export function planName(planned: readonly PlannedSuite[]): string {
  const said = planned
    .map((one) => [one.suite.id, one.rules.map(({ id }) => id), requestKeys(one)])
    .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 16)
}
