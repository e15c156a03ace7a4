import { answer, chat, refusable, suite, type Json, type Rule, type Step, type Steps } from '../../src/define/index.ts'
import { obeys, SOURCE } from '../../src/checks/structured.ts'
import { asFormat, closed, IN_WORDS } from '../../fixtures/schemas.ts'

interface Keyword { what: string; schema: { [key: string]: Json }; right: Json; wrong: Json; level?: 'should' | 'may' }

const POINT = closed({ x: { type: 'integer', enum: [1, 2] } })

/** Each with a small object that the keyword allows, and one that only the keyword forbids. */
const KEYWORDS: Record<string, Keyword> = {
  'ref': { what: '`$ref` to `$defs`', schema: { ...closed({ at: { $ref: '#/$defs/point' } }), $defs: { point: POINT } }, right: { at: { x: 1 } }, wrong: { at: { x: 3 } } },
  'any-of': { what: '`anyOf`', schema: closed({ value: { anyOf: [{ type: 'boolean' }, { type: 'integer', enum: [7] }] } }), right: { value: true }, wrong: { value: 'yes' } },
  'enum': { what: '`enum` of strings', schema: closed({ size: { type: 'string', enum: ['small', 'large'] } }), right: { size: 'small' }, wrong: { size: 'huge' } },
  'const': { what: '`const`', schema: closed({ kind: { type: 'string', const: 'fruit' } }), right: { kind: 'fruit' }, wrong: { kind: 'stone' } },
  'nested': { what: 'objects inside objects', schema: closed({ outer: closed({ inner: closed({ yes: { type: 'boolean' } }) }) }), right: { outer: { inner: { yes: true } } }, wrong: { outer: { yes: true } } },
  'array': { what: '`items` and `minItems`', schema: closed({ list: { type: 'array', items: { type: 'boolean' }, minItems: 2, maxItems: 3 } }), right: { list: [true, false] }, wrong: { list: [] } },
  'bounds': { what: '`minimum` and `maximum`', schema: closed({ month: { type: 'integer', minimum: 1, maximum: 12 } }), right: { month: 5 }, wrong: { month: 13 }, level: 'may' },
  'nullable': { what: 'a type beside `null`', schema: closed({ maybe: { type: ['boolean', 'null'] } }), right: { maybe: null }, wrong: { maybe: 'no' } },
  'closed': { what: '`additionalProperties: false`', schema: closed({ yes: { type: 'boolean' } }), right: { yes: true }, wrong: { yes: true, more: 1 } },
}

type Names = Record<string, Step>

const steps = Object.fromEntries(Object.entries(KEYWORDS).map(([name, { schema }]) => [name, refusable(chat({ messages: IN_WORDS, max_tokens: 40, response_format: asFormat(schema) }))])) as Names & Steps

const rule = (name: string, { what, schema, wrong, level = 'should' }: Keyword): Rule<Names> => ({
  level,
  sentence: `A strict schema with ${what} is obeyed.`,
  source: `${SOURCE}#supported-schemas`,
  breaks: 'apps that generate their schema from types: one unheeded keyword and the object no longer fits',
  parameter: 'chat.response_format',
  reads: [name],
  *check(observed) {
    const one = observed[name]
    if (!one) return { inconclusive: 'not asked' }
    return yield* obeys(one, schema, what)
  },
  violating: [{ [name]: answer({ content: JSON.stringify(wrong) }) }, { [name]: answer({ content: 'sun moon stars' }) }],
  inconclusive: [{ [name]: answer({ content: '{', finish: 'length' }) }],
})

export default suite({
  id: 'structured-output/keywords',
  about: 'strict JSON schemas, each with another keyword',
  model: 'chat',
  answered: 'should',
  steps,
  conforming: Object.fromEntries(Object.entries(KEYWORDS).map(([name, { right }]) => [name, answer({ content: JSON.stringify(right) })])),
  rules: Object.fromEntries(Object.entries(KEYWORDS).map(([name, keyword]) => [name, rule(name, keyword)])),
})
