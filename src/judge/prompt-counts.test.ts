import { expect, test } from 'vitest'
import { of, ruleThat, sent } from '../../tests/judged-rules.ts'
import { answer } from '../suite/example.ts'
import { ignored } from '../suite/findings.ts'
import type { Suite } from '../suite/suite.ts'
import { observe, type Observation } from '../wire/observe.ts'
import { judge, type Verdict } from './judge.ts'
import { UNSTEADY_COUNTS } from './prompt-counts.ts'

const counted = (promptTokens: number, content: string, limit: number): Observation => {
  const reply = answer({ promptTokens })
  const body = JSON.stringify({ messages: [{ role: 'user', content }], max_tokens: limit })
  return observe({ ...reply, key: `${content} ${limit}`, request: { ...reply.request, body } })
}
const [plain, other] = [counted(10, 'short', 4), counted(10, 'long', 4)]
const STEADY = [plain, other, counted(10, 'short', 8)]
const UNSTEADY = [plain, other, counted(2, 'short', 8)]
const lost = (path = '$.usage.prompt_tokens') =>
  ruleThat(function* () {
    yield ignored(other, path, 'it did not reach the model', 20, 10)
  })
const verdict = (pool: Observation[], rule = lost(), area = 'roles'): Verdict => {
  const suite: Suite = { ...of(rule), area }
  return judge(suite, rule, { plain: sent(plain), other: sent(other) }, pool)
}

test('a count that did not grow is a finding where equal prompts are counted equally', () => {
  expect(verdict(STEADY).outcome).toBe('fail')
})

test('it is no evidence where they are not', () => {
  expect(verdict(UNSTEADY)).toMatchObject({ outcome: 'inconclusive', reason: UNSTEADY_COUNTS, findings: [] })
})

test('rules about the counts, and findings of another kind, are judged all the same', () => {
  expect(verdict(UNSTEADY, lost(), 'usage').outcome).toBe('fail')
  expect(verdict(UNSTEADY, lost('$.choices[0].message.content')).outcome).toBe('fail')
})
