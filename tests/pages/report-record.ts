import type { Page } from 'playwright-core'
import { pageAssets } from '../../src/report/html/page-assets.ts'
import { renderReportPage } from '../../src/report/html/report-page.ts'
import type { Exchange } from '../../src/wire/exchange.ts'
import { observe } from '../../src/wire/observe.ts'
import { MIXED } from '../formats/records.ts'
import { runRecord } from '../run-records.ts'

const exchange: Exchange = {
  key: 'k',
  request: {
    method: 'POST',
    path: '/v1/chat/completions',
    headers: [['content-type', 'application/json']],
    body: '{"model":"m"}',
    via: 'http',
  },
  failure: null,
  response: {
    status: 200,
    statusText: 'OK',
    httpVersion: '1.1',
    headers: [['content-type', 'application/json']],
    chunks: [{ at: 1, text: '{"id":"always-the-same"}' }],
    complete: true,
  },
  timing: { startedAt: '2026-11-20T10:00:00.000Z', headersMs: 1, firstByteMs: 1, endMs: 2 },
}
const rules = MIXED.map((rule) => (rule.id === 'chat/id/unique' ? { ...rule, exchanges: ['k'] } : rule))
const record = {
  ...runRecord(rules),
  profiles: [
    {
      id: 'zed',
      name: 'Zed (a provider whose name is longer than a phone is wide)',
      verdict: 'breaks' as const,
      required: 2,
      measured: '2026-11-30',
      breaks: ['chat/id/unique'],
      because: [{ reason: 'it keys on ids', rules: ['chat/id/unique'] }],
      limits: [],
      open: ['tools/call/open'],
      openLimits: [],
    },
  ],
  differences: [
    {
      scope: 'chat',
      aspect: 'body' as const,
      path: '$.extra',
      kind: 'extra' as const,
      severity: 'notable' as const,
      target: 'sends it',
      reference: 'does not',
      breaks: [],
      count: 1,
      of: 2,
      example: null,
    },
  ],
}
/** The page on a run with one rule of each outcome, a client that breaks, and a difference. */
export const html = renderReportPage({ record, evidence: new Map([['k', observe(exchange)]]) }, pageAssets())

/** Rules that are not filtered away, whether folded or not. */
export const kept = (page: Page): Promise<string[]> =>
  page
    .locator('[data-rule][data-level]:not([hidden])')
    .evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset['rule'] ?? ''))
