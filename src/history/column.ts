import { findingText, type Finding, type Outcome } from '../finding.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import { wasAsked } from '../policy/capabilities.ts'
import { clientsByRule } from '../policy/clients-by-rule.ts'
import type { RunRecord, SideInfo } from '../record/record.ts'
import { countOutcomes } from '../record/summary.ts'
import type { Level } from '../suite/suite.ts'
import type { MatrixRun } from './matrix.ts'
import { shortText, shortValue } from './short.ts'

/** What is the same for a rule in every run. */
export interface RuleText {
  id: string
  area: string
  level: Level
  sentence: string
  breaks: string
  source: string
}

export interface Cell {
  outcome: Outcome
  reason?: string
  findings: Finding[]
}

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
  const rules = record.rules.filter(({ id, code }) => code !== 'not-selected' && shows(id))
  return {
    run: runOf(record, rules),
    baseUrl: target.baseUrl,
    startedAt: metadata.startedAt,
    texts: rules.map(({ id, area, level, sentence, breaks, source }) => ({
      id: shortText(id),
      area: shortText(area),
      level,
      sentence: shortText(sentence),
      breaks: shortText(breaks),
      source: shortText(source),
    })),
    clients: new Map(
      [...clientsByRule(record.profiles ?? [])].map(([rule, clients]) => [shortText(rule), clients.map(shortText)]),
    ),
    cells: new Map(rules.map((rule) => [shortText(rule.id), cell(rule)])),
  }
}

function runOf(
  { target, reference, suite, summary, profiles = [], capabilities }: RunRecord,
  rules: readonly RuleResult[],
): Column['run'] {
  const { server } = target
  return {
    server: server && { software: shortText(server.software), version: shortOrNull(server.version) },
    target: shortText(target.label),
    models: modelsOf(target),
    reference: shortText(reference.label),
    answeredAt: shortOrNull(target.answeredAt),
    note: shortOrNull(target.note),
    suite: { version: shortText(suite.version), rules: suite.rules },
    verdict: summary.verdict,
    known: summary.known,
    sentence: shortText(summary.sentence),
    clients: profiles.map(({ id, name, verdict, measured }) => ({
      id: shortText(id),
      name: shortText(name),
      verdict,
      ...(measured === undefined ? {} : { measured }),
    })),
    capabilities: capabilities.filter(wasAsked).map(({ id, name, group, state }) => ({
      id: shortText(id),
      name: shortText(name),
      group: shortText(group),
      state,
    })),
    counts: countOutcomes(rules, ['must', 'should', 'may'], ({ level }) => level),
  }
}

const shortOrNull = (text: string | null): string | null => (text === null ? null : shortText(text))

const modelsOf = ({ models }: SideInfo): Record<string, string> =>
  Object.fromEntries(
    Object.entries(models ?? {}).flatMap(([kind, { name }]) => (name === null ? [] : [[kind, shortText(name)]])),
  )

function cell({ outcome, reason, findings }: RuleResult): Cell {
  return {
    outcome,
    ...(reason === undefined ? {} : { reason: shortText(reason) }),
    findings: distinct(findings.slice(0, MOST_FINDINGS).map(short)),
  }
}

const MOST_FINDINGS = 20

/** The exchange is left out: it is not here to be looked up, and findings of several exchanges are often equal but for it. */
const short = ({ kind, path, expected, actual, ...said }: Finding): Finding => ({
  kind,
  path: shortText(path),
  message: shortText(findingText(said)),
  expected: shortValue(expected),
  actual: shortValue(actual),
})

const distinct = (findings: readonly Finding[]): Finding[] => [
  ...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values(),
]
