import { usageCount } from '../checks/reply.ts'
import { inputTokens } from '../checks/responses.ts'
import type { Finding } from '../finding.ts'
import type { Observation } from '../wire/observe.ts'

/** Fields of a request that change nothing in what the model reads. */
const NOT_READ = new Set(['max_tokens', 'max_completion_tokens', 'max_output_tokens', 'seed', 'temperature'])
/** Areas whose rules are about the counts themselves. */
const ABOUT_COUNTS = new Set(['usage', 'completions', 'embeddings'])
const PROMPT_COUNT = /\.usage\.(?:prompt|input)_tokens$/

/** Why such a rule is open on such a server. */
export const UNSTEADY_COUNTS =
  'the server counts equal prompts differently, as one does that leaves out what its cache held: a count is no evidence of what the model read'

/** Whether all that a rule found is how a prompt was counted, and the rule is about something else. */
export const restsOnPromptCount = (area: string, findings: readonly Finding[]): boolean =>
  !ABOUT_COUNTS.has(area) && findings.every(({ path }) => PROMPT_COUNT.test(path))

const known = new WeakMap<readonly Observation[], boolean>()

/** Whether two whole, plain answers of a run count the same prompt differently. */
export function countsAreUnsteady(pool: readonly Observation[]): boolean {
  const before = known.get(pool)
  if (before !== undefined) return before
  const counted = pool.flatMap((one) => {
    // What a stream that was hung up on has counted until then is no count.
    if (one.stream !== null || one.exchange.failure !== null) return []
    const count = usageCount(one, 'prompt_tokens') ?? inputTokens(one)
    return count === undefined ? [] : [{ count, asked: askedText(one) }]
  })
  const groups = Map.groupBy(counted, ({ asked }) => asked)
  const unsteady = [...groups.values()].some((group) => new Set(group.map(({ count }) => count)).size > 1)
  known.set(pool, unsteady)
  return unsteady
}

function askedText({ exchange, request }: Observation): string {
  const read = Object.entries(request).filter(([field]) => !NOT_READ.has(field))
  return JSON.stringify([exchange.request.method, exchange.request.path, read])
}
