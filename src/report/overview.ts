import { rateText } from '../checks/wilson.ts'
import type { Outcome } from '../finding.ts'
import { modelText } from '../policy/adapt-to-model.ts'
import { gateOf } from '../record/gate.ts'
import type { RunRecord, ReferenceInfo } from '../record/record.ts'
import { verdictTitle } from '../record/verdict-title.ts'
import { byArea } from './by-importance.ts'
import { failuresOf } from './failures.ts'
import { cell, code, counted, linked, prose } from './markdown-text.ts'
import { table } from './table.ts'

/** Whom the verdict is on, and the verdict. */
export function headline({ target, summary, options }: RunRecord): string {
  const name = target.server ? [target.server.software, target.server.version].filter(Boolean).join(' ') : 'The target'
  const clients = options.profiles.map((profile) => profile.name).join(' and ')
  return `${name}${clients === '' ? '' : ` for ${clients}`}: ${verdictTitle(summary)}`
}

/** What fails beside what the verdict is about; nothing where the sentence says that itself. */
export function failureCount(record: RunRecord): string {
  const gate = gateOf(record)
  const lesser = failuresOf(record).filter((rule) => !rule.known && !gate.fails(rule)).length
  if (lesser === 0 || record.summary.verdict !== 'does-not-conform') return ''
  const those = record.options.profiles.length === 0 ? 'no known client needs' : 'only limit these clients'
  return `${counted(lesser, 'more rule')} ${lesser === 1 ? 'fails' : 'fail'} that ${those}.`
}

/** The first lines: whether to go on reading, and why. */
export function verdictLines(record: RunRecord): string[] {
  const { summary, target, reference } = record
  return [
    `# ${prose(headline(record))}`,
    `**${prose(summary.sentence || verdictTitle(summary))}** ${failureCount(record)}`.trim(),
    `- Target: ${prose(target.label)}\n- Reference: ${prose(referenceText(reference))}`,
  ]
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
export const knownProblems = ({ knownProblems: problems }: RunRecord): string[] =>
  problems.length === 0
    ? []
    : [
        '## The list of known deviations is not true any more',
        problems.map(({ message }) => `- ${prose(message)}`).join('\n'),
      ]

/** Failures that are expected, by rule. */
export function knownSection({ rules }: RunRecord): string[] {
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
  return listed.length === 0
    ? []
    : [
        `## Known deviations (${listed.length})`,
        table([['rule', 'level', 'reason', 'link', 'owner', 'until'], ...listed]),
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
  const models = Object.entries(target.models ?? {}).map(([kind, model]) => [
    kind,
    model.name === null ? 'none' : code(model.name),
    cell(modelText(model)),
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
    `- Target: ${prose(target.label)}${target.baseUrl === null ? '' : `, ${code(target.baseUrl)}`}${target.note === null ? '' : `. ${prose(target.note, 600)}`}\n- Reference: ${prose(referenceText(reference))}\n- Suite: ${suite.name} ${suite.version}, ${counted(suite.rules, 'rule')}`,
    table([['kind of model', 'model', 'why'], ...models]),
    table([['side', 'requests', 'prompt tokens', 'generated tokens', 'seconds'], ...rows], ['l', 'r', 'r', 'r', 'r']),
    `<sub>Started ${prose(metadata.startedAt)}, finished ${prose(metadata.finishedAt)}, Node ${prose(metadata.node)} on ${prose(metadata.platform)}, ${code(metadata.command, 600)}</sub>`,
  ]
}
