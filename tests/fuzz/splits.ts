import fc from 'fast-check'
import { toChunk, type Chunk } from '../../src/wire/exchange.ts'

/** Places to cut a body at, as shares of its length, so that one list suits any body. */
export const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 })

/** The same bytes in pieces; some of them may be empty. */
export function split(whole: Uint8Array, at: readonly number[]): Uint8Array[] {
  const places = [0, ...at.map((share) => Math.floor(share * whole.length)).sort((a, b) => a - b), whole.length]
  return places.slice(1).map((end, before) => whole.slice(places[before], end))
}

/** Pieces as an exchange keeps them, one a millisecond. */
export const chunksOf = (pieces: readonly Uint8Array[]): Chunk[] => pieces.map((piece, at) => toChunk(piece, at))

/** What event streams are made of, and what breaks them: fields, line ends, marks, letters of several bytes, bytes that are no letters. */
const fragment = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .constantFrom(
        'data: ',
        'data:',
        'data',
        'event: x',
        'event:',
        'id: 1',
        'retry: 5',
        ':',
        ': c',
        'junk',
        'junk: x',
        '{"a":"é😊"}',
        '[DONE]',
        '{',
        ' ',
        '\u2028',
      )
      .map((text) => Buffer.from(text)),
  },
  {
    weight: 6,
    arbitrary: fc
      .constantFrom('\n', '\r\n', '\r', '\n\n', '\r\n\r\n', '\r\r', '\n\r', '\r\n\n', '\n\r\n')
      .map((text) => Buffer.from(text)),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(
        [0xef, 0xbb, 0xbf],
        [0xff],
        [0xc3],
        [0xf0, 0x9f],
        [0xed, 0xa0, 0x80],
        [0xc0, 0x80],
        [0x00],
        [0xf0, 0x9f, 0x98, 0x8a],
      )
      .map((bytes) => Buffer.from(bytes)),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 4 }).map((bytes) => Buffer.from(bytes)) },
)

/** The bytes of something like an event stream. */
export const streamBytes = fc.array(fragment, { maxLength: 40 }).map((parts) => new Uint8Array(Buffer.concat(parts)))
