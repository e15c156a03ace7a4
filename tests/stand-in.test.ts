import { describe, expect, test } from 'vitest'
import { COUNTING, GREETING, repeatAfterMe } from '../fixtures/sent/prompts.ts'
import { PAIR_CALL, WEATHER, WEATHER_CALL } from '../fixtures/sent/tools.ts'
import { violations } from '../src/contract/validate.ts'
import type { Exchange } from '../src/wire/exchange.ts'
import { httpTransport } from '../src/wire/http-transport.ts'
import type { Observation } from '../src/wire/observe.ts'
import { streamChunks } from '../src/wire/reply.ts'
import { startStandIn } from '../stand-in/http-server.ts'
import { inProcessTransport } from '../stand-in/in-process-transport.ts'
import { handle } from '../stand-in/stand-in.ts'
import { ask, type Body, look, value } from './asked-stand-in.ts'

const chunksOf = ({ stream }: Observation): { [key: string]: unknown }[] => (stream ? streamChunks(stream) : [])

const first = (chunk: { [key: string]: unknown } | undefined): { [key: string]: unknown } =>
  (chunk?.['choices'] as { [key: string]: unknown }[])[0] ?? {}

describe('plain answers', () => {
  const bodies: Body[] = [
    { messages: GREETING },
    { messages: COUNTING, max_tokens: 8 },
    { messages: GREETING, n: 2 },
    WEATHER_CALL,
    PAIR_CALL,
    { messages: GREETING, logprobs: true, top_logprobs: 2 },
    { messages: GREETING, tools: [WEATHER], tool_choice: 'required' },
  ]

  test.each(bodies)('conform to the contract %#', async (body) => {
    const answer = await ask(body)
    expect(answer.status).toBe(200)
    expect(violations('chat-completion', value(answer))).toEqual([])
  })

  test('have the keys, ids and names that OpenAI sends', async () => {
    const body = value(await ask({ messages: GREETING }))
    expect(Object.keys(body).sort()).toEqual([
      'choices',
      'created',
      'id',
      'model',
      'object',
      'service_tier',
      'system_fingerprint',
      'usage',
    ])
    expect(body['id']).toMatch(/^chatcmpl-[A-Za-z0-9]{29}$/)
    expect(body['model']).toBe('gpt-4o-mini-2024-07-18')
    const choice = first(body)
    expect(Object.keys(choice).sort()).toEqual(['finish_reason', 'index', 'logprobs', 'message'])
    expect(choice['message']).toMatchObject({ role: 'assistant', refusal: null, annotations: [] })
  })

  test('call what the question spells out, where a tool takes it', async () => {
    const called = async (content: string): Promise<unknown> =>
      (await ask({ messages: [{ role: 'user', content }], tools: [WEATHER] })).reply?.choices[0]?.toolCalls.map(
        ({ name, arguments: args }) => [name, args],
      )
    expect(
      await called('Call get_weather with {"city":"Oslo"}\nCall get_weather with {"city": "Rome"}, please.'),
    ).toEqual([
      ['get_weather', '{"city":"Oslo"}'],
      ['get_weather', '{"city": "Rome"}'],
    ])
    expect(await called('Call get_time with {"city":"Oslo"}')).toEqual([])
  })

  test('follow the patterns of the prompts', async () => {
    expect((await ask({ messages: repeatAfterMe('one two three') })).reply?.choices[0]?.content).toBe('one two three')
    expect((await ask({ messages: COUNTING, max_tokens: 6 })).reply?.choices[0]).toMatchObject({
      content: '1, 2, 3,',
      finish: 'length',
    })
    expect((await ask({ messages: COUNTING, stop: ['5', '4'] })).reply?.choices[0]).toMatchObject({
      content: '1, 2, 3, ',
      finish: 'stop',
    })
    expect((await ask(WEATHER_CALL)).reply?.choices[0]?.toolCalls).toMatchObject([
      { index: undefined, type: 'function', name: 'get_weather', arguments: '{"city":"Madrid"}' },
    ])
    expect((await ask(PAIR_CALL)).reply?.choices[0]?.toolCalls.map((call) => call.arguments)).toEqual([
      '{"city":"Madrid"}',
      '{"city":"Berlin"}',
    ])
  })

  test('end a named call with `stop`, a required one with `tool_calls`', async () => {
    const forced = { messages: GREETING, tools: [WEATHER] }
    expect(
      (await ask({ ...forced, tool_choice: { type: 'function', function: { name: 'get_weather' } } })).reply?.choices[0]
        ?.finish,
    ).toBe('stop')
    expect((await ask({ ...forced, tool_choice: 'required' })).reply?.choices[0]?.finish).toBe('tool_calls')
    expect((await ask({ ...WEATHER_CALL, tool_choice: 'none' })).reply?.choices[0]?.toolCalls).toEqual([])
  })
})

