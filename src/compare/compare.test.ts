import { describe, expect, test } from 'vitest'
import { violations } from '../contract/validate.ts'
import {
  answer,
  answerWith,
  chunks,
  completion,
  json,
  refusal,
  sse,
  stream,
  streamWith,
  toolCall,
} from '../suite/example.ts'
import type { Exchange } from '../wire/exchange.ts'
import { observe, type Observation } from '../wire/observe.ts'
import { compare, describe as sentence, noiseFloor, type Difference } from './compare.ts'
import { observedReference } from './observed.ts'

type Reply = ReturnType<typeof completion>

const ASKED = { messages: [] }
const STREAM = { stream: true, stream_options: { include_usage: true } }

const seen = (reply: Exchange, body: object = ASKED, key = 'k1', path = '/v1/chat/completions'): Observation =>
  observe({ ...reply, key, request: { ...reply.request, path, body: JSON.stringify(body) } })

const paired = (target: Observation, reference: Observation): Difference[] =>
  compare([target], { kind: 'paired', observations: [reference] })
const withFacts = (...target: Observation[]): Difference[] =>
  compare(target, observedReference()).filter(({ aspect }) => aspect !== 'headers')
const brief = ({ path, kind, severity }: Difference): string => `${severity} ${kind} ${path}`

/** A plain answer with tool calls, changed. */
const called = (change: (call: Reply) => void): Exchange =>
  answerWith({ toolCalls: [toolCall('f', '{}')] }, (body) => {
    for (const choice of body['choices'] as Reply[])
      for (const call of (choice['message'] as { tool_calls: Reply[] }).tool_calls) change(call)
    return body
  })
const deltas = (chunk: Reply): Reply[] => (chunk['choices'] as Reply[]).map(({ delta }) => delta as Reply)

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

describe('streams', () => {
  const old = streamWith({}, (all) =>
    all.slice(1, -1).map((chunk) => ({
      ...chunk,
      choices: (chunk['choices'] as Reply[]).map((choice) => ({
        ...choice,
        delta: { role: 'assistant', ...(choice['delta'] as Reply) },
      })),
    })),
  )

  test('packet borders and texts do not matter', () => {
    expect(
      paired(
        seen(stream({ content: 'a b c' }, { usage: true }), STREAM),
        seen(stream({ content: 'other words' }, { usage: true }), STREAM),
      ),
    ).toEqual([])
  })

  test('where role and finish are', () => {
    const found = paired(seen(old, { stream: true }), seen(stream(), { stream: true }))
    expect(found.map(brief)).toContain('breaking missing events.finish')
    expect(found.find(({ path }) => path === 'events.role')).toMatchObject({
      kind: 'order',
      target: 'on every chunk (role/content+ [DONE])',
      reference: expect.stringContaining('role content+ finish [DONE]'),
    })
  })

  test('a stream without its end', () => {
    expect(withFacts(seen(sse(chunks().slice(0, -1), { done: false }), { stream: true })).map(brief)).toEqual([
      'breaking missing events.done',
      'breaking missing events.finish',
    ])
  })

  test('usage that was asked for, and usage that was not', () => {
    expect(withFacts(seen(stream(), STREAM)).map(brief)).toContain('notable missing events.usage')
    expect(withFacts(seen(stream({}, { usage: true }), { stream: true })).map(brief)).toContain(
      'notable extra events.usage (not asked for)',
    )
  })

  test('tool calls that share a number, repeat their name, or lack one', () => {
    const calls = { toolCalls: [toolCall('f', '{"a":1}', 'call_1'), toolCall('g', '{"b":2}', 'call_2')] }
    const changed = (change: (call: Reply) => void): string[] =>
      withFacts(
        seen(
          streamWith(calls, (all) => {
            for (const delta of all.flatMap(deltas))
              for (const call of (delta['tool_calls'] as Reply[] | undefined) ?? []) change(call)
            return all
          }),
          { stream: true },
        ),
      ).map(brief)
    expect(changed(() => {})).toEqual([])
    expect(
      changed((call) => {
        call['index'] = 0
      }),
    ).toContain('breaking value tool_calls index')
    expect(
      changed((call) => {
        delete call['index']
      }),
    ).toContain('breaking missing $.choices[].delta.tool_calls[].index')
    expect(
      changed((call) => {
        call['function'] = { ...(call['function'] as Reply), name: '' }
      }),
    ).toContain('breaking extra $.choices[].delta.tool_calls[].function.name')
  })

  test('what we cut off ourselves has no end to compare', () => {
    const failure = { stage: 'client-abort' as const, code: 'ABORTED', message: 'hung up' }
    expect(withFacts(seen(sse(chunks().slice(0, 2), { done: false, failure }), { stream: true }))).toEqual([])
  })
})

describe('text completions', () => {
  const PATH = '/v1/completions'
  const HEAD = { id: 'cmpl-1', object: 'text_completion', created: 1, model: 'gpt-3.5-turbo-instruct' }
  const choice = (text: string, finish: string | null, logprobs: Reply | null = null): Reply => ({
    text,
    index: 0,
    logprobs,
    finish_reason: finish,
  })
  const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 }
  const text = (finish: string | null, logprobs: Reply | null = null): Observation =>
    seen(json({ ...HEAD, choices: [choice(' a', finish, logprobs)], usage }), {}, 'k1', PATH)
  const streamedText = (...choices: Reply[]): Observation =>
    seen(sse(choices.map((one) => ({ ...HEAD, choices: [one] }))), { stream: true }, 'k1', PATH)
  const lists = (...tokens: string[]): Reply => ({
    tokens,
    token_logprobs: tokens.map(() => -1),
    top_logprobs: tokens.map((token) => ({ [token]: -1 })),
    text_offset: tokens.map((_, at) => at),
  })

  test('as OpenAI sends them differ in nothing', () => {
    expect(
      withFacts(
        text('length'),
        text('stop', lists(' a', ' the')),
        streamedText(choice(' a', null), choice(' b', 'length'), choice('', 'length')),
        streamedText(choice(' a', null), choice('', 'stop')),
      ),
    ).toEqual([])
  })

  test('are known by how they end', () => {
    expect(withFacts(text('load')).map(brief)).toEqual(['breaking value finish_reason (text)'])
    expect(withFacts(streamedText(choice(' a', 'stop'), choice(' b', null))).map(brief)).toContain(
      'notable order events.finish',
    )
    expect(withFacts(streamedText(choice(' a', null))).map(brief)).toContain('breaking missing events.finish')
    expect(paired(text('length'), text('stop')).map(brief)).toEqual(['cosmetic value finish_reason (text)'])
  })

  test('have tokens for keys where they have probabilities', () => {
    expect(paired(text('stop', lists(' one')), text('stop', lists(' two', ' three')))).toEqual([])
  })

  test('are not held against a reference that keeps them to other models', () => {
    const kept = seen(
      refusal(404, {
        message: 'This is a chat model and not supported in the v1/completions endpoint.',
        param: 'model',
      }),
      {},
      'k1',
      PATH,
    )
    expect(paired(text('stop'), kept)).toEqual([])
    const unknown = seen(refusal(404, { code: 'model_not_found' }), {}, 'k1', PATH)
    expect(paired(text('stop'), unknown).map(brief)).toEqual(['notable value status'])
    const chat = seen(refusal(404, { param: 'model' }))
    expect(paired(seen(answer()), chat).map(brief)).toEqual(['notable value status'])
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
