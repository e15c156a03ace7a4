import { rateText } from '../checks/wilson.ts'
import { findingText, type Outcome } from '../finding.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import type { RunRecord, ReferenceInfo } from '../record/record.ts'
import { byArea } from './by-importance.ts'
import { failuresOf, newFailures } from './failures.ts'
import { cell, code, counted, linked, prose } from './markdown-text.ts'
import { table } from './table.ts'

const ANSWERS = { conforms: 'yes', 'does-not-conform': 'no', 'could-not-judge': 'could not be judged' }

/** The question that a report answers, and the answer. */
export function headline({ target, summary, options }: RunRecord): string {
  const name = target.server ? [target.server.software, target.server.version].filter(Boolean).join(' ') : 'the target'
  const clients = options.profiles.map((profile) => profile.name).join(' and ')
  return `Does ${name} ${clients === '' ? 'behave like OpenAI' : `work with ${clients}`}? ${ANSWERS[summary.verdict]}`
}

/** How bad it is. */
export function failureCount(record: RunRecord): string {
  const failures = failuresOf(record)
  const must = failures.filter(({ level }) => level === 'must').length
  return `${counted(must, 'failure')} will break a mainstream client, ${failures.length - must} are departures clients survive.`
}

export const ignoredCount = ({ summary: { ignored } }: RunRecord): string =>
  `${counted(ignored.length, 'thing')} a client asks for ${ignored.length === 1 ? 'is' : 'are'} accepted and silently ignored`

/** The first lines: whether to go on reading, and why. */
export function verdictLines(record: RunRecord): string[] {
  const { summary, target, reference } = record
  return [
    `# ${prose(headline(record))}`,
    `**${prose(summary.sentence)}** ${failureCount(record)}`,
    ...(summary.ignored.length > 0 ? [`**${ignoredCount(record)}:** ${ignoredNames(record)}.`] : []),
    `- Target: ${prose(target.label)}${target.note === null ? '' : `. ${prose(target.note, 600)}`}\n- Reference: ${prose(referenceText(reference))}`,
  ]
}

/** A first screen names what hurts most; all of them stand among the failures. */
const MOST_NAMED = 12

function ignoredNames(record: RunRecord): string {
  const ignored = new Set(record.summary.ignored)
  const failures = failuresOf(record).filter(({ id }) => ignored.has(id))
  const named = failures.slice(0, MOST_NAMED).map(({ id }) => code(id))
  const more = failures.length - named.length
  const must = failures.filter(({ level }) => level === 'must').length
  return `${named.join(', ')}${more > 0 ? ` and ${more} more, ${must} of all at level must` : ''}`
}

export function referenceText({ kind, label, preset, note }: ReferenceInfo): string {
  if (kind === 'observed') return `${label}. No live OpenAI was asked`
  if (kind === 'recording') return `${label}. No live server was asked`
  if (kind === 'live' && preset?.reference.judges.length === 0)
    return `${label}, which is no example for anything and was not asked`
  if (kind === 'live')
    return `${label}, asked live with the same requests, twice${preset?.reference.cannot.length ? ', in what it is an example for' : ''}${note === null ? '' : `. ${note}`}`
  return label
}

/** A report travels alone, so it says where it goes on from here. */
const WHAT_NEXT =
  '`ollama-conformance explain RULE` (in a clone `npm start -- explain RULE`) says what a rule demands and what is sent; `docs/reading-a-report.md` says what to change. The requests and answers stand below, under *Failures*.'

/** What an app owner will run into, in the order in which it hurts. */
export function breakTable(record: RunRecord): string[] {
  const failures = newFailures(record).filter(({ level }) => level === 'must')
  if (failures.length === 0) return []
  return ['## What will break', WHAT_NEXT, failureTable(failures)]
}

/** What each of these rules demands, what happens instead, and to whom, a row each. */
export function failureTable(failures: readonly RuleResult[]): string {
  const rows = failures.map((rule) => [cell(rule.sentence), happens(rule), cell(rule.breaks), code(rule.id)])
  return table([['OpenAI', 'here', 'who breaks, and how', 'rule'], ...rows])
}

function happens({ findings, outcome, reason = '' }: RuleResult): string {
  const [first] = findings
  if (!first) return cell(`${outcome}: ${reason}`)
  return `${first.kind === 'ignored' ? '**ignored**: ' : ''}${cell(findingText(first))}${findings.length > 1 ? ` (and ${findings.length - 1} more)` : ''}`
}

export const AREA_HEAD = [
  'area',
  'pass',
  'fail (must)',
  'fail (should)',
  'fail (may)',
  'unsupported',
  'inconclusive',
  'error',
  'skipped',
]

/** Outcomes by area, a row each. */
export function areaRows({ summary, rules }: RunRecord): string[][] {
  const failed = (area: string, level: string): string =>
    String(rules.filter((rule) => rule.area === area && rule.level === level && rule.outcome === 'fail').length || '')
  const areas = Object.entries(summary.byArea).sort(([a], [b]) => byArea(a, b))
  return areas.map(([area, counts]) => [
    area,
    String(counts.pass),
    failed(area, 'must'),
    failed(area, 'should'),
    failed(area, 'may'),
    ...(['unsupported', 'inconclusive', 'error', 'skip'] as const).map((outcome) => String(counts[outcome] || '')),
  ])
}

