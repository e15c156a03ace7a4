import { describe, expect, test } from 'vitest'
import { ASKED, brief, paired, type Reply, seen, STREAM, withFacts } from '../../tests/compared-pairs.ts'
import { violations } from '../contract/validate.ts'
import { answer, answerWith, completion, json, raw, refusal, sse, stream, toolCall } from '../suite/example.ts'
import type { Exchange } from '../wire/exchange.ts'
import type { Observation } from '../wire/observe.ts'
import { compare, describe as sentence, noiseFloor } from './compare.ts'

/** A plain answer with tool calls, changed. */
const called = (change: (call: Reply) => void): Exchange =>
  answerWith({ toolCalls: [toolCall('f', '{}')] }, (body) => {
    for (const choice of body['choices'] as Reply[])
      for (const call of (choice['message'] as { tool_calls: Reply[] }).tool_calls) change(call)
    return body
  })

describe('a pair of answers', () => {
  test('that differ in ids, times, texts and counts only are equal', () => {
    const reference = seen(answer({ content: 'Good morning to you', id: 'chatcmpl-1', created: 1, model: 'gpt-4o' }))
    expect(paired(seen(answer({ content: 'Hi' })), reference)).toEqual([])
  })

  test('an answer that is uneven in itself is equal to itself', () => {
    const uneven = answerWith({}, (body) => ({
      ...body,
      choices: Array.from({ length: 100 }, (_, index) => ({ index, ...(index === 0 ? {} : { delta: null }) })),
    }))
    expect(paired(seen(uneven), seen(uneven))).toEqual([])
  })

  test('a schema that the client gets back is no shape of the server', () => {
    const tool = (parameters: object): Exchange =>
      json({
        id: 'resp_1',
        object: 'response',
        tools: [{ type: 'function', name: 'f', parameters }],
        metadata: parameters,
      } as Parameters<typeof json>[0])
    const of = (parameters: object): Observation =>
      seen(tool(parameters), { input: 'Say hello.' }, 'k1', '/v1/responses')
    expect(paired(of({ type: 'object', properties: { a: {} } }), of({}))).toEqual([])
  })

  test('a field left out', () => {
    const without = answerWith({}, ({ usage: _usage, ...body }) => body)
    expect(paired(seen(without), seen(answer())).map(brief)).toEqual(['breaking missing $.usage'])
  })

  test('a wrong type, an added field, null for absent', () => {
    const changed = seen(answerWith({}, (body) => ({ ...body, created: 1.5, extra: 1, nothing: null })))
    expect(paired(changed, seen(answer())).map(brief)).toEqual([
      'breaking type $.created',
      'cosmetic extra $.extra',
      'cosmetic null-or-absent $.nothing',
    ])
  })

  test('a value the contract closes', () => {
    const changed = seen(answerWith({}, (body) => ({ ...body, object: 'text_completion' })))
    expect(paired(changed, seen(answer()))).toMatchObject([
      {
        path: '$.object',
        kind: 'value',
        severity: 'breaking',
        target: '"text_completion"',
        reference: '"chat.completion"',
      },
    ])
  })

  test('a refusal of what the reference answers', () => {
    const [difference, ...rest] = paired(seen(refusal(400, { message: 'no tools' })), seen(answer()))
    expect(difference).toMatchObject({
      aspect: 'status',
      severity: 'breaking',
      target: 'HTTP 400: no tools',
      reference: 'HTTP 200',
      count: 1,
      of: 1,
      example: 'k1',
    })
    expect(rest).toEqual([])
    expect(paired(seen(answer()), seen(refusal(400)))).toMatchObject([{ path: 'status', severity: 'notable' }])
  })

  test('JSON where a stream was asked for', () => {
    expect(paired(seen(answer(), STREAM), seen(stream({}, { usage: true }), STREAM)).map(brief)).toContain(
      'breaking value format',
    )
  })

  test('headers are compared by presence, whatever their case', () => {
    const have = seen(
      json(completion(), {
        headers: [
          ['Content-Type', 'application/json'],
          ['X-Request-Id', 'req_1'],
          ['content-length', '3'],
        ],
      }),
    )
    expect(
      paired(
        have,
        seen(
          json(completion(), {
            headers: [
              ['content-type', 'application/json'],
              ['x-request-id', 'req_2'],
              ['date', 'today'],
            ],
          }),
        ),
      ),
    ).toEqual([])
    expect(paired(seen(answer()), have).map(brief)).toEqual(['cosmetic missing headers.x-request-id'])
  })
})

