import { describe, expect, test } from 'vitest'
import { choices, paired, seen, without } from '../../tests/tallied-pairs.ts'
import { answer, answerWith, json, refusal, sse, stream } from '../suite/example.ts'
import type { Exchange } from '../wire/exchange.ts'
import type { Observation } from '../wire/observe.ts'
import { compare, factComparison, type Difference } from './compare.ts'
import { observedReference } from './observed.ts'

const counts = ({ path, count, of, example }: Difference): string => `${path} ${count} of ${of}, ${example}`
describe('a difference is counted', () => {
  test('once an answer, of the answers that could have shown it', () => {
    const lacking = choices({ index: 0 }, { index: 1 })
    const found = paired(
      [seen(lacking, 'a'), seen(answer(), 'b'), seen(lacking, 'c'), seen(json({ object: 'x' }), 'd')],
      ['a', 'b', 'c', 'd'].map((key) => seen(answer(), key)),
    )
    expect(found.find(({ path }) => path === '$.choices[].message')).toMatchObject({ count: 2, of: 3, example: 'a' })
  })

  test('for a field left out, wherever its object is; for a type or value, where the field is', () => {
    const other = answerWith({}, (body) => ({ ...body, created: 'now', object: 'x' }))
    const found = paired(
      [seen(other, 'a'), seen(without('created', 'object'), 'b'), seen(answer(), 'c')],
      ['a', 'b', 'c'].map((key) => seen(answer(), key)),
    )
    expect(found.map((one) => `${one.kind} ${counts(one)}`)).toEqual(
      expect.arrayContaining([
        'type $.created 1 of 2, a',
        'value $.object 1 of 2, a',
        'missing $.created 1 of 3, b',
        'missing $.object 1 of 3, b',
      ]),
    )
  })

  test('for a trait, where the trait is', () => {
    const found = paired(
      [seen(answer({ finish: 'x' }), 'a'), seen(answer(), 'b'), seen(json({ object: 'x' }), 'c')],
      ['a', 'b', 'c'].map((key) => seen(answer(), key)),
    )
    expect(found.find(({ path }) => path === 'finish_reason (no tool calls)')).toMatchObject({ count: 1, of: 2 })
  })
})

describe('the example of a difference', () => {
  const typed = (created: unknown, key: string): Observation =>
    seen(
      answerWith({}, (body) => ({ ...body, service_tier: created as string })),
      key,
    )

  test('is the first of the worst', () => {
    const finish = (end: string, key: string): Observation => seen(answer({ finish: end }), key)
    const of = (...ends: string[]): Difference | undefined =>
      paired(
        ends.map((end, at) => finish(end, `k${at}`)),
        ends.map((_, at) => seen(answer(), `k${at}`)),
      )[0]
    expect(of('length', 'eos', 'x')).toMatchObject({ severity: 'breaking', target: 'eos', example: 'k1', count: 3 })
    expect(of('eos', 'length')).toMatchObject({ severity: 'breaking', target: 'eos', example: 'k0' })
    expect(of('length')).toMatchObject({ severity: 'cosmetic', breaks: [], example: 'k0' })
  })

  test('stays the first where all weigh the same', () => {
    expect(paired([typed(1, 'a'), typed(true, 'b')], [seen(answer(), 'a'), seen(answer(), 'b')])[0]).toMatchObject({
      path: '$.service_tier',
      target: 'integer',
      example: 'a',
    })
  })
})

test('differences come worst first, and by name where they weigh the same', () => {
  const found = paired(
    [seen(answerWith({}, ({ usage: _usage, ...body }) => ({ ...body, b: 1, a: 1, id: 7 })))],
    [seen(answer())],
  )
  expect(found.map(({ severity, path }) => `${severity} ${path}`)).toEqual([
    'breaking $.id',
    'breaking $.usage',
    'cosmetic $.a',
    'cosmetic $.b',
  ])
})

