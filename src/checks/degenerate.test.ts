import { expect, test } from 'vitest'
import { answer, refusal } from '../suite/example.ts'
import { observe } from '../wire/observe.ts'
import { isDegenerate } from './degenerate.ts'

const asked = (path: string, body: object, reply = answer()): boolean =>
  isDegenerate(observe({ ...reply, request: { ...reply.request, path, body: JSON.stringify(body) } }))
const WITH = { model: 'm', max_tokens: 2 }

test.each([
  ['an empty prompt', '/v1/completions', { ...WITH, prompt: '' }],
  ['no prompt', '/v1/completions', WITH],
  ['an empty list as input', '/v1/responses', { model: 'm', input: [] }],
  ['no input for embeddings', '/v1/embeddings', { model: 'm', input: '' }],
  ['no messages', '/v1/chat/completions', { ...WITH, messages: [] }],
  ['a message of no parts', '/v1/chat/completions', { ...WITH, messages: [{ role: 'user', content: [] }] }],
  ['a slash at the end', '/v1/chat/completions/', { ...WITH, messages: [{}] }],
  ['two slashes', '//v1/chat/completions', { ...WITH, messages: [{}] }],
])('a request with %s is degenerate', (_what, path, body) => {
  expect(asked(path, body)).toBe(true)
  expect(asked(path, body, refusal(400))).toBe(false)
})

test.each([
  ['a prompt', '/v1/completions', { ...WITH, prompt: 'Hi' }],
  ['a list of prompts, one of them empty', '/v1/completions', { ...WITH, prompt: [''] }],
  ['a stored prompt in place of an input', '/v1/responses', { ...WITH, prompt: { id: 'pmpt_1' } }],
  ['messages', '/v1/chat/completions?api-version=1', { ...WITH, messages: [{}] }],
  ['a body of which a recorder kept the model alone', '/v1/completions', { model: 'm', stream: true }],
  ['a body whose messages no recorder kept', '/v1/chat/completions', WITH],
])('a request with %s is not', (_what, path, body) => {
  expect(asked(path, body)).toBe(false)
})

test('an answer that was provoked is no evidence, and an error neither', () => {
  for (const reply of [answer(), refusal(400)]) {
    expect(isDegenerate({ ...observe(reply), provoked: true })).toBe(true)
    expect(isDegenerate(observe(reply))).toBe(false)
  }
})
