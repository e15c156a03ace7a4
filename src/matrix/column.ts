import type { Level } from '../define/suite.ts'
import type { Finding, Outcome } from '../judge/finding.ts'
import type { RuleResult } from '../judge/results.ts'
import { countOutcomes, type RunRecord, type SideInfo } from '../run/record.ts'
import type { MatrixRun } from './matrix.ts'
import type { ProfileVerdict } from '../profiles/verdict.ts'
import { shortText, shortValue } from './short.ts'

/** What is the same for a rule in every run. */
export interface RuleText { id: string; area: string; level: Level; sentence: string; breaks: string; source: string }

export interface Cell { outcome: Outcome; reason?: string; findings: Finding[] }

/** What a matrix takes from one run record; the rest, and what is too long to show, is let go. */
export interface Column {
  run: Omit<MatrixRun, 'id' | 'name'>
  baseUrl: string | null
  startedAt: string
  texts: RuleText[]
  cells: Map<string, Cell>
  /** By rule, the clients that it breaks or limits here, or may. */
  clients: Map<string, string[]>
}

export function readColumn(record: RunRecord, shows: (id: string) => boolean): Column {
  const { target, metadata } = record
  const rules = record.rules.filter(({ id, reason }) => reason !== 'not selected' && shows(id))
  return {
    run: runOf(record, rules),
    baseUrl: target.baseUrl,
    startedAt: metadata.startedAt,
    texts: rules.map(({ id, area, level, sentence, breaks, source }) =>
      ({ id: shortText(id), area: shortText(area), level, sentence: shortText(sentence), breaks: shortText(breaks), source: shortText(source) })),
    clients: clientsByRule(record.profiles ?? []),
    cells: new Map(rules.map((rule) => [shortText(rule.id), cell(rule)])),
  }
}

/** A record names the rules that a client lacks, not those it has. */
function clientsByRule(profiles: readonly ProfileVerdict[]): Map<string, string[]> {
  const pairs = profiles.flatMap(({ id, breaks, limits, open, openLimits }) =>
    [...breaks, ...open, ...[...limits, ...openLimits].flatMap(({ rules }) => rules)].map((rule) => [rule, shortText(id)] as const))
  return new Map([...Map.groupBy(pairs, ([rule]) => rule)].map(([rule, group]) => [rule, group.map(([, client]) => client)]))
}

function runOf({ target, reference, suite, summary, profiles = [] }: RunRecord, rules: readonly RuleResult[]): Column['run'] {
  const { server } = target
  return {
    server: server && { software: shortText(server.software), version: server.version === null ? null : shortText(server.version) },
    target: shortText(target.label),
    models: modelsOf(target),
    reference: shortText(reference.label),
    answeredAt: target.answeredAt,
    note: target.note === null ? null : shortText(target.note),
    suite: { version: shortText(suite.version), rules: suite.rules },
    verdict: summary.verdict,
    sentence: shortText(summary.sentence),
    clients: profiles.map(({ id, name, verdict }) => ({ id: shortText(id), name: shortText(name), verdict })),
    counts: countOutcomes(rules, ['must', 'should', 'may'], ({ level }) => level),
  }
}

const modelsOf = ({ models }: SideInfo): Record<string, string> =>
  Object.fromEntries(Object.entries(models ?? {}).flatMap(([kind, { name }]) => (name === null ? [] : [[kind, shortText(name)]])))

function cell({ outcome, reason, findings }: RuleResult): Cell {
  return { outcome, ...(reason === undefined ? {} : { reason: shortText(reason) }), findings: distinct(findings.slice(0, MOST_FINDINGS).map(short)) }
}

const MOST_FINDINGS = 20

/** The exchange is left out: it is not here to be looked up, and findings of several exchanges are often equal but for it. */
const short = ({ kind, path, message, expected, actual }: Finding): Finding =>
  ({ kind, path: shortText(path), message: shortText(message), expected: shortValue(expected), actual: shortValue(actual) })

const distinct = (findings: readonly Finding[]): Finding[] => [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()]
