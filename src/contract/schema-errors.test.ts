import { expect, test } from 'vitest'
import { schemaErrors } from './schema-errors.ts'

const declared = (name: string): object => ({
  type: 'object',
  required: [name],
  properties: { [name]: { type: 'string' } },
})

test('every departure is told, with its place', () => {
  expect(schemaErrors(declared('city'), { city: 7 })).toEqual(['$.city must be string'])
  expect(schemaErrors(declared('city'), { city: 'Rome' })).toEqual([])
})

test('equal schemas are one, and others of the same name are not', () => {
  expect(schemaErrors({ $id: 'mine', type: 'string' }, 1)).toEqual(['$ must be string'])
  expect(schemaErrors({ $id: 'mine', type: 'number' }, 1)).toEqual([])
  expect(schemaErrors({ $ref: '#/$defs/x', $defs: { x: { type: 'string' } } }, 1)).toEqual(['$ must be string'])
})

test('what is no schema is nothing to depart from, and nothing to fall over', () => {
  expect(schemaErrors({ type: 'text' }, 1)).toEqual([])
  expect(schemaErrors({ $ref: 'elsewhere.json' }, 1)).toEqual([])
})

test('after more schemas than are kept, the first still judge as before', () => {
  for (let at = 0; at < 450; at += 1) expect(schemaErrors(declared(`field-${at}`), {})).toHaveLength(1)
  expect(schemaErrors(declared('field-0'), { 'field-0': 'there' })).toEqual([])
})
