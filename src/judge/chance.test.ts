import { expect, test } from 'vitest'
import { loadSuites } from '../plan/load-suites.ts'
import { mayBeChance } from './chance.ts'
import { rulesOf } from './rules.ts'

const TEXT = '$.choices[0].message.content'
const entries = new Map((await loadSuites()).flatMap(rulesOf).map((entry) => [entry.id, entry]))

const chance = (id: string, path: string): boolean => {
  const entry = entries.get(id)
  if (!entry) throw new Error(`there is no rule ${id}`)
  return mayBeChance(entry, [{ kind: 'ignored', path, message: 'm', expected: 1, actual: 2 }])
}

test.for([
  ['the words of one answer', 'structured-output/keywords/multiple-of', TEXT, true],
  ['an answer that ended in its thoughts', 'reasoning/text/answer-after-thought', TEXT, true],
  ['a rate', 'tools/trigger/arguments-parse', '$.choices[0].finish_reason', true],
  ['a control answer beside it', 'stop/string/ends-before-it', TEXT, false],
  ['what the server alone writes', 'tools/finish-reason/streamed', '$.choices[0].finish_reason', false],
  ['a field of a schema', 'chat/response/choices-message-content-type', TEXT, false],
] as const)('%s', ([, id, path, expected]) => {
  expect(chance(id, path)).toBe(expected)
})
