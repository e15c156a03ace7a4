import { expect, test } from 'vitest'
import { rulesOf } from '../../src/judge/rules.ts'
import { loadSuites } from '../../src/plan/load-suites.ts'
import { rulesPage } from './rules-page.ts'

test('the page has every rule, with its source and who breaks', async () => {
  const suites = await loadSuites()
  const page = rulesPage(suites)
  const rows = page.split('\n').filter((line) => /^\| `[a-z0-9-]+` \| (must|should|may) \|/.test(line))
  expect(rows).toHaveLength(suites.flatMap(rulesOf).length)
  expect(rows.filter((row) => row.split(' | ').length !== 5)).toEqual([])
})
