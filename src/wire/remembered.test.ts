import { expect, test } from 'vitest'
import { remembered } from './remembered.ts'

test('reads a text once, and each other text for itself', () => {
  const read: string[] = []
  const lengths = remembered((text) => {
    read.push(text)
    return [text.length]
  })
  expect([lengths('a'), lengths('bb'), lengths('a'), lengths('bb')]).toEqual([[1], [2], [1], [2]])
  expect(read).toEqual(['a', 'bb'])
})

test('forgets what it read before a million characters', () => {
  let count = 0
  const lengths = remembered(({ length }) => {
    count++
    return [length]
  })
  lengths('a')
  lengths('b'.repeat(1_000_000))
  lengths('a')
  expect(count).toBe(2)
  lengths('c')
  lengths('a')
  expect(count).toBe(4)
})
