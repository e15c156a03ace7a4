import { expect, test } from 'vitest'
import { deviationNamed, deviations } from './catalogue.ts'
import { inject, isInReplies } from './inject.ts'
import { refusals } from './refusals.ts'
import type { ServerReply, ServerRequest } from './server-reply.ts'

const JSON_TYPE: [string, string] = ['content-type', 'application/json']
const SSE_TYPE: [string, string] = ['content-type', 'text/event-stream']

const asked = (path: string, body: unknown, method = 'POST'): ServerRequest => ({
  method,
  path,
  headers: [],
  body: body === null ? null : JSON.stringify(body),
})
const plain = (body: unknown, status = 200): ServerReply => ({
  status,
  headers: [JSON_TYPE],
  chunks: [{ afterMs: 100, bytes: typeof body === 'string' ? body : JSON.stringify(body) }],
})
const stream = (...frames: string[]): ServerReply => ({
  status: 200,
  headers: [SSE_TYPE],
  chunks: frames.map((bytes) => ({ afterMs: 20, bytes })),
})
const event = (value: { type?: string }): string =>
  `${value.type === undefined ? '' : `event: ${value.type}\n`}data: ${JSON.stringify(value)}\n\n`
const textOf = ({ chunks }: ServerReply): string => chunks.map(({ bytes }) => Buffer.from(bytes as string)).join('')
const into = (reply: ServerReply, request: ServerRequest, name: string): ServerReply =>
  inject(reply, request, deviationNamed(name))

const CHAT = asked('/v1/chat/completions', { model: 'm', messages: [{ role: 'user', content: 'Hi' }] })
const NOT_FOUND = { error: { message: 'Invalid URL', type: 'invalid_request_error', param: null, code: 'x' } }

test('an error is changed whatever its route', () => {
  const told = into(plain(NOT_FOUND, 404), asked('/proxy/openai/v1/unknown', {}), 'error-code-null')
  expect(JSON.parse(textOf(told))).toMatchObject({ error: { code: null } })
})

test('an answer is changed whatever the base of the API', () => {
  const body = { id: 'chatcmpl-1', choices: [], created: 1 }
  const told = into(plain(body), { ...CHAT, path: '/openai/deployments/chat/completions?v=1' }, 'created-zero')
  expect(JSON.parse(textOf(told))).toMatchObject({ created: 0 })
})

test('a count that changes is summed up anew', () => {
  const choice = { index: 0, message: { role: 'assistant', content: 'One two' }, finish_reason: 'length' }
  const usage = { prompt_tokens: 8, completion_tokens: 2, total_tokens: 10 }
  const told = into(plain({ choices: [choice], usage }), CHAT, 'cap-overshot')
  expect(JSON.parse(textOf(told))).toMatchObject({
    usage: { prompt_tokens: 8, completion_tokens: 6, total_tokens: 14 },
  })
})

test('the events of the items of a response follow what is changed in it', () => {
  const call = {
    id: 'fc_1',
    type: 'function_call',
    status: 'completed',
    call_id: 'call_1',
    name: 'look',
    arguments: '{"a":1}',
  }
  const response = { id: 'resp_1', status: 'completed', output: [call], usage: null }
  const begun = { ...response, status: 'in_progress', output: [] }
  const reply = stream(
    event({ type: 'response.created', response: begun } as never),
    event({ type: 'response.output_item.added', output_index: 0, item: { ...call, arguments: '' } } as never),
    event({ type: 'response.function_call_arguments.delta', output_index: 0, delta: '{"a":1}' } as never),
    event({ type: 'response.output_item.done', output_index: 0, item: call } as never),
    event({ type: 'response.completed', response } as never),
  )
  const told = textOf(into(reply, asked('/v1/responses', { input: 'Hi', stream: true }), 'responses-arguments-empty'))
  expect(told).not.toContain('{\\"a\\":1}')
  expect(told).toContain('event: response.output_item.done')
  expect(told).toContain('"arguments":""')
})

test('an event over several data lines is read as one', () => {
  const reply = stream('data: {"id":"a","created":5,\ndata: "choices":[]}\n\n', 'data: [DONE]\n\n')
  expect(textOf(into(reply, CHAT, 'created-zero'))).toBe(
    'data: {"id":"a","created":0,"choices":[]}\n\ndata: [DONE]\n\n',
  )
})

test('a parameter that an app sends can be refused', () => {
  const request = asked('/v1/chat/completions', { model: 'm', messages: [], stop: 'x', stream: true })
  const made = refusals([{ request: { ...request, via: 'http' } }])
  expect(made.map(({ name }) => name)).toEqual(['refused:chat.stop', 'refused:chat.stream'])
  expect(deviationNamed('refused:chat.stop').about).toContain('`stop`')
  const [first] = made
  expect(first && inject(plain({ choices: [] }), request, first)).toMatchObject({ status: 400 })
  expect(first && inject(plain({ choices: [] }), CHAT, first)).toMatchObject({ status: 200 })
})

const ODD: ServerReply[] = [
  plain(''),
  plain('null'),
  plain('[]'),
  plain('{"choices":{"0":1},"usage":7,"data":"x","output":[null,{}]}'),
  plain('{"choices":[null,{"message":null,"logprobs":[1]}],"data":[{"embedding":{}}],"error":"no"}'),
  plain('{"error":"no"}', 400),
  plain('<html>', 502),
  plain('{"error":{"message":{"a":1}}}', 404),
  stream(),
  stream('data: nothing\n\n', ': comment\n\n', 'data: {"choices":[{"delta":7}]}\n\n', 'data: {"response":[]}'),
  stream(
    'data: {"choices":null,"usage":[]}\n\n',
    'event: x\ndata: {"type":"response.completed","response":{"output":{}}}\n\n',
  ),
  { status: 204, headers: [], chunks: [] },
  { ...plain('{"choi'), cut: 'reset' },
  { ...plain({}), cut: 'refused' },
]
const REQUESTS = [
  CHAT,
  asked('/v1/responses', { input: 'Hi', stream: true }),
  asked('/v1/completions', { prompt: ['a'], n: 2 }),
  asked('/v1/embeddings', { input: 'a', dimensions: 4 }),
  asked('/v1/models', null, 'GET'),
  { ...CHAT, body: 'no JSON' },
  { ...CHAT, body: null },
  { ...CHAT, body: '[1]' },
]

test('no deviation throws, however odd an answer is', () => {
  const thrown = deviations.flatMap((deviation) =>
    ODD.flatMap((reply, at) => {
      const request = REQUESTS[(at + deviation.name.length) % REQUESTS.length] ?? CHAT
      try {
        inject(reply, request, deviation)
        return []
      } catch (error) {
        return [`${deviation.name}: ${String(error)}`]
      }
    }),
  )
  expect(thrown).toEqual([])
})

test('an answer that is not touched is the same object', () => {
  const reply = plain({ id: 'x', choices: [] })
  const elsewhere = deviations.filter((one) => isInReplies(one) && /^(embeddings|models\/)/.test(one.rules[0] ?? ''))
  expect(elsewhere.length).toBeGreaterThan(20)
  for (const deviation of elsewhere) expect(inject(reply, CHAT, deviation)).toBe(reply)
})
