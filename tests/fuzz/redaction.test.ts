import { gzipSync, brotliCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { raw } from '../../src/suite/example.ts'
import { decodedBody } from '../../src/wire/decode.ts'
import { chunkBytes, type Exchange } from '../../src/wire/exchange.ts'
import { redactExchange, redactText } from '../../src/wire/redact.ts'
import { exchanges } from './exchanges.ts'
import { holds } from './runs.ts'
import { chunksOf, cuts, split } from './splits.ts'

/**
 * Keys as they are, and as they never are: with marks of regular expressions, JSON and URLs, and letters of several bytes. None has a
 * backslash or per cent sign, which can be read in two ways, and none is a part of the mask.
 */
const secret = fc
  .oneof(
    fc.string({ unit: fc.constantFrom(...'aZ09$.*+?^(){}|/"\'&<>=:-_é😊'), minLength: 8, maxLength: 20 }),
    fc.string({ unit: 'grapheme', minLength: 8, maxLength: 12 }),
  )
  .filter((text) => text.isWellFormed() && !/[\p{C}\p{Z}]/u.test(text) && !/redac|[[\]\\%]/.test(text))

const ascii = (text: string): string =>
  text.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
/** The ways in which a key is written by those who echo it. */
const FORMS: ((key: string) => string)[] = [
  (key) => key,
  encodeURIComponent,
  (key) => encodeURIComponent(key).replace(/%../g, (code) => code.toLowerCase()),
  (key) => Buffer.from(key).toString('base64'),
  (key) => JSON.stringify(key).slice(1, -1),
  (key) => ascii(JSON.stringify(key).slice(1, -1)),
  (key) =>
    JSON.stringify(key)
      .slice(1, -1)
      .replace(/[&<>]/g, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`),
]
const form = fc.constantFrom(...FORMS)
const filler = fc.oneof(
  fc.constantFrom('{"echo":"', '"}', ' ', '', 'data: ', '\n\n', 'é'),
  fc.string({ unit: fc.constantFrom('x', 'y', '1', '"', '\n', 'ü'), maxLength: 5 }),
)

/** A text with a key in it, in some form. */
const leaky = (key: string): fc.Arbitrary<string> =>
  fc
    .array(fc.tuple(filler, form), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.map(([before, write]) => before + write(key)).join('') + '"}')

/** Everything an exchange says: what is kept as text, and its body, however it is kept. */
const saidIn = (exchange: Exchange): string =>
  `${JSON.stringify(exchange)}\n${Buffer.concat((exchange.response?.chunks ?? []).map(chunkBytes)).toString('utf8')}\n${Buffer.concat(decodedBody(exchange).pieces.map(({ bytes }) => bytes)).toString('utf8')}`
const formsLeft = (said: string, key: string): string[] =>
  FORMS.map((write) => write(key)).filter((text) => said.includes(text))

/** An exchange with the key wherever one can stand. */
function leaking(text: string, at: readonly number[], coding: string | null): Exchange {
  const plain = Buffer.from(text)
  const bytes = coding === 'gzip' ? gzipSync(plain) : coding === 'br' ? brotliCompressSync(plain) : plain
  const exchange = raw([], {
    headers: [['x-echo', text], ...(coding === null ? [] : [['content-encoding', coding] as [string, string]])],
    failure: { stage: 'body', code: 'X', message: text },
  })
  exchange.request = { ...exchange.request, path: `/v1/${text}`, headers: [['x-key', text]], body: text }
  return {
    ...exchange,
    response: exchange.response && { ...exchange.response, statusText: text, chunks: chunksOf(split(bytes, at)) },
  }
}

test('no form of a key is left, wherever it stands and however it is split or compressed', () => {
  holds(
    40,
    fc.property(
      secret.chain((key) => fc.tuple(fc.constant(key), leaky(key))),
      cuts,
      fc.constantFrom(null, 'gzip', 'br'),
      ([key, text], at, coding) => {
        const clean = redactExchange(leaking(text, at, coding), [key])
        expect(formsLeft(saidIn(clean), key)).toEqual([])
        expect(redactExchange(clean, [key])).toEqual(clean)
      },
    ),
  )
})

test('of two keys, of which one begins as the other, nothing of the longer is left', () => {
  holds(
    40,
    fc.property(
      secret,
      fc.string({ unit: fc.constantFrom('a', 'Z', '9'), minLength: 1, maxLength: 5 }),
      fc.boolean(),
      (key, more, turned) => {
        expect(redactText(`<${key + more}>`, turned ? [key, key + more] : [key + more, key])).toBe('<[redacted]>')
      },
    ),
  )
})

test('what holds no key stays as it was', () => {
  holds(
    60,
    fc.property(exchanges, ({ exchange }) => {
      const key = 'sk-fuzz/9f+8=Zq'
      fc.pre(formsLeft(saidIn(exchange), key).length === 0)
      const hidden = ['set-cookie']
      const expected = {
        ...exchange,
        response: exchange.response && {
          ...exchange.response,
          headers: exchange.response.headers.map(([name, value]) => [
            name,
            hidden.includes(name.toLowerCase()) ? '[redacted]' : value,
          ]),
        },
      }
      expect(redactExchange(exchange, [key])).toEqual(expected)
    }),
  )
})
