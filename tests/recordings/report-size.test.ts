import { expect, test } from 'vitest'
import { renderEvidence } from '../../src/report/evidence-file.ts'
import { renderMarkdown } from '../../src/report/markdown.ts'
import { reportsOfRecordings } from './reports.ts'

test.for(reportsOfRecordings())('the report of $name is read in two minutes', ({ record }) => {
  const report = renderMarkdown(record)
  expect(report.split('\n').length).toBeLessThan(300)
  expect(report.split('\n## What to do')[0]?.split('\n').length).toBeLessThan(110)
})

test.for(reportsOfRecordings())('each link of the report of $name leads to a place in its evidence', ({ record }) => {
  const places = new Set([...renderEvidence(record, new Map()).matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id))
  const links = [...renderMarkdown(record).matchAll(/\(evidence\.md#([^)]+)\)/g)].map(([, anchor]) => anchor)
  expect(links.length).toBeGreaterThan(10)
  expect(links.filter((anchor) => !places.has(anchor))).toEqual([])
})
