import { expect, test } from 'vitest'
import { describe as sentence, differenceKey, type Difference } from './difference.ts'

const difference: Difference = {
  scope: 'chat',
  aspect: 'body',
  path: '$.usage',
  kind: 'missing',
  severity: 'breaking',
  target: 'absent',
  reference: 'present',
  breaks: [],
  count: 1,
  of: 2,
  example: 'a',
}
const told = (change: Partial<Difference>): string => sentence({ ...difference, ...change })

test('a difference is named by where and what it is', () => {
  expect(differenceKey(difference)).toBe('chat body $.usage missing')
})

test('a difference in words', () => {
  expect(told({})).toBe('In plain chat answers, `usage` is missing (1 of 2): target absent; reference present.')
  expect(told({ breaks: ['a', 'b'] })).toBe(
    'In plain chat answers, `usage` is missing (1 of 2): target absent; reference present. Who breaks: a, b.',
  )
  expect(told({ noise: { changed: 1, of: 3 } })).toBe(
    'In plain chat answers, `usage` is missing (1 of 2): target absent; reference present. The reference differs from itself here in 1 of 3.',
  )
})

test('each kind has its verb', () => {
  const verbs = (['extra', 'type', 'null-or-absent', 'value', 'order'] as const).map(
    (kind) => /` (.*) \(1 of 2\)/.exec(told({ kind }))?.[1],
  )
  expect(verbs).toEqual([
    'is sent and not expected',
    'has another type',
    'is null on one side and left out on the other',
    'has another value',
    'comes at another place',
  ])
})

test('each scope has its words, and one without has its name', () => {
  const scopes = [
    'chat',
    'chat.tool-calls',
    'chat.stream',
    'chat.stream.first',
    'chat.stream.content',
    'chat.stream.tool-opening',
    'chat.stream.tool-fragment',
    'chat.stream.finish',
    'chat.stream.usage',
    'completions',
    'completions.stream',
    'completions.stream.text',
    'completions.stream.finish',
    'completions.stream.usage',
    'error',
    'models',
    'model',
    'responses.stream.completed',
  ]
  expect(scopes.map((scope) => /^In (.*), `usage`/.exec(told({ scope }))?.[1])).toEqual([
    'plain chat answers',
    'plain chat answers with tool calls',
    'chat streams',
    'the first chunk of a chat stream',
    'text chunks of a chat stream',
    'chunks that open a tool call',
    'chunks that go on with a tool call',
    'the chunk that ends a choice',
    'the usage chunk of a chat stream',
    'plain text completions',
    'streams of text completions',
    'text chunks of a text completion',
    'the chunk that ends a text completion',
    'the usage chunk of a text completion',
    'error answers',
    'the list of models',
    'a single model',
    'responses.stream.completed answers',
  ])
})

test('only the root of a path is left out', () => {
  expect(told({ path: '$.a.$.b' })).toContain('`a.$.b`')
  expect(told({ path: 'a$.b' })).toContain('`a$.b`')
  expect(told({ path: 'events.done' })).toContain('`events.done`')
})
