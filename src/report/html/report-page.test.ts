import { expect, test } from 'vitest'
import { rule } from '../../../tests/formats/records.ts'
import { runRecord } from '../../../tests/run-records.ts'
import { pageAssets } from './page-assets.ts'
import { renderReportPage } from './report-page.ts'

test('each link to a rule has its place, also of a rule that is open', () => {
  const open = { reason: 'no seed shows', code: 'model' as const }
  const record = runRecord([
    rule('parameters/seed/repeats', 'inconclusive', open),
    rule('parameters/logit-bias/selects-the-token', 'fail'),
  ])
  const page = renderReportPage({ record, evidence: new Map() }, pageAssets())
  const places = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))
  const links = [...page.matchAll(/href="#(rule-[^"]+)"/g)].map(([, id]) => id)
  expect(links).toContain('rule-parameters/seed/repeats')
  expect(links.filter((id) => !places.has(id))).toEqual([])
})
