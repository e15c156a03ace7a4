import zlib from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { raw } from '../../src/suite/example.ts'
import { decodedBody } from '../../src/wire/decode.ts'
import { chunkBytes, toChunk, type WireResponse } from '../../src/wire/exchange.ts'
import { observe, type Observation } from '../../src/wire/observe.ts'
import { exchanges, inPackets } from './exchanges.ts'
import { holds } from './runs.ts'
import { chunksOf, cuts, split } from './splits.ts'

/** All that is observed, but for the packets and when they came. */
const untimed = ({ exchange: _exchange, stream, ...rest }: Observation): unknown => ({
  ...rest,
  stream: stream && { ...stream, events: stream.events.map(({ at: _at, chunk: _chunk, ...event }) => event) },
})

test('any exchange can be observed, always as the same, in any packets', () => {
  holds(
    600,
    fc.property(exchanges, ({ exchange, body, at }) => {
      const seen = observe(exchange)
      expect(observe(structuredClone(exchange))).toEqual(seen)
      expect(untimed(observe(inPackets(exchange, body, at)))).toEqual(untimed(seen))
      expect(Object.getPrototypeOf({})).toBe(Object.prototype)
    }),
  )
})

test('a chunk is kept to the byte', () => {
  holds(
    500,
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      expect([...chunkBytes(toChunk(bytes, 0))]).toEqual([...bytes])
    }),
  )
})

const decoded = (response: WireResponse | null): Buffer =>
  Buffer.concat(decodedBody({ response }).pieces.map((piece) => piece.bytes))

describe('a coded body', () => {
  const CODINGS: Record<string, (bytes: Uint8Array) => Buffer> = {
    gzip: zlib.gzipSync,
    'X-Gzip': zlib.gzipSync,
    deflate: zlib.deflateSync,
    br: zlib.brotliCompressSync,
    ' GZIP ': zlib.gzipSync,
  }

  test.for(Object.keys(CODINGS))('comes out as it went in (%j)', (coding) => {
    holds(
      60,
      fc.property(fc.uint8Array({ maxLength: 300 }), cuts, (bytes, at) => {
        const coded = CODINGS[coding]?.(bytes) ?? bytes
        const exchange = raw([], { headers: [['Content-Encoding', coding]] })
        const response = exchange.response && { ...exchange.response, chunks: chunksOf(split(coded, at)) }
        expect([...decoded(response)]).toEqual([...bytes])
      }),
    )
  })
})
