import { expect, test } from 'vitest'
import type { CorpusRow } from '../../scripts/observed/corpus.ts'
import { trafficRules } from '../../src/judge/judge-traffic.ts'
import { rulesOf } from '../../src/judge/rules.ts'
import { loadSuites } from '../../src/plan/load-suites.ts'
import { completion } from '../../src/suite/example.ts'
import { judgeProvider } from './providers.ts'

const rules = trafficRules((await loadSuites()).flatMap(rulesOf))

const row = (provider: string, change: Record<string, unknown> = {}): CorpusRow => ({
  id: 'row',
  provider,
  recordedAt: '2026-01',
  fidelity: 'raw',
  endpoint: '/v1/chat/completions',
  stream: false,
  features: [],
  request: { method: 'POST', body: { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hello.' }] } },
  response: {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...completion(), ...change }),
  },
})

test('what a preset tells of is documented, and all else is not', () => {
  expect(judgeProvider([row('mistral'), row('mistral', { id: 'abc' })], rules)).toMatchObject({
    preset: { id: 'mistral' },
    answers: 2,
    documented: ['chat/id/form'],
    undocumented: [],
  })
  const { documented, undocumented } = judgeProvider([row('mistral', { created: 'now' })], rules)
  expect({ documented, undocumented }).toEqual({
    documented: [],
    undocumented: [expect.stringMatching(/^chat\/response\/created-type/)],
  })
})

test('a provider is known by another name, or not at all', () => {
  expect(judgeProvider([row('vercel-gateway')], rules).preset?.id).toBe('vercel')
  expect(judgeProvider([row('nobody', { id: 'abc' })], rules)).toMatchObject({
    preset: undefined,
    undocumented: [expect.stringContaining('chat/id/form')],
  })
})
