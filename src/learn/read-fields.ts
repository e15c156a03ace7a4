import { parentPath, valuesAt } from '../contract/paths.ts'
import { Failure } from '../failure.ts'
import type { RuleEntry } from '../judge/rules.ts'
import { canonical } from '../suite/request.ts'
import type { Exchange } from '../wire/exchange.ts'
import { observe, type Observation } from '../wire/observe.ts'
import { startReplayServer, type ReplayRequest } from '../wire/replay-server.ts'
import { runCommand, type Ended, type Ending } from './app-command.ts'
import { clientAddresses } from './client-environment.ts'
import type { ReadField } from './profile-from-usage.ts'
import { withoutField } from './without-field.ts'

/** Milliseconds a command may take, and how much longer than the first time: without a field a client may wait forever. */
const MOST_MS = 300_000
const PATIENCE = 5

export interface ReadFieldsSetup {
  command: string
  env: Record<string, string | undefined>
  captured: readonly Exchange[]
  rules: readonly RuleEntry[]
  note: (line: string) => void
  ending: Ending
}

/**
 * Finds out which fields of answers an app needs: its own check is run on the answers that were captured, once as they are and then
 * without each field. Where it fails, the field is read. @throws Failure where the check fails with all fields in place,
 * and where not all fields could be tried.
 */
export async function readFields(setup: ReadFieldsSetup): Promise<ReadField[]> {
  const { command, captured, rules, note } = setup
  const broken = new AbortController()
  let gone: Candidate | undefined
  const replay = replayOf(captured)
  const server = await startReplayServer({
    failed: (error) => broken.abort(error),
    find: (request) => {
      const exchange = replay.answer(request)
      return exchange && gone ? withoutField(exchange, gone.path) : exchange
    },
  })
  const attempt = (most: number): Promise<Ended> => runCheck(setup, server.url, broken.signal, most)
  try {
    const first = await attempt(MOST_MS)
    assertPasses(command, first)
    const read: ReadField[] = []
    const candidates = candidatesIn(captured.map(observe), rules)
    for (const [at, candidate] of candidates.entries()) {
      gone = candidate
      replay.rewind()
      const { code } = await attempt(Math.ceil(Math.max(5000, PATIENCE * first.ms)))
      if (code !== 0)
        read.push({ field: `${candidate.schema}: ${candidate.path.replace(/^\$\./, '')}`, rules: candidate.rules })
      if ((at + 1) % EVERY === 0 || at + 1 === candidates.length)
        note(`${at + 1} of ${candidates.length} fields tried, ${read.length} needed`)
    }
    return read
  } finally {
    await server.close()
  }
}

/** Runs the app's own check on the replayed answers. @throws Failure where it was stopped, so that nothing is known. */
async function runCheck(
  { command, env, ending }: ReadFieldsSetup,
  url: string,
  broken: AbortSignal,
  most: number,
): Promise<Ended> {
  const signal = AbortSignal.any([ending.signal, broken])
  const own = { ...env, ...clientAddresses(env, url), OPENAI_API_KEY: 'replayed' }
  const ended = await runCommand(command, { ...ending, signal, most, env: own })
  if (!signal.aborted) return ended
  const why = broken.aborted ? (broken.reason as Error).message : 'interrupted'
  throw new Failure(
    'FIELDS_NOT_TRIED',
    `Not all fields were tried (${why}), so all fields of the contract count as read. Run it again with --fields.`,
  )
}

/** @throws Failure where the check fails with all fields in place. */
function assertPasses(command: string, first: Ended): void {
  if (first.code !== 0)
    throw new Failure(
      'CHECK_FAILS',
      `The command \`${command}\` fails on the answers it got before (${first.why}), so it cannot tell which fields it needs. It must ask the same each time, and end with 0 when all is well.`,
    )
}

/** A line for so many fields tells how it goes on. */
const EVERY = 10

interface Candidate {
  schema: string
  path: string
  rules: string[]
}

/** The fields of the contract that the captured answers have, each with the rules that hold it in place. */
function candidatesIn(observations: readonly Observation[], rules: readonly RuleEntry[]): Candidate[] {
  const found = new Map<string, Candidate>()
  for (const {
    id,
    suite: { contract, id: suite },
  } of rules) {
    const row = contract?.rows.get(id.slice(suite.length + 1))
    if (!contract || !row || row.path.endsWith('[]')) continue
    const key = `${contract.schema} ${row.path}`
    const known = found.get(key)
    if (known) known.rules.push(id)
    else if (observations.some((one) => contract.values(one).some((value) => hasField(value, row.path))))
      found.set(key, { schema: contract.schema, path: row.path, rules: [id] })
  }
  return [...found.values()]
}

const hasField = (value: unknown, path: string): boolean => {
  const key = path.slice(parentPath(path).length + 1)
  return valuesAt(value, parentPath(path)).some(
    (parent) => typeof parent === 'object' && parent !== null && key in parent,
  )
}

/** Answers each request as it was answered: what was asked several times in the order in which it was. */
function replayOf(captured: readonly Exchange[]): {
  answer: (request: ReplayRequest) => Exchange | undefined
  rewind: () => void
} {
  const keyOf = ({ method, path, body }: { method: string; path: string; body: string | null }): string =>
    `${method} ${path.replace(/^.*?(?=\/(chat|completions|embeddings|responses|models))/, '')} ${normal(body)}`
  const byRequest = Map.groupBy(captured, ({ request }) => keyOf(request))
  const asked = new Map<string, number>()
  return {
    rewind: () => asked.clear(),
    answer: (request) => {
      const key = keyOf(request)
      const all = byRequest.get(key)
      const at = asked.get(key) ?? 0
      asked.set(key, at + 1)
      return all?.[Math.min(at, all.length - 1)]
    },
  }
}

const normal = (body: string | null): string => {
  try {
    return body ? canonical(JSON.parse(body)) : ''
  } catch {
    return body ?? ''
  }
}
