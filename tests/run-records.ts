import type { Outcome } from '../src/judge/finding.ts'
import type { RuleResult } from '../src/judge/results.ts'
import { levelGate } from '../src/run/gate.ts'
import { summarize, type RunRecord } from '../src/run/record.ts'

export const ruleResult = (id: string, outcome: Outcome, more: Partial<RuleResult> = {}): RuleResult => ({
  id, area: id.split('/')[0] ?? '', level: 'must', outcome, exchanges: [], sentence: `What ${id} demands.`, source: 'https://example.org/docs', breaks: 'an app',
  findings: outcome === 'fail' ? [{ kind: 'wrong-value', path: '$.x', message: 'another value', expected: 1, actual: 2 }] : [],
  ...(outcome === 'pass' || outcome === 'fail' ? {} : { reason: 'the model said nothing' }), ...more,
})

export interface Made { software?: string; version?: string | null; model?: string; day?: string; label?: string; baseUrl?: string | null; note?: string | null }

/** The record of a run that never was, as a run writes it. */
export function runRecord(rules: RuleResult[], { software = 'Ollama', version = '1.0.0', model = 'm:1b', day = '2026-11-20', label = `${software} ${version}`, baseUrl = 'http://127.0.0.1:11434/v1', note = null }: Made = {}): RunRecord {
  const named = { name: model, why: 'smallest' }
  const none = { name: null, why: 'none' }
  const side = { kind: 'recording' as const, label, baseUrl, answeredAt: day, note }
  return {
    format: 'ollama-conformance/run@1',
    suite: { name: 'ollama-conformance', version: '0.1.0', rules: rules.length },
    target: { ...side, server: { software, version }, models: { chat: named, tools: named, toolless: none, thinking: none, vision: none, embedding: none } },
    reference: { kind: 'observed', label: 'what OpenAI was observed to send', baseUrl: null, server: null, models: null, answeredAt: null, note: null },
    options: { only: [], skip: [], failOn: 'must', interrupted: false, known: [], profiles: [] },
    summary: summarize(rules, levelGate('must'), false),
    rules, profiles: [], differences: [], knownProblems: [], toolUse: null,
    traffic: { target: { requests: 1, promptTokens: 1, completionTokens: 1, seconds: 1 }, reference: null },
    metadata: { startedAt: `${day}T10:00:00.000Z`, finishedAt: `${day}T10:01:00.000Z`, node: 'v24.0.0', platform: 'linux x64', command: 'ollama-conformance' },
  }
}
