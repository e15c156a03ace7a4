import { expect, test } from 'vitest'
import { EventCount } from './event-count.ts'

function counted(...packets: string[]): number {
  const events = new EventCount()
  for (const packet of packets) events.add(Buffer.from(packet))
  return events.count
}

test('an event ends with its blank line, in any line ending', () => {
  expect(counted('data: 1\n\ndata: 2\r\n\r\ndata: 3\r\rdata: 4\n\r\ndata: 5')).toBe(4)
  expect(counted('data: 1\r', '\n\r', '\ndata: 2\n', '\n')).toBe(2)
})

test('comments that keep a connection alive are no events, nor are blank lines', () => {
  expect(counted(': PROCESSING\n\n', ': PROCESSING\n\n', '\n\n\n', 'event: x\n\n', 'data: 1\n\n')).toBe(1)
})
