import type { GatewayFindings, GatewayRule } from '../compare/gateway.ts'
import type { HeaderSeen } from '../compare/header-changes.ts'
import type { RunRecord } from '../record/record.ts'
import { cell, code, counted, prose } from './markdown-text.ts'
import { table } from './table.ts'

/** What the gateway in the path does to the server's answers. */
export function gatewaySection(record: RunRecord): string[] {
  const { gateway } = record
  if (!gateway) return []
  const { breaks, mends, headers } = gateway
  return [
    ...summary(gateway, record),
    ...ruleTable('Broken by the gateway', breaks),
    ...ruleTable('Mended by the gateway', mends),
    ...statusTable(gateway),
    ...errorTable(gateway),
    '### Streams',
    streamTable(gateway),
    ...headerTables(headers.added, 'Headers it adds'),
    ...headerTables(headers.dropped, 'Headers it drops'),
    ...rewrittenTable(gateway),
  ]
}

/** What it comes to, and the rules that it breaks. */
export function gatewaySummary(record: RunRecord): string[] {
  const { gateway } = record
  return gateway
    ? [...summary(gateway, record), ...ruleTable('Broken by the gateway', gateway.breaks.slice(0, MOST_BROKEN))]
    : []
}

/** All are in `evidence.md`. */
const MOST_BROKEN = 12

const summary = ({ identity, breaks, mends }: GatewayFindings, { reference }: RunRecord): string[] => [
  `## Through the gateway${identity.name === null ? '' : ` (${prose(identity.name)})`}`,
  prose(
    `The same requests went to ${reference.label} directly. ${counted(breaks.length, 'rule')} ${breaks.length === 1 ? 'holds' : 'hold'} directly and fail through the gateway, ${counted(mends.length, 'rule')} the other way round. What differs in the structure of answers is under Differences.`,
  ),
]

const statusTable = ({ statuses }: GatewayFindings): string[] =>
  statuses.length === 0
    ? []
    : [
        '### Other statuses',
        table([
          ['request', 'directly', 'through it', 'times', 'what it says'],
          ...statuses.map((one) => [
            code(one.example),
            String(one.direct),
            String(one.via),
            String(one.count),
            cell(one.said),
          ]),
        ]),
      ]

const errorTable = ({ unreadableErrors }: GatewayFindings): string[] =>
  unreadableErrors.length === 0
    ? []
    : [
        '### Errors that OpenAI clients cannot read',
        table([
          ['path', 'status', 'content type', 'body'],
          ...unreadableErrors.map((one) => [code(one.path), String(one.status), cell(one.mediaType), cell(one.text)]),
        ]),
      ]

const streamTable = ({ buffered, streams }: GatewayFindings): string =>
  buffered.length === 0
    ? `${counted(streams, 'stream')} held against each other; none came in clumps that had come piece by piece directly.`
    : table([
        ['stream', 'events', 'reads directly', 'reads through it', 'ms directly', 'ms through it', 'longest gap'],
        ...buffered.map((one) => [
          code(one.path),
          ...[
            one.events,
            one.directReads,
            one.viaReads,
            Math.round(one.directMs),
            Math.round(one.viaMs),
            Math.round(one.longestGapMs),
          ].map(String),
        ]),
      ])

const rewrittenTable = ({ headers: { changed } }: GatewayFindings): string[] =>
  changed.length === 0
    ? []
    : [
        '### Headers it rewrites',
        table([
          ['header', 'directly', 'through it', 'answers'],
          ...changed.map((one) => [code(one.name), cell(one.direct), cell(one.via), `${one.count} of ${one.of}`]),
        ]),
      ]

function ruleTable(title: string, rules: readonly GatewayRule[]): string[] {
  if (rules.length === 0) return []
  return [
    `### ${title} (${rules.length})`,
    table([
      ['rule', 'level', 'what it demands', 'through the gateway'],
      ...rules.map((rule) => [
        code(rule.id),
        rule.level,
        cell(rule.sentence),
        cell(rule.via === 'fail' ? rule.message : rule.via),
      ]),
    ]),
  ]
}

const headerTables = (seen: readonly HeaderSeen[], title: string): string[] =>
  seen.length === 0
    ? []
    : [
        `### ${title}`,
        table([
          ['header', 'for example', 'answers'],
          ...seen.map(({ name, value, count, of }) => [code(name), cell(value), `${count} of ${of}`]),
        ]),
      ]