describe('answers are held against each other', () => {
  const lacks = without('usage')

  test('by key, or by the request where the keys are of another pass, each once', () => {
    const request = { messages: [{ role: 'user', content: 'a' }] }
    expect(paired([seen(lacks, 'a', request)], [seen(answer(), 'a', { other: 1 })])).toHaveLength(1)
    expect(paired([seen(lacks, 'a', request)], [seen(answer(), 'b', request)])).toHaveLength(1)
    expect(paired([seen(lacks, 'a', request)], [seen(answer(), 'b', { other: 1 })])).toEqual([])
    expect(
      paired([seen(lacks, 'a', request), seen(lacks, 'b', request)], [seen(answer(), 'c', request)]),
    ).toMatchObject([{ count: 1, of: 1 }])
    expect(paired([], [seen(answer())])).toEqual([])
  })

  test('where the other went another way, not at all', () => {
    const sdk = seen(answer(), 'b')
    expect(
      paired(
        [seen(lacks, 'a')],
        [{ ...sdk, exchange: { ...sdk.exchange, request: { ...sdk.exchange.request, via: 'sdk' } } }],
      ),
    ).toEqual([])
    expect(paired([seen(lacks, 'a')], [seen(answer(), 'b', {}, '/v1/completions')])).toEqual([])
  })

  test('where both can be compared', () => {
    const broken = { ...answer(), failure: { stage: 'body' as const, code: 'ECONNRESET', message: '' } }
    const native = seen(json({}), 'a', {}, '/api/tags')
    expect(paired([seen(broken)], [seen(refusal(400))])).toEqual([])
    expect(paired([seen(refusal(400))], [seen(broken)])).toEqual([])
    expect(paired([native], [native])).toEqual([])
  })

  test('by status alone, where one is refused', () => {
    expect(paired([seen(refusal(500, { message: 'm'.repeat(200) }))], [seen(answer())])).toEqual([
      {
        scope: 'chat',
        aspect: 'status',
        path: 'status',
        kind: 'value',
        severity: 'breaking',
        breaks: [],
        target: `HTTP 500: ${'m'.repeat(160)}`,
        reference: 'HTTP 200',
        count: 1,
        of: 1,
        example: 'a',
      },
    ])
    expect(paired([seen(refusal(500))], [seen(refusal(400))])).toMatchObject([{ scope: 'error', severity: 'notable' }])
  })
})

describe('text completions of another model', () => {
  const text = seen(json({ object: 'text_completion' }), 'a', {}, '/v1/completions')
  const reference = (status: number, error: object | string, path = '/v1/completions'): number =>
    paired(
      [{ ...text, exchange: { ...text.exchange, request: { ...text.exchange.request, path } } }],
      [seen(json({ error } as Parameters<typeof json>[0], { status }), 'a', {}, path)],
    ).length

  test('are not compared where the reference keeps them to it', () => {
    expect(reference(404, { param: 'model' })).toBe(0)
  })

  test('are, where it says anything else', () => {
    expect([
      reference(400, { param: 'model' }),
      reference(404, { param: 'prompt' }),
      reference(404, 'model'),
      reference(404, { param: 'model' }, '/v1/chat/completions'),
    ]).toEqual([1, 1, 1, 1])
  })
})

test('streams are shown beside what differs in their events, and nowhere else', () => {
  const streamed = (exchange: Exchange): Observation => seen(exchange, 'a', { stream: true })
  const found = paired(
    [streamed(sse([{ choices: [{ index: 0, delta: { content: 'a' } }] }], { done: false }))],
    [streamed(stream())],
  )
  expect(found.find(({ path }) => path === 'events.done')).toMatchObject({
    target: 'absent (content)',
    reference: expect.stringMatching(/^last \(role content\+? finish \[DONE\]\)$/) as string,
  })
  expect(
    found
      .filter(({ aspect }) => aspect !== 'events')
      .filter(({ target, reference }) => /content\b.*\)$/.test(target + reference)),
  ).toEqual([])
  expect(
    compare(
      [streamed(sse([{ choices: [{ index: 0, delta: { content: 'a' } }] }], { done: false }))],
      observedReference(),
    ).find(({ path }) => path === 'events.done')?.reference,
  ).not.toContain('(')
})

test('facts can be compared answer by answer', () => {
  const facts = observedReference()
  const one = factComparison(facts)
  const all = [seen(without('usage'), 'a'), seen(answer(), 'b'), seen(json({}), 'c', {}, '/api/tags')]
  for (const observation of all) one.add(observation)
  expect(one.differences()).toEqual(compare(all, facts))
  expect(one.differences()[0]).toMatchObject({ path: '$.usage', severity: 'breaking', count: 1, of: 2 })
})
