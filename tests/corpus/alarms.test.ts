import { expect, test } from 'vitest'
import type { CorpusRow } from '../../scripts/observed/corpus.ts'
import { trafficRules } from '../../src/judge/judge-traffic.ts'
import { rulesOf } from '../../src/judge/rules.ts'
import { loadSuites } from '../../src/plan/load-suites.ts'
import { chunks, completion, stream } from '../../src/suite/example.ts'
import { chunkBytes } from '../../src/wire/exchange.ts'
import { corpusAlarms, isJudged } from './alarms.ts'
import { aloneAlarms } from './alone.ts'

const rules = trafficRules((await loadSuites()).flatMap(rulesOf))

const row = (body: string, change: Partial<CorpusRow> = {}, status = 200): CorpusRow => ({
  id: 'row',
  provider: 'openai',
  recordedAt: '2026-01',
  fidelity: 'raw',
  endpoint: '/v1/chat/completions',
  stream: false,
  features: [],
  request: { method: 'POST', body: { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hello.' }] } },
  response: { status, headers: { 'content-type': 'application/json' }, body },
  ...change,
})
const streamed = (body: string): CorpusRow =>
  row(body, {
    request: { method: 'POST', body: { model: 'gpt-4o-mini', stream: true } },
    response: { status: 200, headers: { 'content-type': 'text/event-stream; charset=utf-8' }, body },
  })
const streamText = Buffer.concat((stream().response?.chunks ?? []).map(chunkBytes)).toString()

test('an answer as the service sends it raises no alarm', () => {
  const plain = corpusAlarms(row(JSON.stringify(completion())), rules)
  expect(plain.alarms).toEqual([])
  expect(plain.judged).toBeGreaterThan(20)
  expect(corpusAlarms(streamed(streamText), rules).alarms).toEqual([])
})

test('nor where nobody knows its request, and a broken one does', async () => {
  expect(await aloneAlarms(row(JSON.stringify(completion())))).toEqual([])
  expect(await aloneAlarms({ ...streamed(streamText), stream: true })).toEqual([])
  expect(await aloneAlarms(row('{}'))).toContainEqual(expect.stringMatching(/^by itself: \$\.choices is missing/))
  expect(await aloneAlarms(row('{}', {}, 500))).toEqual([])
})

test('a broken answer does', () => {
  const { created: _created, ...body } = completion()
  expect(corpusAlarms(row(JSON.stringify(body)), rules).alarms).toContainEqual(
    expect.stringContaining('chat-completion missing at $.created'),
  )
  const [first] = chunks()
  expect(
    corpusAlarms(streamed(`data: ${JSON.stringify({ ...first, choices: null })}\n\n`), rules).alarms,
  ).toContainEqual(expect.stringContaining('chat-completion-chunk wrong-type at $.choices'))
  expect(corpusAlarms(row('{"error":"no"}', {}, 400), rules).alarms).toContainEqual(
    expect.stringContaining('error-envelope'),
  )
})

test('a rule that throws is an alarm', () => {
  const [entry] = rules
  const throwing = entry && {
    ...entry,
    id: 'area/topic/throws',
    judge: () => {
      throw new Error('oops')
    },
  }
  expect(corpusAlarms(row('{}'), throwing ? [throwing] : []).alarms).toContainEqual(
    expect.stringContaining('area/topic/throws'),
  )
})

test('endpoints that no suite judges count by their errors only', () => {
  expect(isJudged(row('{}', { endpoint: '/v1/moderations' }))).toBe(false)
  expect(isJudged(row('{}', { endpoint: '/v1/moderations' }, 400))).toBe(true)
})
