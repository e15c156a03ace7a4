import type { Finding, Outcome } from '../finding.ts'
import type { CapabilityVerdict } from '../policy/capabilities.ts'
import type { ProfileVerdict } from '../policy/profile-verdict.ts'
import type { Counts, RunRecord, SideInfo, Summary } from '../record/record.ts'
import type { Level } from '../suite/suite.ts'
import { readColumn, type Column, type RuleText } from './column.ts'
import { flipFinder, type Flip } from './flips.ts'
import { inOrder, named } from './order.ts'

/** One server at one time: a column of the matrix. */
export interface MatrixRun {
  /** Names its badge folder; unique in a matrix. */
  id: string
  /** Software and version, with what sets it apart where several runs share them. */
  name: string
  server: SideInfo['server']
  target: string
  /** Kind of model to its name. */
  models: Record<string, string>
  reference: string
  /** Day on which the answers were given. */
  answeredAt: string | null
  /** Hardware, build, and what else a reader must know. */
  note: string | null
  suite: { version: string; rules: number }
  verdict: Summary['verdict']
  /** Failing rules that are known deviations. */
  known: number
  sentence: string
  /** How each client fares that the run knew. */
  clients: Pick<ProfileVerdict, 'id' | 'name' | 'verdict' | 'measured'>[]
  /** What became of the capabilities that the run was about. */
  capabilities: Pick<CapabilityVerdict, 'id' | 'name' | 'group' | 'state'>[]
  /** Outcomes of the rules that the matrix shows. */
  counts: Record<Level, Counts>
}

/** What was found of one rule, once for all runs that found the same. */
export interface MatrixFindings {
  /** Places in `runs`. */
  runs: number[]
  outcome: Outcome
  reason?: string
  findings: Finding[]
}

export interface MatrixRule extends RuleText {
  /** One a run, in the order of `runs`; null where that run did not ask. */
  outcomes: (Outcome | null)[]
  /** Versions from which on it holds, or fails, other than before. */
  flips: Flip[]
  /** Ids of clients that it breaks or limits in one of the runs, or may. */
  clients: string[]
  evidence: MatrixFindings[]
}

/** Rules by servers. Format: `specs/harness/matrix.schema.json`. */
export interface Matrix {
  format: 'ollama-conformance/matrix@1'
  title: string
  runs: MatrixRun[]
  rules: MatrixRule[]
}

export interface MatrixOptions {
  title?: string | undefined
  shows: (id: string) => boolean
}

/** Puts run records side by side, by software and version. Pure; takes them one by one, for there may be hundreds. */
export function buildMatrix(records: Iterable<RunRecord>, { title, shows }: MatrixOptions): Matrix {
  const columns = inOrder([...records].map((record) => readColumn(record, shows)))
  const runs = named(columns)
  const flips = flipFinder(columns)
  const rules = [...texts(columns).values()]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((text) => rule(text, columns, flips))
  return { format: 'ollama-conformance/matrix@1', title: title ?? titleOf(runs), runs, rules }
}

/** Rules change their words over time: the latest run has the word. */
function texts(columns: readonly Column[]): Map<string, RuleText> {
  const latest = columns.toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1))
  return new Map(latest.flatMap(({ texts }) => texts.map((text) => [text.id, text] as const)))
}

function rule(
  text: RuleText,
  columns: readonly Column[],
  flips: (outcomes: readonly (Outcome | null)[]) => Flip[],
): MatrixRule {
  const outcomes = columns.map(({ cells }) => cells.get(text.id)?.outcome ?? null)
  const evidence = new Map<string, MatrixFindings>()
  for (const [at, { cells }] of columns.entries()) {
    const cell = cells.get(text.id)
    if (!cell || (cell.findings.length === 0 && cell.reason === undefined)) continue
    const key = JSON.stringify(cell)
    const same = evidence.get(key)
    if (same) same.runs.push(at)
    else evidence.set(key, { runs: [at], ...cell })
  }
  const clients = [...new Set(columns.flatMap((column) => column.clients.get(text.id) ?? []))].sort()
  return { ...text, outcomes, flips: flips(outcomes), clients, evidence: [...evidence.values()] }
}

function titleOf(runs: readonly MatrixRun[]): string {
  const servers = [...new Set(runs.map(({ server }) => server?.software ?? 'an endpoint'))]
  return `OpenAI compatibility of ${servers.length > 4 ? `${servers.length} servers` : servers.join(', ')}`
}
