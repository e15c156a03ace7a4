import { describe, expect, test } from 'vitest'
import { answer, answerWith, json, refusal, sse, stream } from '../suite/example.ts'
import type { Exchange } from '../wire/exchange.ts'
import { observe, type Observation } from '../wire/observe.ts'
import { compare, factComparison, noiseFloor, type Difference } from './compare.ts'
import { observedReference } from './observed.ts'

type Body = Parameters<Parameters<typeof answerWith>[1]>[0]

const seen = (reply: Exchange, key = 'a', body: object = {}, path = '/v1/chat/completions'): Observation =>
  observe({ ...reply, key, request: { ...reply.request, path, body: JSON.stringify(body) } })
const paired = (
  target: Observation[],
  reference: Observation[],
  noise?: Parameters<typeof noiseFloor>[0],
): Difference[] =>
  compare(target, {
    kind: 'paired',
    observations: reference,
    ...(noise ? { noise: noiseFloor(noise, reference) } : {}),
  })
const counts = ({ path, count, of, example }: Difference): string => `${path} ${count} of ${of}, ${example}`
const without = (...keys: string[]): Exchange =>
  answerWith({}, (body) => Object.fromEntries(Object.entries(body).filter(([key]) => !keys.includes(key))))
const choices = (...all: object[]): Exchange => answerWith({}, (body) => ({ ...body, choices: all as Body[] }))

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

describe("the end of an answer may be the model's doing", () => {
  const severity = (end: string, kind: 'text' | 'none'): string | undefined => {
    const of = (finish: string): Observation =>
      kind === 'none'
        ? seen(answer({ finish }))
        : seen(
            json({ object: 'text_completion', choices: [{ index: 0, text: 'a', finish_reason: finish }] }),
            'a',
            {},
            '/v1/completions',
          )
    return paired([of(end)], [of(end === 'stop' ? 'length' : 'stop')]).find(({ aspect }) => aspect === 'finish')
      ?.severity
  }

  test('where it is one of its own', () => {
    expect([
      severity('stop', 'none'),
      severity('length', 'none'),
      severity('stop', 'text'),
      severity('length', 'text'),
    ]).toEqual(Array(4).fill('cosmetic'))
    expect([severity('eos', 'none'), severity('eos', 'text')]).toEqual(['breaking', 'breaking'])
  })

  test('and all of the ends have to be', () => {
    const several = (...ends: string[]): Observation =>
      seen(
        choices(
          ...ends.map((finish_reason, index) => ({
            index,
            message: { role: 'assistant', content: 'a' },
            logprobs: null,
            finish_reason,
          })),
        ),
      )
    expect(
      paired([several('length', 'eos')], [several('stop', 'stop')]).find(({ aspect }) => aspect === 'finish')?.severity,
    ).toBe('breaking')
    expect(
      paired([several('length', 'stop')], [several('x', 'x')]).find(({ aspect }) => aspect === 'finish')?.severity,
    ).toBe('cosmetic')
  })
})

describe('the noise of a reference', () => {
  const field = without('service_tier')

  test('counts what is left out or added either way round', () => {
    const missing = noiseFloor([seen(field, 'a'), seen(answer(), 'b')], [seen(answer(), 'a'), seen(answer(), 'b')])
    expect([...missing].sort()).toEqual([
      ['chat body $.service_tier extra', { changed: 1, of: 2 }],
      ['chat body $.service_tier missing', { changed: 1, of: 2 }],
    ])
    const extra = noiseFloor([seen(answer(), 'a')], [seen(field, 'a')])
    expect([...extra.keys()].sort()).toEqual(['chat body $.service_tier extra', 'chat body $.service_tier missing'])
    const value = noiseFloor(
      [
        seen(
          answerWith({}, (body) => ({ ...body, object: 'x' })),
          'a',
        ),
      ],
      [seen(answer(), 'a')],
    )
    expect([...value.keys()]).toEqual(['chat body $.object value'])
  })

  test('drowns what comes no more than twice as often', () => {
    const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j']
    const reference = keys.map((key) => seen(answer(), key))
    const lacking = (count: number): Observation[] =>
      keys.map((key, at) => seen(at < count ? without('usage') : answer(), key))
    const severity = (target: number, noise: number): Difference | undefined =>
      compare(lacking(target), {
        kind: 'paired',
        observations: reference,
        noise: noiseFloor(lacking(noise), reference),
      })[0]
    expect(severity(4, 2)).toMatchObject({ severity: 'cosmetic', noise: { changed: 2, of: 10 } })
    expect(severity(5, 2)).toMatchObject({ severity: 'breaking', noise: { changed: 2, of: 10 } })
    expect(severity(1, 0)).not.toHaveProperty('noise')
  })
})

test('facts can be compared answer by answer', () => {
  const facts = observedReference()
  const one = factComparison(facts)
  const all = [seen(without('usage'), 'a'), seen(answer(), 'b'), seen(json({}), 'c', {}, '/api/tags')]
  for (const observation of all) one.add(observation)
  expect(one.differences()).toEqual(compare(all, facts))
  expect(one.differences()[0]).toMatchObject({ path: '$.usage', severity: 'breaking', count: 1, of: 2 })
})
