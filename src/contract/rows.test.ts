import { expect, test } from 'vitest'
import { contractRows } from './rows.ts'

test('a sentence says whose field it is about, and of which type', () => {
  const sentences = contractRows('error-envelope').map(({ sentence }) => sentence)
  expect(sentences).toContain('In an error envelope, `error.message`, where present, is of type string.')
  expect(contractRows('response-function-call-item').map(({ sentence }) => sentence)).toContain(
    'In a response function call item, `name` is present.',
  )
})
