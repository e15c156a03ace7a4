import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { found, rule } from '../../tests/formats/records.ts'
import type { Finding } from '../finding.ts'
import { ruleMatcher } from '../globs.ts'
import type { RuleResult } from '../judge/rule-result.ts'
import { FEATURES } from './cause-features.ts'
import { causesOf } from './causes.ts'

const failed = (id: string, finding: Partial<Finding>, more: Partial<RuleResult> = {}): RuleResult =>
  rule(id, 'fail', { findings: [found('not so', finding)], ...more })
const groups = (...rules: RuleResult[]): string[][] => causesOf({ rules }).map(({ id, symptoms }) => [id, ...symptoms])
const accepted: Partial<Finding> = { kind: 'ignored', path: 'status', actual: 200 }

test('every failed rule is in one cause, and no other rule is', () => {
  const rules = [rule('a/b/c', 'fail'), rule('a/b/d', 'pass'), rule('a/b/e', 'inconclusive'), rule('b/c/d', 'fail')]
  expect(causesOf({ rules })).toEqual([
    { id: 'a/b/c', title: 'What a/b/c demands.', symptoms: [] },
    { id: 'b/c/d', title: 'What b/c/d demands.', symptoms: [] },
  ])
  expect(causesOf({ rules: [] })).toEqual([])
})

test('the rule of the highest level leads, and causes of the highest level are first', () => {
  const rules = [
    rule('a/b/c', 'fail', { level: 'may' }),
    failed('parameters/n/streamed', { kind: 'ignored' }, { parameter: 'chat.n', level: 'may' }),
    failed('parameters/n/plain', { kind: 'ignored' }, { parameter: 'chat.n', level: 'should' }),
    failed('parameters/n/other', { kind: 'ignored' }, { parameter: 'chat.n', level: 'should' }),
  ]
  expect(causesOf({ rules })).toEqual([
    {
      id: 'parameters/n/plain',
      title: 'What parameters/n/plain demands.',
      symptoms: ['parameters/n/other', 'parameters/n/streamed'],
    },
    { id: 'a/b/c', title: 'What a/b/c demands.', symptoms: [] },
  ])
})

test('requests that are not answered for the same reason are one cause, with the reason as its title', () => {
  const unanswered = (id: string, message: string): RuleResult =>
    rule(id, 'fail', { findings: [{ ...found('x'), path: 'status', message, actual: 500 }] })
  const rules = [
    unanswered('chat/content/answered', 'HTTP 500: overloaded'),
    unanswered('stop/string/answered', 'HTTP 500: overloaded'),
    unanswered('stop/list/answered', 'HTTP 500: no list'),
    unanswered('stop/list/other', 'HTTP 500: overloaded'),
  ]
  expect(causesOf({ rules }).map(({ id, title, symptoms }) => [id, title, symptoms])).toEqual([
    ['chat/content/answered', 'Requests are not answered: HTTP 500: overloaded', ['stop/string/answered']],
    ['stop/list/answered', 'What stop/list/answered demands.', []],
    ['stop/list/other', 'What stop/list/other demands.', []],
  ])
})

test('invalid values that are not refused are one cause an endpoint', () => {
  const rules = [
    failed('errors/chat-parameters/n-minimum', accepted),
    failed('errors/tool-parameters/tool-choice-type', accepted),
    failed('parameters/unseen/user', accepted),
    failed('errors/response-parameters/truncation-value', accepted),
    failed('responses/unseen/context-management', accepted),
    // Refused, with the wrong status: another fault.
    failed('errors/chat-parameters/stop-type', { path: 'status', actual: 500 }),
  ]
  expect(causesOf({ rules }).map(({ id, title, symptoms }) => [id, title, symptoms.length])).toEqual([
    [
      'errors/chat-parameters/n-minimum',
      '`/chat/completions` answers requests with invalid values, which OpenAI refuses.',
      2,
    ],
    [
      'errors/response-parameters/truncation-value',
      '`/responses` answers requests with invalid values, which OpenAI refuses.',
      1,
    ],
    ['errors/chat-parameters/stop-type', 'What errors/chat-parameters/stop-type demands.', 0],
  ])
})