export const areaTable = (record: RunRecord): string[] => [
  '## Results by area',
  table(
    [AREA_HEAD, ...areaRows(record).map((row) => row.map((text) => cell(text)))],
    ['l', ...AREA_HEAD.slice(1).map(() => 'r')],
  ),
]

/** Outcomes without a verdict, and what they are called. */
export const OPEN: [Outcome, string][] = [
  ['unsupported', 'Unsupported: refused in a proper error'],
  ['error', 'Errors: no answer to judge'],
  ['inconclusive', 'Inconclusive: the model or the answer gave nothing to judge'],
  ['skip', 'Skipped'],
]

/** What has no verdict, by reason. */
export function openSections({ rules }: RunRecord): string[] {
  return OPEN.flatMap(([outcome, title]) => {
    const open = rules.filter((rule) => rule.outcome === outcome && rule.code !== 'not-selected')
    const unselected = rules.filter((rule) => rule.outcome === outcome).length - open.length
    if (open.length === 0 && unselected === 0) return []
    const reasons = Map.groupBy(open, ({ reason = '' }) => reason)
    const rows = [...reasons].map(([reason, group]) => [cell(reason), group.map(({ id }) => code(id)).join(', ')])
    return [
      `## ${title}`,
      ...(rows.length > 0 ? [table([['why', 'rules'], ...rows])] : []),
      ...(unselected > 0 ? [`${counted(unselected, 'rule')} not selected.`] : []),
    ]
  })
}

/** Figures that passing rules rest on. */
export const measuredFigures = ({ rules }: RunRecord): { id: string; figure: string }[] =>
  rules.flatMap(({ id, outcome, reason }) =>
    outcome === 'pass' && reason !== undefined ? [{ id, figure: reason }] : [],
  )

export function measuredSection(record: RunRecord): string[] {
  const rows = measuredFigures(record).map(({ id, figure }) => [code(id), cell(figure)])
  return rows.length === 0 ? [] : ['## Measured', table([['rule', 'figure'], ...rows])]
}

/** Failures that are expected, and entries of their list that no longer say the truth. */
export function knownSection({ rules, knownProblems }: RunRecord): string[] {
  const listed = rules.flatMap(({ id, level, known }) =>
    known && !known.documented
      ? [
          [
            code(id),
            level,
            cell(known.reason),
            known.link === undefined ? '' : linked(known.link),
            cell(known.owner ?? ''),
            cell(known.expires ?? ''),
          ],
        ]
      : [],
  )
  return [
    ...(knownProblems.length > 0
      ? [
          '## The list of known deviations is not true any more',
          knownProblems.map(({ message }) => `- ${prose(message)}`).join('\n'),
        ]
      : []),
    ...(listed.length > 0
      ? [
          `## Known deviations (${listed.length})`,
          table([['rule', 'level', 'reason', 'link', 'owner', 'until'], ...listed]),
        ]
      : []),
  ]
}

/** How often tools were called, and as the reference does: figures of a model, not a verdict on a server. */
export function toolUseSection({ toolUse }: RunRecord): string[] {
  if (!toolUse) return []
  const { called, schemaAccuracy, withReference } = toolUse
  const rows = [
    ['answers that call a tool', rateText(called)],
    ['calls whose arguments fit their schema', rateText(schemaAccuracy)],
    ...(withReference
      ? [
          [
            'agreement with the reference on when to call (F1)',
            withReference.f1 === null ? 'neither calls' : String(withReference.f1),
          ],
          [
            'called by both, only here, only there, by neither',
            [withReference.both, withReference.onlyTarget, withReference.onlyReference, withReference.neither].join(
              ', ',
            ),
          ],
        ]
      : []),
  ]
  return ['## Tool use over all samples', table([['what', 'figure'], ...rows])]
}

/** Who was asked with what, and what it cost. */
export function environment({ target, reference, traffic, suite, metadata }: RunRecord): string[] {
  const models = Object.entries(target.models ?? {}).map(([kind, { name, why }]) => [
    kind,
    name === null ? 'none' : code(name),
    cell(why),
  ])
  const cost = [
    ['target', traffic.target],
    ['reference', traffic.reference],
  ] as const
  const rows = cost.flatMap(([side, sums]) =>
    sums ? [[side, ...[sums.requests, sums.promptTokens, sums.completionTokens, sums.seconds].map(String)]] : [],
  )
  return [
    '## Environment',
    `- Target: ${prose(target.label)}${target.baseUrl === null ? '' : `, ${code(target.baseUrl)}`}\n- Reference: ${prose(referenceText(reference))}\n- Suite: ${suite.name} ${suite.version}, ${counted(suite.rules, 'rule')}`,
    table([['kind of model', 'model', 'why'], ...models]),
    table([['side', 'requests', 'prompt tokens', 'generated tokens', 'seconds'], ...rows], ['l', 'r', 'r', 'r', 'r']),
    `<sub>Started ${prose(metadata.startedAt)}, finished ${prose(metadata.finishedAt)}, Node ${prose(metadata.node)} on ${prose(metadata.platform)}, ${code(metadata.command, 600)}</sub>`,
  ]
}
