import { expect, test } from 'vitest'
import { rulesOf } from '../src/judge/rules.ts'
import { loadSuites } from '../src/plan/load-suites.ts'
import { undocumented, unprobed } from '../src/policy/unprobed.ts'
import { fieldOf, requestFields } from '../src/report/request-fields.ts'

const fields = requestFields()
const judged = new Set((await loadSuites()).flatMap(rulesOf).flatMap(({ rule }) => rule.parameter ?? []))
const probed = new Set([...judged].map(fieldOf))

test('every documented request field has a rule about it, or a reason why it has none', () => {
  expect(fields.length).toBeGreaterThan(80)
  expect(fields.filter((field) => !probed.has(field) && !(field in unprobed))).toEqual([])
})

test('rules are about documented fields, or about others for a reason', () => {
  expect([...probed].filter((field) => !fields.includes(field) && !(field in undocumented))).toEqual([])
})

test('a reason stands only where one is needed', () => {
  expect(Object.keys(unprobed).filter((field) => probed.has(field) || !fields.includes(field))).toEqual([])
  expect(Object.keys(undocumented).filter((field) => !probed.has(field) || fields.includes(field))).toEqual([])
  for (const reason of Object.values({ ...unprobed, ...undocumented })) expect(reason.length).toBeGreaterThan(10)
})
