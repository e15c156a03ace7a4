import { expect, test } from 'vitest'
import { Failure } from './failure.ts'

test('the message is one line, whatever was typed', () => {
  expect(new Failure('X', '--target http://a\nb\u001b[31m\u2028c is none').message).toBe(
    '--target http://a\\nb\\u001b[31m\\u2028c is none',
  )
  expect(new Failure('X', 'plain é 😊').message).toBe('plain é 😊')
})
