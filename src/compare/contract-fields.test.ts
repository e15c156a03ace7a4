import { expect, test } from 'vitest'
import { closedPaths, contractFields } from './contract-fields.ts'

test('each scope has the fields of its wire object', () => {
  const objectOf = (scope: string): unknown => contractFields(scope).get('$.object')?.values
  expect(
    ['chat', 'chat.tool-calls', 'chat.stream.first', 'completions', 'completions.stream.text', 'models', 'model'].map(
      objectOf,
    ),
  ).toEqual([
    ['chat.completion'],
    ['chat.completion'],
    ['chat.completion.chunk'],
    ['text_completion'],
    ['text_completion'],
    ['list'],
    ['model'],
  ])
  expect(contractFields('error').get('$.error.message')).toMatchObject({
    required: true,
    types: ['string'],
    values: null,
  })
  expect(contractFields('model').get('$.created')).toMatchObject({ required: true, types: ['integer'], values: null })
  expect(contractFields('chat').get('$.id')).toMatchObject({ required: true, types: ['string'], values: null })
  expect(contractFields('chat').get('$.service_tier')?.required).toBe(false)
})

test('a scope without a contract has none', () => {
  for (const scope of [
    'responses',
    'chat.stream',
    'xchat',
    'xchat.stream.first',
    'chat.tool-calls.x',
    'completions.x',
    'errors',
    'xerror',
    'modelsx',
    'xmodels',
    'models.x',
    'model.x',
    'xmodel',
  ])
    expect([scope, contractFields(scope).size]).toEqual([scope, 0])
  expect(contractFields('chat').size).toBeGreaterThan(0)
})

test('a field has what the contract says of it', () => {
  const fields = contractFields('chat')
  expect(fields.get('$.id')).toEqual({
    required: true,
    rules: ['chat/response/id-present', 'chat/response/id-type', 'chat/response/id-value'],
    types: ['string'],
    values: null,
    breaks: fields.get('$.id')?.breaks,
  })
  expect(fields.get('$.id')?.breaks).toBeTruthy()
  expect(fields.get('$.service_tier')?.required).toBe(false)
  expect(fields.get('$.choices[].finish_reason')?.values).toContain('tool_calls')
  expect(fields.get('$.choices[].message.content')?.types).toEqual(expect.arrayContaining(['string', 'null']))
})

test('the contract is read once', () => {
  expect(contractFields('chat')).toBe(contractFields('chat.tool-calls'))
})

test('closed are the paths whose values the contract lists', () => {
  const closed = closedPaths('chat')
  expect(['$.object', '$.choices[].finish_reason', '$.id'].map((path) => closed.has(path))).toEqual([true, true, false])
  expect(closedPaths('responses').size).toBe(0)
})
