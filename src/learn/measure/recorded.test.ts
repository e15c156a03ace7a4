import { expect, test } from 'vitest'
import { deviationNamed } from '../../deviations/catalogue.ts'
import { bodyText } from '../../deviations/changes.ts'
import type { ServerRequest } from '../../deviations/server-reply.ts'
import type { Exchange } from '../../wire/exchange.ts'
import { byFrequency, choices, shownIn } from './choose.ts'
import { recordedOrigin } from './recorded.ts'

const path = '/v1/chat/completions'
const asked = (content: string, more: object = {}): ServerRequest => ({
  method: 'POST',
  path,
  headers: [],
  body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content }], ...more }),
})
const answer = (content: string): object => ({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1_760_000_000,
  model: 'm',
  choices: [
    { index: 0, message: { role: 'assistant', content, refusal: null }, logprobs: null, finish_reason: 'stop' },
  ],
  usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
})
const exchange = (request: ServerRequest, body: object, at = 5000): Exchange => ({
  key: '',
  request: { ...request, via: 'http' },
  response: {
    status: 200,
    statusText: 'OK',
    httpVersion: '1.1',
    headers: [
      ['content-type', 'application/json'],
      ['transfer-encoding', 'chunked'],
      ['location', 'https://elsewhere.example'],
    ],
    chunks: [{ at, text: JSON.stringify(body) }],
    complete: true,
  },
  failure: null,
  timing: { startedAt: '2026-11-30T12:00:00.000Z', headersMs: at, firstByteMs: at, endMs: at },
})
const said = (origin: ReturnType<typeof recordedOrigin>, request: ServerRequest): string =>
  (JSON.parse(bodyText(origin.reply(request, null))) as { choices: { message: { content: string } }[] }).choices[0]
    ?.message.content ?? ''

test('equal requests are answered in their order, and from the start again in the next run', () => {
  const origin = recordedOrigin([exchange(asked('a'), answer('one')), exchange(asked('a'), answer('two'))])
  const run = (): string[] => [1, 2, 3].map(() => said(origin, asked('a')))
  expect(run()).toEqual(['one', 'two', 'two'])
  origin.rewind()
  expect(run()).toEqual(['one', 'two', 'two'])
  expect(origin.most).toBe(26)
})

test('ids and times may differ from run to run; what was never asked is answered by the next, which is counted', () => {
  const of = (id: string): object => ({ user: 'x', messages: [{ role: 'tool', tool_call_id: id, content: '4' }] })
  const origin = recordedOrigin([
    exchange(asked('It is 2026-11-30T12:00:01Z.'), answer('dated')),
    exchange(asked('', of('call_1')), answer('done')),
    exchange(asked('b'), answer('last')),
  ])
  expect(said(origin, asked('', of('call_2')))).toBe('done')
  expect(said(origin, asked('It is 2027-01-01T00:00:00Z.'))).toBe('dated')
  expect(origin.guessed()).toBe(0)
  expect(said(origin, asked('never asked'))).toBe('last')
  expect(origin.guessed()).toBe(1)
  expect(origin.reply({ ...asked('a'), path: '/v1/embeddings' }, null).status).toBe(404)
})

test('nothing waits but what the deviation makes wait', () => {
  const origin = recordedOrigin([exchange(asked('a'), answer('one'))])
  const slow = { response: (reply: never) => slowed(reply) }
  const slowed = (reply: { chunks: { afterMs: number; bytes: string }[] }): never =>
    ({ ...reply, chunks: reply.chunks.map((one) => ({ ...one, afterMs: one.afterMs + 45_000 })) }) as never
  const waits = (hooks: object | null): number[] =>
    origin
      .reply(asked('a'), hooks && { name: 'slow', about: '', rules: [], hooks })
      .chunks.map(({ afterMs }) => afterMs)
  expect(waits(null)).toEqual([0])
  expect(waits(slow)).toEqual([45_000])
  expect(origin.reply(asked('a'), null).headers).toEqual([['content-type', 'application/json']])
})

test('chosen are those that touch the traffic, each change once, seen ones first', () => {
  const traffic = [exchange(asked('a'), answer('one'))]
  const rare = { ...deviationNamed('id-null'), name: 'rare', seen: ['TGI'] }
  const often = { ...deviationNamed('choices-null'), name: 'often', seen: ['Ollama'] }
  const other = { name: 'other', about: '', rules: [], hooks: { embeddings: () => ({}) } }
  const found = choices(byFrequency([rare, { ...rare, name: 'twin' }, often, other]), shownIn(traffic))
  expect(found.map(({ deviation, alike }) => [deviation.name, alike.map(({ name }) => name)])).toEqual([
    ['often', []],
    ['rare', ['twin']],
  ])
  expect(choices([other], shownIn(traffic))).toEqual([])
})