describe('finish reasons', () => {
  test("with tool calls are the server's", () => {
    const stop = seen(answer({ toolCalls: [toolCall('f', '{}')], finish: 'stop' }))
    expect(paired(stop, seen(answer({ toolCalls: [toolCall('f', '{}')] }))).map(brief)).toEqual([
      'breaking value finish_reason (tool calls, tool_choice auto)',
    ])
    expect(withFacts(stop).map(brief)).toContain('breaking value finish_reason (tool calls, tool_choice auto)')
  })

  test("of texts may be the model's, but have to be one", () => {
    expect(paired(seen(answer({ finish: 'length' })), seen(answer())).map(({ severity }) => severity)).toEqual([
      'cosmetic',
    ])
    expect(paired(seen(answer({ finish: '' })), seen(answer())).map(({ severity }) => severity)).toContain('breaking')
  })

  test('a call cut by the limit is no difference to the facts', () => {
    expect(withFacts(seen(answer({ toolCalls: [toolCall('f', '{')], finish: 'length' })))).toEqual([])
  })
})

describe('observed facts', () => {
  test('an answer as OpenAI sends it today differs in nothing', () => {
    expect(
      withFacts(
        seen(answer()),
        seen(answer({ toolCalls: [toolCall('f', '{}')] })),
        seen(stream({}, { usage: true }), STREAM),
        seen(stream(), { stream: true }),
        seen(refusal(404)),
        seen(
          json({ object: 'list', data: [{ id: 'm', object: 'model', created: 1, owned_by: 'x' }] }),
          {},
          'k',
          '/v1/models',
        ),
      ),
    ).toEqual([])
  })

  test('are not held against what only odd requests and missing endpoints bring', () => {
    const empty = raw([])
    expect(withFacts(seen(empty)).map(brief)).toContain('breaking value format')
    expect(withFacts(seen(raw([], { status: 307 }), ASKED, 'k', '/v1/chat/completions/'))).toEqual([])
    expect(withFacts(seen(empty, { messages: [] }))).toEqual([])
    expect(withFacts(seen(raw(['404 page not found'], { status: 404, headers: [] })))).toEqual([])
    expect(withFacts(seen(raw(['no such model'], { status: 400, headers: [] }))).map(brief)).toContain(
      'breaking value format',
    )
  })

  test('come with their counts and never as an answer', () => {
    const bare = answerWith({}, (body) => ({
      ...body,
      choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
    }))
    const found = withFacts(seen(bare, ASKED, 'a'), seen(answer(), ASKED, 'b'))
    expect(found).toMatchObject([
      {
        path: '$.choices[].message.annotations',
        severity: 'notable',
        reference: 'present in 1581 of 1581 observed',
        count: 1,
        of: 2,
        example: 'a',
      },
      { path: '$.choices[].message.refusal', kind: 'null-or-absent', reference: 'null in 1569 of 1581 observed' },
    ])
    for (const difference of found) expect(difference.reference).toContain('observed')
  })

  test('an index in plain tool calls breaks strict clients', () => {
    expect(
      withFacts(
        seen(
          called((call) => {
            call['index'] = 0
          }),
        ),
      ),
    ).toMatchObject([{ kind: 'extra', severity: 'notable', breaks: ['ollama4j', 'Spring AI'] }])
  })
})

describe('noise', () => {
  const first = [seen(answer(), ASKED, 'a'), seen(answer(), { n: 1 }, 'b')]
  const changed = answerWith({}, ({ service_tier: _tier, ...body }) => body)
  const second = [seen(changed, ASKED, 'a2'), seen(answer(), { n: 1 }, 'b2')]

  test('is what the reference differs from itself in, whatever the keys of the second pass', () => {
    expect([...noiseFloor(first, second)]).toContainEqual(['chat body $.service_tier missing', { changed: 1, of: 2 }])
  })

  test('takes the weight from a difference that does not stand out', () => {
    const noise = new Map([['chat body $.usage missing', { changed: 1, of: 2 }]])
    const lacking = seen(
      answerWith({}, ({ usage: _usage, ...body }) => body),
      ASKED,
      'a',
    )
    expect(compare([lacking], { kind: 'paired', observations: first, noise })).toMatchObject([
      { path: '$.usage', severity: 'cosmetic', noise: { changed: 1, of: 2 } },
    ])
    const little = new Map([['chat body $.usage missing', { changed: 1, of: 20 }]])
    expect(compare([lacking], { kind: 'paired', observations: first, noise: little })).toMatchObject([
      { severity: 'breaking', noise: { of: 20 } },
    ])
  })
})

test('differences keep to their schema and to one sentence', () => {
  const all = withFacts(seen(json({}), ASKED), seen(sse([{}]), { stream: true }), seen(json({}, { status: 500 })))
  expect(all.length).toBeGreaterThan(5)
  for (const difference of all) {
    expect(violations('difference', difference)).toEqual([])
    expect(sentence(difference)).toMatch(/^In [^\n]+\.$/)
  }
})
