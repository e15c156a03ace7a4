import { expect, test } from 'vitest'
import { found, recordOf, rule } from '../../tests/formats/records.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import type { ProfileVerdict } from '../policy/profile-verdict.ts'
import { renderMarkdown } from './markdown.ts'

const client = (name: string, verdict: ProfileVerdict['verdict'], more: Partial<ProfileVerdict>): ProfileVerdict => ({
  id: name.toLowerCase(),
  name,
  verdict,
  measured: '2026-11-30',
  required: 1,
  breaks: [],
  because: [],
  limits: [],
  open: [],
  openLimits: [],
  ...more,
})
const headings = (text: string): string[] => text.match(/^## .*/gm) ?? []
const known = { rule: '**', reason: 'we live with it' }

test('what decides comes first: clients, failures, what to do; then the tables', () => {
  const record = recordOf([rule('chat/id/unique', 'fail', { parameter: 'chat.n' })])
  expect(headings(renderMarkdown({ ...record, profiles: [client('Zed', 'works', {})] }))).toEqual([
    '## Clients',
    '## What fails',
    '## What to do',
    '## Results by area',
    '## Request parameters',
    '## Environment',
  ])
  expect(headings(renderMarkdown(recordOf([rule('chat/id/unique', 'pass')])))).toEqual([
    '## Results by area',
    '## Environment',
  ])
})

test('what breaks a client comes before what limits one, whatever the alphabet says, and both name the clients', () => {
  const record = recordOf(['a/b/c', 'chat/x/limits', 'zoo/x/breaks'].map((id) => rule(id, 'fail', { findings: [] })))
  const text = renderMarkdown({
    ...record,
    profiles: [
      client('Ann', 'works-with-limits', { limits: [{ limit: 'no x', rules: ['chat/x/limits'] }] }),
      client('Bob', 'breaks', { breaks: ['zoo/x/breaks'], because: [{ reason: 'needs x', rules: ['zoo/x/breaks'] }] }),
    ],
  })
  expect(text.match(/(?<=#rule-)[\w/]+/g)).toEqual(['zoo/x/breaks', 'chat/x/limits', 'a/b/c'])
  expect(text).toMatch(/\*\*breaks\*\* Bob +\|.*zoo\/x\/breaks/)
  expect(text).toMatch(/limits Ann +\|.*chat\/x\/limits/)
  expect(text).toMatch(/somebody +\|.*a\/b\/c/)
  expect(text.indexOf('| Bob')).toBeLessThan(text.indexOf('| Ann'))
})

test('each failure says what is required and what came, with a link to its evidence', () => {
  const text = renderMarkdown(recordOf([rule('chat/id/unique', 'fail', { findings: [found('the same id')] })]))
  expect(text).toContain('What chat/id/unique demands. *Here:* the same id')
  expect(text).toContain('[`chat/id/unique`](evidence.md#rule-chat/id/unique)')
})

test('new failures are apart from known deviations', () => {
  const text = renderMarkdown(recordOf([rule('chat/id/old', 'fail', { known }), rule('chat/id/new', 'fail')]))
  const [before = '', after = ''] = text.split('## Known deviations (1)')
  expect(before).toContain('#rule-chat/id/new')
  expect(before).not.toContain('#rule-chat/id/old')
  expect(after).toMatch(/we live with it .*#rule-chat\/id\/old/)
})

test('failures that do not count are counted, and are shown where nothing counts', () => {
  const may = rule('chat/id/may', 'fail', { level: 'may' })
  const both = renderMarkdown(recordOf([may, rule('chat/id/must', 'fail')]))
  expect(both).toContain('1 further cause of failures does not make the run fail.')
  expect(both).not.toContain('#rule-chat/id/may')
  const alone = renderMarkdown(recordOf([may]))
  expect(headings(alone)).toContain('## What fails, and does not count')
  expect(alone).toContain('#rule-chat/id/may')
})

test('of hundreds of failures one screen is shown, and the rest is counted', () => {
  const rules: RuleResult[] = Array.from({ length: 400 }, (_, at) =>
    rule(`a/topic-${at}/c`, 'fail', { findings: [found('no', { path: `$.x${at}` })] }),
  )
  const text = renderMarkdown(recordOf(rules))
  expect(text.match(/#rule-/g)).toHaveLength(30)
  expect(text).toContain('370 more of 400 are left out here.')
  expect(text.split('\n').length).toBeLessThan(300)
})