describe('streams', () => {
  test('conform to the contract and have the parts that OpenAI sends', async () => {
    const answer = await ask({ messages: GREETING, stream: true, stream_options: { include_usage: true } })
    const all = chunksOf(answer)
    expect(all.flatMap((chunk) => violations('chat-completion-chunk', chunk))).toEqual([])
    expect(first(all[0])['delta']).toEqual({ role: 'assistant', content: '', refusal: null })
    expect(first(all.at(-2))).toMatchObject({ delta: {}, finish_reason: 'stop' })
    expect(all.slice(0, -1).every(({ usage }) => usage === null)).toBe(true)
    expect(all.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens_details: { cached_tokens: 0 } } })
    expect(new Set(all.map(({ id }) => id)).size).toBe(1)
    expect(answer.stream).toMatchObject({ done: 1, doneLast: true, comments: [], malformed: [] })
  })

  test('have no usage key unless asked', async () => {
    expect(chunksOf(await ask({ messages: GREETING, stream: true })).some((chunk) => 'usage' in chunk)).toBe(false)
  })

  test('open a call once and go on by index', async () => {
    const deltas = chunksOf(await ask({ ...PAIR_CALL, stream: true })).map(
      (chunk) => first(chunk)['delta'] as { tool_calls?: { [key: string]: unknown }[] },
    )
    const fragments = deltas.flatMap((delta) => delta.tool_calls ?? [])
    expect(fragments.filter((fragment) => 'id' in fragment).map(({ index, function: fn }) => [index, fn])).toEqual(
      [0, 1].map((at) => [at, { name: 'get_weather', arguments: '' }]),
    )
    expect(
      fragments
        .filter((fragment) => !('id' in fragment))
        .every((fragment) => Object.keys(fragment).join() === 'index,function'),
    ).toBe(true)
  })

  test('say the same as plain answers', async () => {
    for (const body of [{ messages: GREETING }, { messages: COUNTING, max_tokens: 9 }, WEATHER_CALL, PAIR_CALL]) {
      const [plain, stream] = [await ask(body), await ask({ ...body, stream: true })]
      const said = ({ reply }: Observation): unknown =>
        reply?.choices.map(({ content, finish, toolCalls }) => [
          content ?? '',
          finish,
          toolCalls.map((call) => call.arguments),
        ])
      expect(said(stream)).toEqual(said(plain))
    }
  })
})

test('models are listed and looked up', async () => {
  const list = value(await look('/v1/models'))
  expect(violations('model-list', list)).toEqual([])
  const ids = (list['data'] as { id: string }[]).map(({ id }) => id)
  for (const id of ids) expect(value(await look(`/v1/models/${id}`))).toMatchObject({ id, object: 'model' })
  expect(value(await look('/v1/models/none'))).toMatchObject({ error: { code: 'model_not_found', param: 'model' } })
})

test('the wire server answers as the one in the process', async () => {
  const server = await startStandIn({ pace: 0 })
  const live = httpTransport(server.url, { connect: 2000, headers: 2000, firstByte: 2000, idle: 2000, total: 5000 })
  const withoutIds = (text: string): string => text.replace(/(chatcmpl-|call_)\w+/g, '$1')
  try {
    for (const body of [{ messages: GREETING }, { ...WEATHER_CALL, stream: true }, { messages: [] }]) {
      const [near, far] = [await ask(body), await ask(body, live)]
      expect([far.status, far.mediaType, withoutIds(far.text)]).toEqual([
        near.status,
        near.mediaType,
        withoutIds(near.text),
      ])
      expect(far.exchange.response?.complete).toBe(true)
    }
  } finally {
    live.close?.()
    await server.stop()
  }
})

test('a cut is a broken body on the wire and in the process', async () => {
  const cut = {
    hooks: {
      response: (reply: ReturnType<typeof handle>) => ({
        ...reply,
        chunks: reply.chunks.slice(0, 2),
        cut: 'reset' as const,
      }),
    },
  }
  const server = await startStandIn({ pace: 0, ...cut })
  const live = httpTransport(server.url, { connect: 2000, headers: 2000, firstByte: 2000, idle: 2000, total: 5000 })
  const stage = ({ exchange }: { exchange: Exchange }): unknown => [
    exchange.failure?.stage,
    exchange.response?.complete,
  ]
  try {
    const body = { messages: GREETING, stream: true }
    expect(stage(await ask(body, live))).toEqual(['body', false])
    expect(
      stage(
        await ask(
          body,
          inProcessTransport((request) => handle(request, cut)),
        ),
      ),
    ).toEqual(['body', false])
  } finally {
    live.close?.()
    await server.stop()
  }
})
