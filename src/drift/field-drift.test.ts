import { describe, expect, test } from 'vitest'
import type { Difference } from '../compare/difference.ts'
import type { Drift } from './drift.ts'
import { fieldDrift, goneFields } from './field-drift.ts'
import type { SeenField } from './seen-fields.ts'

const told = (...fields: [scope: string, path: string, ...types: string[]][]): Drift[] => {
  const seen = fields.map(([scope, path, ...types]): SeenField => ({
    scope,
    path,
    types: new Set(types),
    count: 2,
    example: 'k',
  }))
  return fieldDrift({ fields: seen, at: () => 4 })
}

describe('a field', () => {
  test.for<[string, string, string, string]>([
    ['that the contract names', 'chat', '$.usage', 'object'],
    ['that was only observed', 'responses', '$.billing', 'object'],
    ['of a scope of the same kind', 'chat.tool-calls', '$.choices[].message.annotations', 'array'],
    ['that repeats what was asked for', 'responses', '$.safety_identifier', 'string'],
    ['that may be null', 'chat', '$.system_fingerprint', 'null'],
    ['that is a whole number where any is known', 'responses', '$.temperature', 'integer'],
    ['inside of what is left open', 'chat', '$.metadata.run', 'string'],
    ['in a map, where names are data', 'responses', '$.moderation.input.results', 'array'],
    ['of an event that nothing is known of', 'responses.stream.image', '$.url', 'string'],
    ['that an event is known by', 'responses.stream.created', '$.type', 'string'],
    ['inside of one that is new itself', 'chat', '$.cost.usd', 'number'],
  ])('%s is no news', ([, scope, path, type]) => {
    expect(told([scope, path, type])).toEqual([])
  })

  test('that nothing names is new, in the file that has the object it is in', () => {
    expect(told(['chat.stream.content', '$.choices[].delta.mood', 'string', 'null'])).toMatchObject([
      {
        kind: 'new-field',
        count: 2,
        of: 4,
        changes: [
          {
            file: 'specs/openai/chat-delta.schema.json',
            at: '/properties',
            action: 'add',
            lines: '"mood": {\n  "type": [\n    "string",\n    "null"\n  ],\n  "x-level": "may"\n}',
          },
        ],
      },
    ])
  })

  test('of another type is told with all of its types', () => {
    expect(told(['models', '$.data[].created', 'integer', 'string'])).toMatchObject([
      {
        kind: 'type',
        message: 'is of type string, and was known as integer',
        changes: [{ file: 'specs/openai/model.schema.json', at: '/properties/created/type' }],
      },
    ])
    expect(told(['responses', '$.billing', 'string'])).toMatchObject([
      {
        changes: [
          {
            file: 'fixtures/reference/observed.json',
            lines: expect.stringMatching(/^"\$\.billing": \{[\s\S]*"ever": \[[\s\S]*"string"/),
          },
        ],
      },
    ])
  })
})

describe('a field that did not come', () => {
  const missing = (count: number, of: number, more: Partial<Difference> = {}): Drift[] =>
    goneFields([
      {
        scope: 'chat',
        aspect: 'body',
        path: '$.usage',
        kind: 'missing',
        severity: 'notable',
        target: 'absent',
        reference: 'present in 1576 of 1576 observed',
        breaks: [],
        count,
        of,
        example: null,
        ...more,
      },
    ])

  test('is gone, from what the contract requires and from the facts', () => {
    expect(missing(5, 10)).toMatchObject([
      {
        kind: 'gone-field',
        changes: [
          { file: 'specs/openai/chat-completion.schema.json', at: '/required', action: 'remove', lines: '"usage"' },
          { file: 'fixtures/reference/observed.json', lines: expect.stringContaining('"types": {}') },
        ],
      },
    ])
  })

  test('is not gone where a few lack it, as ever, nor where only its form differs', () => {
    expect(missing(2, 85)).toEqual([])
    expect(missing(5, 10, { kind: 'extra', target: 'object' })).toEqual([])
    expect(missing(5, 10, { aspect: 'headers', path: 'headers.x-request-id' })).toEqual([])
  })
})
