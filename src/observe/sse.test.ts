import fc from 'fast-check'
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
  expect(read('data: 1\n\ndata: 2').events).toMatchObject([{ data: '1', unterminated: false }, { data: '2', unterminated: true }])
  expect(read('data: 1\r\n\r').events).toMatchObject([{ data: '1', unterminated: false }])
})

test('any split of any bytes gives the same events', () => {
  const fragment = fc.constantFrom('data: ', 'data:', '{"a":"é😊"}', '\n', '\r\n', '\r', '\n\n', ': c', 'event: x', '[DONE]', 'junk')
  fc.assert(fc.property(fc.array(fragment, { maxLength: 30 }), fc.array(fc.nat(200), { maxLength: 12 }), (parts, cuts) => {
    const whole = bytes(parts.join(''))
    const at = [...new Set([0, ...cuts.filter((cut) => cut < whole.length), whole.length])].sort((a, b) => a - b)
    const pieces = at.slice(1).map((end, i) => whole.slice(at[i], end))
    const shape = (stream: ReturnType<typeof readSse>) => ({ ...stream, events: stream.events.map(({ data: text, name, unterminated }) => ({ text, name, unterminated })) })
    expect(shape(read(...pieces))).toEqual(shape(read(whole)))
  }), { numRuns: 300 })
})
