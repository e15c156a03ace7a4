import { describe, expect, test } from 'vitest'
import { readSse } from './sse.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const read = (...pieces: (string | Uint8Array)[]) =>
  readSse(pieces.map((piece, at) => ({ at, bytes: typeof piece === 'string' ? bytes(piece) : piece })))
const data = (...pieces: (string | Uint8Array)[]): string[] => read(...pieces).events.map((event) => event.data)

describe('what HTTP and SSE leave free changes nothing', () => {
  test.for([
    ['LF', 'data: {"a":1}\n\ndata: [DONE]\n\n'],
    ['CRLF', 'data: {"a":1}\r\n\r\ndata: [DONE]\r\n\r\n'],
    ['CR', 'data: {"a":1}\r\rdata: [DONE]\r\r'],
    ['no space after the colon', 'data:{"a":1}\n\ndata:[DONE]\n\n'],
    ['comments', ': keep-alive\n\ndata: {"a":1}\n\n: more\ndata: [DONE]\n\n'],
    ['a byte order mark', '\uFEFFdata: {"a":1}\n\ndata: [DONE]\n\n'],
    ['id, event and retry', 'id: 7\nevent: chunk\nretry: 10\ndata: {"a":1}\n\ndata: [DONE]\n\n'],
  ] as const)('%s', ([, text]) => {
    const stream = read(text)
    expect(stream.events.map((event) => event.data)).toEqual(['{"a":1}'])
    expect(stream).toMatchObject({ done: 1, doneLast: true, malformed: [], invalidUtf8: false })
  })
})

test('several data lines are one event', () => {
  expect(data('data: {"a":\ndata: 1}\n\n')).toEqual(['{"a":\n1}'])
})

test('a byte order mark counts as one at the very beginning only', () => {
  const marked = bytes('\u2028\ufeffdata: 1\n\n')
  expect(read(marked.slice(0, 1), marked.slice(1))).toMatchObject({ events: [], malformed: ['\u2028\ufeffdata: 1'] })
  expect(data(bytes('\ufeff').slice(0, 2), bytes('\ufeff').slice(2), 'data: 1\n\n')).toEqual(['1'])
  expect(data('\ufeff\ufeffdata: 1\n\n')).toEqual([])
})

test('a character across chunk borders stays whole, and when the event arrived is known', () => {
  const [head, tail] = [bytes('data: "é"\n\n').slice(0, 8), bytes('data: "é"\n\n').slice(8)]
  const stream = read(head, tail)
  expect(stream.events).toMatchObject([{ data: '"é"', at: 1, chunk: 1 }])
  expect(stream.invalidUtf8).toBe(false)
})

test('what is malformed is kept', () => {
  const stream = read('{"a":1}\n\ndata: {"a":\n\n', new Uint8Array([0x64, 0x61, 0x74, 0x61, 0x3a, 0xff, 0x0a, 0x0a]))
  expect(stream.malformed).toEqual(['{"a":1}'])
  expect(stream.events[0]?.json).toMatchObject({ ok: false, text: '{"a":' })
  expect(stream.invalidUtf8).toBe(true)
})

test('an event the end of the body cut off is kept and marked', () => {
  expect(read('data: 1\n\ndata: 2').events).toMatchObject([
    { data: '1', unterminated: false },
    { data: '2', unterminated: true },
  ])
  expect(read('data: 1\r\n\r').events).toMatchObject([{ data: '1', unterminated: false }])
})

test('an event whose lines end with CR is there with its last byte, not with the next packet', () => {
  expect(read('data: 1\r\r', 'data: 2\r\r').events).toMatchObject([
    { data: '1', at: 0 },
    { data: '2', at: 1 },
  ])
  expect(read('data: 1\r\n\r', '\ndata: 2\r\n\r\n').events).toMatchObject([
    { data: '1', at: 0 },
    { data: '2', at: 1 },
  ])
})

test('a long line in many packets costs what its length costs', () => {
  const before = process.cpuUsage()
  const packets = ['data: ', ...Array.from({ length: 1_000_000 }, () => 'x'), '\n\n']
  expect(readSse(packets.map((packet, at) => ({ at, bytes: bytes(packet) }))).events[0]?.data).toHaveLength(1_000_000)
  // Microseconds of CPU, which others on the machine do not add to. A reader that looks at the line again with every packet takes minutes.
  expect(process.cpuUsage(before).user).toBeLessThan(10_000_000)
})
