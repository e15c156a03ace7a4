import type { RunRecord } from '../../src/record/record.ts'
import { ruleResult, runRecord } from '../run-records.ts'

const ignored = {
  findings: [
    {
      kind: 'ignored' as const,
      path: '$.stop',
      message: 'the stop string came',
      expected: 'an end',
      actual: 'a long text',
    },
  ],
}

const lacking = (id: string, rule: string) => ({
  id,
  name: `Client ${id}`,
  verdict: 'breaks' as const,
  measured: '2026-11-30',
  required: 1,
  breaks: [rule],
  because: [],
  limits: [],
  open: [],
  openLimits: [],
})

export const before: RunRecord = {
  ...runRecord(
    [
      ruleResult('stop/string/ends', 'fail', ignored),
      ruleResult('stop/list/ends', 'pass'),
      ruleResult('tools/call/arrives', 'pass', { level: 'should' }),
      ruleResult('chat/id/unique', 'fail', { level: 'may' }),
      ruleResult('vision/image/seen', 'skip', { reason: 'no vision model' }),
      ruleResult('tools/names/kept', 'unsupported', { reason: 'HTTP 400: no tools' }),
    ],
    { version: '0.9.0', note: 'an old laptop' },
  ),
  profiles: [lacking('zed', 'stop/string/ends')],
}

export const after = runRecord(
  [
    ruleResult('stop/string/ends', 'pass'),
    ruleResult('stop/list/ends', 'pass'),
    ruleResult('tools/call/arrives', 'fail', { level: 'should' }),
    ruleResult('chat/id/unique', 'fail', { level: 'may' }),
    ruleResult('vision/image/seen', 'error', { reason: 'ECONNRESET' }),
    ruleResult('tools/names/kept', 'inconclusive'),
  ],
  { version: '0.10.0' },
)
