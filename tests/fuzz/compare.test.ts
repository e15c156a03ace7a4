import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compare, type Difference } from '../../src/compare/compare.ts'
import { differenceKey } from '../../src/compare/difference.ts'
import { answerShape } from '../../src/compare/observe-shape.ts'
import { observedReference } from '../../src/compare/observed.ts'
import { weigh } from '../../src/compare/severity.ts'
import { addTrait, addValue, emptyShape, mergeShape, type Shape } from '../../src/compare/shape.ts'
import { violations } from '../../src/contract/validate.ts'
import { isObject } from '../../src/json.ts'
import { toChunk, type Exchange } from '../../src/wire/exchange.ts'
import { observe, type Observation } from '../../src/wire/observe.ts'
import { exchanges, inPackets } from './exchanges.ts'
import { hostileJson } from './hostile-json.ts'
import { holds } from './runs.ts'

const paired = (target: Observation, reference: Observation): Difference[] =>
  compare([target], { kind: 'paired', observations: [reference] })
const facts = observedReference()

/** The same answer with another JSON body, or other events. */
const saying = (exchange: Exchange, value: unknown): Exchange =>
  exchange.response
    ? {
        ...exchange,
        failure: null,
        response: {
          ...exchange.response,
          status: 200,
          chunks: [toChunk(Buffer.from(JSON.stringify(value)), 1)],
          headers: [['content-type', 'application/json']],
        },
      }
    : exchange
const chat = (exchange: Exchange): Exchange => ({
  ...exchange,
  request: { ...exchange.request, method: 'POST', path: '/v1/chat/completions', body: '{}' },
})

/** Every object with its fields in another order. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned)
  if (!isObject(value)) return value
  const made: Record<string, unknown> = {}
  for (const [key, inner] of Object.entries(value).reverse())
    Object.defineProperty(made, key, { value: turned(inner), enumerable: true, configurable: true, writable: true })
  return made
}

test('nothing differs from itself, in whatever packets it comes', () => {
  holds(
    400,
    fc.property(exchanges, ({ exchange, body, at }) => {
      expect(paired(observe(exchange), observe(exchange))).toEqual([])
      expect(paired(observe(exchange), observe(inPackets(exchange, body, at)))).toEqual([])
    }),
  )
})

test('any two answers can be compared, always with the same result, whose form is that of its schema', () => {
  holds(
    300,
    fc.property(exchanges, exchanges, ({ exchange: one }, { exchange: other }) => {
      const [target, reference] = [observe(one), observe(other)]
      const differences = paired(target, reference)
      expect(paired(observe(one), observe(other))).toEqual(differences)
      for (const difference of [...differences, ...compare([target], facts)])
        expect(violations('difference', difference)).toEqual([])
      expect(new Set(differences.map(differenceKey)).size).toBe(differences.length)
    }),
  )
})

test('the order of fields changes no comparison', () => {
  holds(
    300,
    fc.property(exchanges, hostileJson, hostileJson, ({ exchange }, one, other) => {
      const to = (value: unknown): Observation => observe(saying(chat(exchange), value))
      const said = ({ target: _target, reference: _reference, ...rest }: Difference): unknown => rest
      expect(paired(to(turned(one)), to(turned(other))).map(said)).toEqual(paired(to(one), to(other)).map(said))
    }),
  )
})

test('what one side lacks the other has more', () => {
  holds(
    300,
    fc.property(exchanges, hostileJson, hostileJson, ({ exchange }, one, other) => {
      const [first, second] = [observe(saying(chat(exchange), one)), observe(saying(chat(exchange), other))]
      const of = (differences: readonly Difference[], kind: string): string[] =>
        differences
          .filter(
            (difference) =>
              difference.aspect === 'body' &&
              difference.kind === kind &&
              !difference.path.includes('[]') &&
              !difference.target.includes('null') &&
              !difference.reference.includes('null'),
          )
          .map(({ path }) => path)
          .sort()
      expect(of(paired(first, second), 'missing')).toEqual(of(paired(second, first), 'extra'))
    }),
  )
})

test('a field more is never breaking, but where a client is known to break on it', () => {
  holds(
    200,
    fc.property(exchanges, hostileJson, ({ exchange }, value) => {
      fc.pre(isObject(value))
      const without = observe(saying(chat(exchange), value))
      const added = paired(observe(saying(chat(exchange), { ...(value as object), x_added: value })), without)
      for (const { kind, severity, breaks } of added)
        expect(kind !== 'extra' || severity !== 'breaking' || breaks.length > 0).toBe(true)
      expect(
        weigh('chat', { aspect: 'body', path: '$.x_added', kind: 'extra', types: ['string'] }, () => true).severity,
      ).toBe('cosmetic')
    }),
  )
})

describe('a shape', () => {
  const shapeOf = (values: readonly unknown[]): Shape => {
    const shape = emptyShape()
    for (const value of values) addValue(shape, value, new Set(['$', '$.object', '$.type']))
    return shape
  }
  const sorted = (shape: Shape): unknown =>
    JSON.stringify(turned(shape), (_key, value: unknown) =>
      isObject(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value,
    )

  test('is the same in any order of samples, one by one or put together', () => {
    holds(
      200,
      fc.property(fc.array(hostileJson, { maxLength: 5 }), (values) => {
        const all = sorted(shapeOf(values))
        expect(sorted(shapeOf(values.toReversed()))).toBe(all)
        const merged = emptyShape()
        for (const value of values) mergeShape(merged, shapeOf([value]))
        expect(sorted(merged)).toBe(all)
      }),
    )
  })

  test('counts any trait, whatever it is called', () => {
    holds(
      200,
      fc.property(
        fc.array(fc.constantFrom('stop', '__proto__', 'constructor', 'toString', 'absent', ''), { maxLength: 6 }),
        (values) => {
          const shape = emptyShape()
          for (const value of values) addTrait(shape, 'finish_reason (text)', value)
          const counts = new Map(Object.entries(shape.traits['finish_reason (text)'] ?? {}))
          expect(counts).toEqual(
            new Map([...Map.groupBy(values, (value) => value)].map(([value, all]) => [value, all.length])),
          )
        },
      ),
    )
  })
})

test('an unknown word is a difference also where objects have a field of that name', () => {
  const ending = (finish: string): Observation =>
    observe(
      saying(
        chat({
          key: 'k',
          request: { method: 'POST', path: '', headers: [], body: '{}', via: 'http' },
          response: { status: 200, statusText: '', httpVersion: '1.1', headers: [], chunks: [], complete: true },
          failure: null,
          timing: { startedAt: '', headersMs: 1, firstByteMs: 1, endMs: 1 },
        }),
        {
          id: 'a',
          object: 'chat.completion',
          choices: [{ index: 0, message: { role: 'assistant', content: 'a' }, finish_reason: finish }],
        },
      ),
    )
  for (const word of ['constructor', 'toString', '__proto__', 'something']) {
    expect(
      paired(ending(word), ending('stop')).map(({ aspect }) => aspect),
      word,
    ).toContain('finish')
    expect(
      compare([ending(word)], facts).map(({ aspect }) => aspect),
      word,
    ).toContain('finish')
    expect(answerShape(ending(word))).not.toBeNull()
  }
})
