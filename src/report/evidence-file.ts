import type { RunRecord } from '../record/record.ts'
import { differenceSection } from './differences.ts'
import type { Evidence } from './evidence.ts'
import { failureSections } from './failures.ts'
import { flowTable } from './flows.ts'
import { gatewaySection } from './gateway.ts'
import { knownSection } from './known.ts'
import { latencySection } from './latency.ts'
import { counted, prose } from './markdown-text.ts'
import { measuredSection, toolUseSection } from './measured.ts'
import { openSections } from './open-rules.ts'
import { headline } from './overview.ts'
import { parameterTable } from './parameters.ts'
import { presetSections } from './preset.ts'
import { profileTable } from './profiles.ts'
import { sendAgain } from './send-again.ts'

/** GitHub shows no file of more than 512 KB. */
const MOST_BYTES = 500_000
/** What all other sections may take, so that failures keep the larger part. */
const MOST_BESIDE = 200_000

/** A part of the file that the contents and links lead to: its parts are Markdown, the first a heading of the second level. */
interface Section {
  /** The anchor. It never changes. */
  id: string
  /** What the contents call it; no word of a server is in it. */
  title: string
  parts: string[]
}

/** The evidence for a report, as `evidence.md`: every failure with its request and answer, and all tables in full. Pure. */
export function renderEvidence(record: RunRecord, evidence: Evidence): string {
  const [first, failures, ...others] = sectionsOf(record, evidence).filter(({ parts }) => parts.length > 0)
  const all = [first, failures, ...others].filter((section) => section !== undefined)
  const head = [
    `# Evidence: ${prose(headline(record))}`,
    'What [report.md](report.md) rests on. The same data for programs is in `results.json`.',
    all.map(contentsLine).join('\n'),
  ]
  const beside = within(others.flatMap(anchored), MOST_BESIDE, 'section')
  const taken = bytes([...head, ...beside])
  const shown = within(
    [first, failures].filter((section) => section !== undefined).flatMap(anchored),
    MOST_BYTES - taken,
    'failure',
  )
  return `${[...head, ...shown, ...beside].join('\n\n')}\n`
}

const sectionsOf = (record: RunRecord, evidence: Evidence): Section[] => [
  { id: 'send-again', title: 'To send the requests again', parts: sendAgain(record) },
  { id: 'failures', title: 'Failures', parts: failureSections(record, evidence) },
  { id: 'known', title: 'Known deviations', parts: knownSection(record) },
  { id: 'clients', title: 'Clients', parts: profileTable(record) },
  { id: 'gateway', title: 'Through the gateway', parts: gatewaySection(record) },
  { id: 'preset', title: 'What is known of the provider', parts: presetSections(record) },
  { id: 'differences', title: 'Differences from the reference', parts: differenceSection(record) },
  { id: 'parameters', title: 'Request parameters', parts: parameterTable(record) },
  { id: 'sdk', title: 'On the wire and through the SDK', parts: flowTable(record) },
  { id: 'measured', title: 'Measured', parts: measuredSection(record) },
  { id: 'latency', title: 'Latency', parts: latencySection(record) },
  { id: 'tool-use', title: 'Tool use', parts: toolUseSection(record) },
  { id: 'open', title: 'Rules without a verdict', parts: openSections(record) },
]

const contentsLine = ({ id, title }: Section): string => `- [${title}](#${id})`

const anchored = ({ id, parts: [heading = '', ...rest] }: Section): string[] => [
  `<a id="${id}"></a>\n\n${heading}`,
  ...rest,
]

const bytes = (parts: readonly string[]): number => Buffer.byteLength(parts.join('\n\n'))

/** The first parts, as many as fit, and how many do not. */
function within(parts: readonly string[], most: number, noun: string): string[] {
  let taken = 0
  const fitting = parts.findIndex((part) => (taken += Buffer.byteLength(part) + 2) > most)
  if (fitting === -1) return [...parts]
  const left = parts.length - fitting
  return [
    ...parts.slice(0, fitting),
    `**${counted(left, noun)} left out here**, so that GitHub shows this file. \`results.json\` has them all; requests and answers are in \`target/exchanges.jsonl\`.`,
  ]
}
