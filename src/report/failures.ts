import type { Exchange } from '../exchange/exchange.ts'
import { findingText, type Finding } from '../judge/finding.ts'
import type { RuleResult } from '../judge/results.ts'
import { observe } from '../observe/observe.ts'
import type { RunRecord } from '../run/record.ts'
import { curl } from './curl.ts'
import { block, code, linked, prose } from './markdown-text.ts'

export type Evidence = ReadonlyMap<string, Exchange>

const LEVEL_ORDER = { must: 0, should: 1, may: 2 }
const isIgnored = ({ findings }: RuleResult): boolean => findings.some(({ kind }) => kind === 'ignored')

/** Failed rules, worst first: by level, and within it what was accepted without effect before the rest. */
export const failuresOf = ({ rules }: RunRecord): RuleResult[] =>
  rules.filter(({ outcome }) => outcome === 'fail')
    .sort((a, b) => LEVEL_ORDER[a.level] - LEVEL_ORDER[b.level] || Number(isIgnored(b)) - Number(isIgnored(a)) || a.id.localeCompare(b.id))

/** Each failure with its requirement, its evidence and a command that shows it again. */
export function failureSections(record: RunRecord, evidence: Evidence): string[] {
  const failures = failuresOf(record)
  if (failures.length === 0) return []
  return ['## Failures', ...failures.map((rule) => section(rule, record, evidence))]
}

function section(rule: RuleResult, record: RunRecord, evidence: Evidence): string {
  const exchange = evidence.get(rule.findings[0]?.exchange ?? rule.exchanges[0] ?? '')
  return [
    `### ${code(rule.id)} · ${rule.level}`,
    `${prose(rule.sentence)}\n\n- Who breaks: ${prose(rule.breaks)}\n- Source: ${linked(rule.source)}\n${rule.findings.map(findingLine).join('\n')}`,
    ...(exchange ? [shown(exchange, record)] : []),
  ].join('\n\n')
}

const findingLine = ({ kind, path, expected, actual, ...said }: Finding): string =>
  `- **${kind}** at ${code(path)}: ${prose(findingText(said))}. Expected ${code(expected)}, got ${code(actual)}.`

function shown(exchange: Exchange, record: RunRecord): string {
  const origin = new URL(record.target.baseUrl ?? 'http://127.0.0.1:11434').origin
  const command = curl(exchange, origin, 'OLLAMA_API_KEY')
  return `<details><summary>Evidence and how to reproduce it</summary>\n\n${block(command, 'sh', 6000)}\n\n${block(answerText(exchange))}\n\n</details>`
}

function answerText(exchange: Exchange): string {
  const { response, failure } = exchange
  if (!response) return `${failure?.code ?? ''} ${failure?.message ?? 'no response'}`
  const head = [`HTTP/${response.httpVersion} ${response.status} ${response.statusText}`, ...response.headers.map(([name, value]) => `${name}: ${value}`)]
  const { text } = observe(exchange)
  const cut = text.length > 1500 ? `${text.slice(0, 1000)}\n… ${text.length - 1500} characters left out …\n${text.slice(-500)}` : text
  return [...head, '', cut.trimEnd(), ...(failure ? [`[${failure.stage}: ${failure.code}: ${failure.message}]`] : [])].join('\n')
}
