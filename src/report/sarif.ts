import { createHash } from 'node:crypto'
import type { Log, Notification, ReportingDescriptor, Result } from 'sarif'
import type { RuleResult } from '../judge/rule-result.ts'
import { gateOf } from '../record/gate.ts'
import type { RunRecord } from '../record/record.ts'
import { verdictTitle } from '../record/verdict-title.ts'
import type { Level } from '../suite/suite.ts'
import { ciState, type CiState } from './ci-state.ts'
import { ADDRESS, prose } from './markdown-text.ts'
import { failureText, knownLine, oneLine } from './plain-failure.ts'

const LEVELS = { must: 'error', should: 'warning', may: 'note' } as const satisfies Record<Level, Result.level>

type Stated = { rule: RuleResult; state: CiState }

/**
 * SARIF 2.1.0. Results are failures alone: code scanning shows whatever is a result as an alert, also what SARIF calls a pass
 * or suppressed. Known deviations and what could not be judged are notifications. Pure.
 */
export function renderSarif(record: RunRecord): string {
  const gate = gateOf(record)
  const stated = record.rules.map((rule) => ({ rule, state: ciState(rule, gate) }))
  const failing = stated
    .filter(({ state }) => state.state === 'failed' || state.state === 'lesser')
    .map(({ rule }) => rule)
  const { summary, suite, target } = record
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: suite.name, semanticVersion: suite.version, rules: failing.map(descriptor) } },
        automationDetails: { id: `${suite.name}/${software(record)}/` },
        invocations: [
          {
            executionSuccessful: summary.verdict !== 'could-not-judge',
            exitCode: summary.exitCode,
            exitCodeDescription: oneLine(`${verdictTitle(summary)}. ${summary.sentence}`, 600),
            toolExecutionNotifications: notifications(stated, record),
          },
        ],
        results: failing.map((rule, ruleIndex) => result(rule, ruleIndex, software(record))),
        columnKind: 'utf16CodeUnits',
        properties: { target: oneLine(target.label), reference: oneLine(record.reference.label) },
      },
    ],
  }
  return `${JSON.stringify(log, null, 2)}\n`
}

const software = ({ target }: RunRecord): string =>
  oneLine(target.server?.software ?? 'target', 60).replaceAll('/', '-')

function descriptor({ id, area, level, sentence, breaks, source }: RuleResult): ReportingDescriptor {
  const [helpUri] = source.match(ADDRESS) ?? []
  return {
    id,
    shortDescription: { text: sentence },
    fullDescription: { text: `${sentence} Who breaks without it: ${breaks}` },
    help: {
      text: `${sentence}\n\nWho breaks: ${breaks}\nSource: ${source}\nLevel: ${level}\n\nollama-conformance explain ${id}`,
      markdown: `${prose(sentence)}\n\n- Who breaks: ${prose(breaks)}\n- Source: ${prose(source)}\n- Level: ${level}\n\n\`ollama-conformance explain ${id}\` says what is sent.`,
    },
    ...(helpUri === undefined ? {} : { helpUri }),
    defaultConfiguration: { level: LEVELS[level] },
    properties: { tags: [area, level] },
  }
}

/** One a rule, whatever its findings, so that an alert stays the same one while details change. */
function result(rule: RuleResult, ruleIndex: number, of: string): Result {
  const fingerprint = createHash('sha256').update(`${of} ${rule.id}`).digest('hex').slice(0, 32)
  return {
    ruleId: rule.id,
    ruleIndex,
    level: LEVELS[rule.level],
    message: { text: failureText(rule) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: `suites/${rule.id.split('/').slice(0, 2).join('/')}.ts` },
          region: { startLine: 1 },
        },
      },
    ],
    // Code scanning matches alerts by the first of these.
    partialFingerprints: { primaryLocationLineHash: `${fingerprint}:1`, 'ruleOfTarget/v1': fingerprint },
  }
}

function notifications(stated: readonly Stated[], { knownProblems }: RunRecord): Notification[] {
  const told = stated.flatMap(({ rule, state }): { level: Notification.level; text: string; id: string }[] => {
    if (state.state === 'known') return [{ level: 'note', text: knownLine(state.known), id: rule.id }]
    if (state.state === 'open') return [{ level: 'note', text: oneLine(state.why), id: rule.id }]
    return state.state === 'error' ? [{ level: 'error', text: `error: ${oneLine(state.why)}`, id: rule.id }] : []
  })
  const grouped = [...Map.groupBy(told, ({ level, text }) => `${level} ${text}`).values()].flatMap((group) => {
    const [first] = group
    return first
      ? [{ level: first.level, message: { text: `${first.text} (${group.map(({ id }) => id).join(', ')})` } }]
      : []
  })
  return [
    ...knownProblems.map(({ message }): Notification => ({ level: 'error', message: { text: oneLine(message, 600) } })),
    ...grouped,
  ]
}
