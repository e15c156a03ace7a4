import { expect, test } from 'vitest'
import { renderMarkdown } from '../../src/report/markdown.ts'
import { reportsOfRecordings } from './reports.ts'

test.for(reportsOfRecordings())('the report of $name is read in two minutes', ({ record }) => {
  const report = renderMarkdown(record)
  expect(report.split('\n').length).toBeLessThan(300)
  expect(report.split('\n## What to do')[0]?.split('\n').length).toBeLessThan(110)
})
