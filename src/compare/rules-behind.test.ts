import { expect, test } from 'vitest'
import { rulesOf } from '../judge/rules.ts'
import { loadSuites } from '../plan/load-suites.ts'
import type { Difference } from './difference.ts'
import { rulesBehind, TRAIT_RULES } from './rules-behind.ts'

const suites = await loadSuites()
const behind = rulesBehind(suites)

const difference = (scope: string, path: string, kind: Difference['kind']): Difference => ({
  scope,
  path,
  kind,
  aspect: 'body',
  severity: 'breaking',
  target: 't',
  reference: 'r',
  breaks: [],
  count: 1,
  of: 1,
  example: null,
})

test.for([
  ['chat', '$.choices[].message', 'missing', ['chat/response/choices-message-present'], []],
  ['chat', '$.choices[].message.role', 'value', ['chat/response/choices-message-role-value'], []],
  ['chat', '$.extra', 'extra', [], []],
  ['chat', 'format', 'value', [], ['chat/response/answered']],
  ['chat.stream', 'format', 'value', [], ['streaming/framing/answered']],
  // These read every answer of their kind, as the rules of a schema read every answer.
  ['chat.stream', 'events.role', 'missing', ['streaming/role/first'], []],
  ['chat.stream', 'finish_reason (tool calls, tool_choice auto)', 'value', ['tools/finish-reason/streamed'], []],
  ['chat', 'finish_reason (tool calls, tool_choice auto)', 'value', ['tools/finish-reason/plain'], []],
  ['chat.stream', 'events.done', 'value', ['streaming/done/last'], []],
  ['chat.stream', 'events.role', 'order', [], []],
] as const)('%s %s %s', ([scope, path, kind, contract, traits]) => {
  expect(behind(difference(scope, path, kind))).toEqual({ contract, traits })
})

test.for([
  ['chat', 'JSON'],
  ['chat.stream', 'event stream'],
] as const)('nothing is behind a format of %s that is right now', ([scope, target]) => {
  const mended = { ...difference(scope, 'format', 'value'), target }
  expect(behind(mended)).toEqual({ contract: [], traits: [] })
})

test('every rule that a trait is linked to exists', () => {
  const ids = new Set(suites.flatMap(rulesOf).map(({ id }) => id))
  expect(TRAIT_RULES.filter((id) => !ids.has(id))).toEqual([])
})

test('without the suites of a rule nothing is behind', () => {
  expect(rulesBehind([])(difference('chat.stream', 'events.role', 'missing'))).toEqual({ contract: [], traits: [] })
})