test('state that the Responses API does not keep is one cause, a missing endpoint another', () => {
  const state = [
    failed('responses/stored/continues', { kind: 'ignored', path: '$.usage.input_tokens' }),
    failed('responses/references/prompt', accepted),
    failed('responses/parameters/unknown-previous-is-refused', accepted),
  ]
  expect(groups(...state)).toHaveLength(1)
  const missing = { path: 'status', actual: 404 }
  expect(
    causesOf({
      rules: [
        failed('responses/sdk/answered', missing),
        failed('usage/responses/answered', missing),
        failed('responses/parameters/unknown-previous-is-refused', missing),
        failed('chat/sdk/answered', missing),
        failed('responses/stored/answered', { path: 'status', actual: 500 }),
      ],
    }).map(({ title, symptoms }) => [title, symptoms.length]),
  ).toEqual([
    ['The server has no `/responses`.', 2],
    ['What chat/sdk/answered demands.', 0],
    ['What responses/stored/answered demands.', 0],
  ])
})

test('a parameter without effect is one cause; another fault of the same parameter is not', () => {
  const plain = failed('x/n/plain', { kind: 'ignored', exchange: 'one' }, { parameter: 'chat.n' })
  const streamed = failed('x/n/streamed', { kind: 'ignored', exchange: 'two' }, { parameter: 'chat.n' })
  expect(groups(plain, streamed)).toEqual([['x/n/plain', 'x/n/streamed']])
  const wrong = failed('x/n/index', { kind: 'wrong-value', exchange: 'three' }, { parameter: 'chat.n' })
  const other = failed('y/n/plain', { kind: 'ignored', exchange: 'four' }, { parameter: 'completions.n' })
  expect(groups(plain, wrong, other)).toHaveLength(3)
})

test('one field that is wrong in plain and in streamed answers is one cause', () => {
  const answers = { with: 9, of: 9 }
  const field = (id: string, path: string): RuleResult => failed(id, { kind: 'missing', path, answers, exchange: id })
  expect(
    groups(
      field('chat/response/choices-x', '$.choices[0].x'),
      field('streaming/chunk/choices-x', 'events[3].choices[1].x'),
      field('completions/response/choices-x', '$.choices[0].x'),
    ),
  ).toEqual([['chat/response/choices-x', 'streaming/chunk/choices-x'], ['completions/response/choices-x']])
})

test('what only one odd answer shows is one cause; the first of many bad answers is no cause', () => {
  const odd = (id: string, path: string, count: number): RuleResult =>
    failed(id, { path, exchange: 'odd', answers: { with: count, of: 50 } })
  expect(groups(odd('a/a/a', '$.model', 1), odd('b/b/b', 'events', 1))).toEqual([['a/a/a', 'b/b/b']])
  expect(groups(odd('a/a/a', '$.model', 40), odd('b/b/b', 'events', 40))).toHaveLength(2)
  // A capture may hold a single answer: that is no odd one among many.
  const only = (id: string, path: string): RuleResult =>
    failed(id, { path, exchange: 'only', answers: { with: 1, of: 1 } })
  expect(groups(only('a/a/a', '$.model'), only('b/b/b', 'events'))).toHaveLength(2)
})

test('probe rules share a cause where they name the same field of the same answer', () => {
  const named = (id: string, path: string, exchange: string): RuleResult => failed(id, { path, exchange })
  expect(groups(named('a/a/a', 'status', 'one'), named('a/a/b', 'status', 'one'))).toHaveLength(1)
  expect(groups(named('a/a/a', 'status', 'one'), named('a/a/b', '$.id', 'one'))).toHaveLength(2)
  expect(groups(named('a/a/a', 'status', 'one'), named('a/a/b', 'status', 'two'))).toHaveLength(2)
})

test('causes that a third rule joins are one', () => {
  const [one, two] = ['one', 'two'].map((exchange) => found('not so', { path: 'status', exchange }))
  expect(
    groups(
      rule('a/a/a', 'fail', { findings: [one as Finding] }),
      rule('b/b/b', 'fail', { findings: [two as Finding] }),
      rule('c/c/c', 'fail', { findings: [one as Finding, two as Finding] }),
    ),
  ).toEqual([['a/a/a', 'b/b/b', 'c/c/c']])
})

test('each glob of a feature matches a rule', () => {
  const ids = readFileSync(new URL('../../tests/rule-ids.txt', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
  const idle = FEATURES.flatMap(({ rules }) => rules).filter((glob) => !ids.some(ruleMatcher([glob])))
  expect(idle).toEqual([])
})
