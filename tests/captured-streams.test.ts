import { expect, test } from 'vitest'
import { rulesOf } from '../src/judge/rules.ts'
import { loadSuites } from '../src/plan/load-suites.ts'
import { rowExchanges } from '../src/recording/row.ts'
import { CapturedCalls } from '../src/run/captured-calls.ts'
import { chunks } from '../src/suite/example.ts'

const rules = (await loadSuites()).flatMap(rulesOf)

const event = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`

function captured(body: string): CapturedCalls {
  const row = {
    request: { url: '/v1/chat/completions', body: { model: chunks()[0]?.['model'], stream: true } },
    response: { status: 200, headers: { 'content-type': 'text/event-stream' }, body },
  }
  const calls = new CapturedCalls(rules, '.')
  for (const one of rowExchanges(JSON.stringify(row), { file: 'a', where: 'a:1', name: '1' })) calls.add(one)
  return calls
}

test('a stream is read to its end, however long an answer an app asked for', () => {
  const [first, middle, ...rest] = chunks()
  const body = [first, ...Array.from({ length: 50_000 }, () => middle), ...rest].map(event).join('')
  const calls = captured(`${body}data: [DONE]\n\n`)
  expect(calls.summary()).toMatchObject({ calls: 1, leftOut: [] })
  const fails = rules.filter(({ id, rule }) => rule.traffic && calls.judge.verdict(id).outcome === 'fail')
  expect(fails.map(({ id }) => id)).toEqual([])
  expect(calls.judge.verdict('streaming/done/once').outcome).toBe('pass')
})

test('a stream that is longer than is read is left out, as its end is not known', () => {
  expect(captured('data: {}\n\n'.repeat(250_001)).summary()).toMatchObject({
    calls: 0,
    leftOut: [{ reason: 'too-long', count: 1 }],
  })
})
