import { expect, test } from 'vitest'
import { deviationNamed } from '../../src/deviations/catalogue.ts'
import type { ServerRequest } from '../../src/deviations/server-reply.ts'
import { matters, trialsOf } from './effects.ts'

const asking = (body: object): ServerRequest => ({
  method: 'POST',
  path: '/v1/chat/completions',
  headers: [['content-type', 'application/json']],
  body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Say hello.' }], ...body }),
})
const requests = new Map([
  ['text', [asking({})]],
  ['stream', [asking({ stream: true })]],
] as const)
const tried = (...names: string[]): object[] =>
  trialsOf(
    names.map((name) => deviationNamed(name)),
    requests,
  ).map(({ deviation, flows, alike }) => ({
    name: deviation.name,
    flows,
    alike,
  }))

test('a deviation is tried on the flows whose replies it changes', () => {
  expect(tried('choices-null', 'role-never', 'embeddings-404')).toEqual([
    { name: 'choices-null', flows: ['text'], alike: [] },
    { name: 'role-never', flows: ['stream'], alike: [] },
  ])
})

test('a deviation is tried once where another does the same to these replies', () => {
  expect(tried('finish-eos', 'finish-eos')).toEqual([{ name: 'finish-eos', flows: ['text'], alike: ['finish-eos'] }])
})

test('ids that are counted are no difference, and ids that are equal are one', () => {
  const twice = new Map([['text', [asking({ stream: true })]]] as const)
  expect(trialsOf([deviationNamed('id-per-chunk')], twice)).toHaveLength(1)
})

test('what a model says next to the same request is no matter of a client', () => {
  expect([matters(deviationNamed('seed-ignored')), matters(deviationNamed('id-per-chunk'))]).toEqual([false, true])
})
