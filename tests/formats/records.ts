import type { Finding, Outcome } from '../../src/finding.ts'
import type { KnownProblem } from '../../src/judge/known.ts'
import type { RuleResult } from '../../src/judge/rule-result.ts'
import { judgeCapabilities } from '../../src/policy/capabilities.ts'
import { shippedCapabilities } from '../../src/policy/capability-file.ts'
import { gateFor } from '../../src/record/gate.ts'
import type { FailOn } from '../../src/record/options.ts'
import type { RunRecord, SideInfo } from '../../src/record/record.ts'
import { summarize } from '../../src/record/summary.ts'

/** The usual reason of an outcome without a verdict. */
const USUAL = { skip: 'interrupted', error: 'no-answer', unsupported: 'refused', inconclusive: 'model' } as const

export const found = (message: string, more: Partial<Finding> = {}): Finding => ({
  kind: 'wrong-value',
  path: '$.id',
  message,
  expected: 'x',
  actual: 'y',
  ...more,
})

export const rule = (id: string, outcome: Outcome, more: Partial<RuleResult> = {}): RuleResult => ({
  id,
  area: id.split('/')[0] ?? '',
  level: 'must',
  outcome,
  exchanges: [],
  sentence: `What ${id} demands.`,
  source: 'https://example.com/docs: a page',
  breaks: 'somebody',
  findings: outcome === 'fail' ? [found('not so')] : [],
  ...(outcome === 'pass' || outcome === 'fail' ? {} : { code: USUAL[outcome], reason: `why it is ${outcome}` }),
  ...more,
})

const side: SideInfo = {
  kind: 'live',
  label: 'Ollama 1.2.3 at http://127.0.0.1:1/v1',
  baseUrl: 'http://127.0.0.1:1/v1',
  server: { software: 'Ollama', version: '1.2.3' },
  models: null,
  answeredAt: '2026-01-01',
  note: null,
}

/** A record with these rules, its verdict drawn as a run draws it. */
export function recordOf(
  rules: RuleResult[],
  {
    failOn = 'must',
    knownProblems = [],
    target = {},
  }: { failOn?: FailOn; knownProblems?: KnownProblem[]; target?: Partial<SideInfo> } = {},
): RunRecord {
  const none = { requests: 0, promptTokens: 0, completionTokens: 0, seconds: 0 }
  return {
    format: 'ollama-conformance/run@3',
    suite: { name: 'ollama-conformance', version: '0.1.0', rules: rules.length },
    target: { ...side, ...target },
    reference: { ...side, kind: 'none' },
    options: { only: [], skip: [], failOn, interrupted: false, known: [], profiles: [] },
    summary: summarize(rules, gateFor(failOn, [], rules), { interrupted: false, problems: knownProblems }),
    rules,
    profiles: [],
    capabilities: judgeCapabilities(shippedCapabilities(), rules),
    differences: [],
    knownProblems,
    toolUse: null,
    traffic: { target: none, reference: null },
    metadata: {
      startedAt: '2026-01-01T00:00:00.000Z',
      finishedAt: '2026-01-01T00:00:01.000Z',
      node: 'v24',
      platform: 'linux x64',
      command: 'ollama-conformance',
    },
  }
}

/** What a hostile server may say: the ends and beginnings of every format, control characters, broken text, and much of it. */
export const HOSTILE = [
  ']]><failure message="x"/>',
  '<script>alert(1)</script>',
  '"\'&amp;&#0;',
  '\n::set-env name=A::b\n::error::c',
  '%0A::stop-commands::t',
  '##[add-mask]a ##vso[task.setvariable variable=b]c',
  '\u001b[31mred\u0007\u0000',
  '\ud800 lone',
  '\ufffe\uffff',
  '\u202eturned',
  '| a | b |\n\n# heading',
  '::notice::first',
  'x'.repeat(100_000),
]

/** One rule of each kind a CI service must tell apart. */
export const MIXED: RuleResult[] = [
  rule('chat/id/form', 'pass'),
  rule('chat/id/unique', 'fail', { findings: [found('the same id', { kind: 'ignored' }), found('another')] }),
  rule('stop/string/cuts', 'fail', { level: 'should' }),
  rule('stop/list/cuts', 'fail', { level: 'may' }),
  rule('tools/call/named', 'fail', {
    known: {
      rule: 'tools/**',
      reason: 'we do not call tools',
      owner: 'platform',
      link: 'https://example.com/1',
      expires: '2030-01-01',
    },
  }),
  rule('tools/call/forced', 'unsupported'),
  rule('tools/call/open', 'inconclusive'),
  rule('tools/call/broken', 'error'),
  rule('vision/image/seen', 'skip', { code: 'no-model', reason: 'no vision model: none listed' }),
  rule('models/list/sorted', 'skip', { code: 'not-selected', reason: 'not selected' }),
]
