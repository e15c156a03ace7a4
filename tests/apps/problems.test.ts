import { beforeAll, describe, expect, test } from 'vitest'
import { ANSWER_KINDS, type AnswerKindName } from '../../src/library/answer-kinds.ts'
import { problems, type Problem } from '../../src/library/problems.ts'
import { startStandIn, withDeviation, type StandIn } from '../../src/library/stand-in.ts'
import { loadSuites } from '../../src/plan/load-suites.ts'
import type { Observation } from '../../src/wire/observe.ts'
import { inProcessTransport } from '../../stand-in/in-process-transport.ts'
import { handle } from '../../stand-in/stand-in.ts'
import { askAll } from '../faults/judge-all.ts'

const kindOf = ({ exchange, stream, status }: Observation): AnswerKindName | undefined =>
  status === 200 && exchange.failure === null && exchange.request.method === 'POST'
    ? (Object.keys(ANSWER_KINDS) as AnswerKindName[]).find(
        (name) => ANSWER_KINDS[name].path === exchange.request.path && ANSWER_KINDS[name].stream === (stream !== null),
      )
    : undefined

const CHAT = { model: 'llama3.2:1b', messages: [{ role: 'user', content: 'Say hello.' }], max_tokens: 20 }

const post = ({ url }: Pick<StandIn, 'url'>, path: string, body: object): Promise<Response> =>
  fetch(`${url}/v1${path}`, { method: 'POST', body: JSON.stringify(body) })

const chat = (server: Pick<StandIn, 'url'>, more: object = {}): Promise<Response> =>
  post(server, '/chat/completions', { ...CHAT, ...more })

const said = (found: readonly Problem[]): string[] => found.map(({ message }) => message)

describe('what is wrong with one answer', () => {
  test('is nothing for any answer of a conforming server, to whatever was asked', async () => {
    const { collected } = await askAll(
      await loadSuites(),
      inProcessTransport((request) => handle(request)),
    )
    const count = new Map<AnswerKindName, number>()
    for (const one of collected.observations) {
      const kind = kindOf(one)
      if (kind === undefined) continue
      count.set(kind, (count.get(kind) ?? 0) + 1)
      expect([one.exchange.request.body, await problems(kind, one.text)]).toEqual([one.exchange.request.body, []])
    }
    for (const name of Object.keys(ANSWER_KINDS) as AnswerKindName[]) expect(count.get(name)).toBeGreaterThan(10)
  })

  test.for([
    ['chat-completion', null, 'it is no object'],
    ['chat-completion', 'Hello', 'it is not JSON'],
    ['chat-completion', [], 'it is no object'],
    ['chat-completion', undefined, 'it is not JSON'],
    ['chat-completion', { error: { message: 'out of memory' } }, 'an error and not a chat completion: out of memory'],
    ['chat-completion', 'data: {"object": "chat.completion.chunk"}\n\n', 'it is a stream'],
    ['chat-stream', '{}', 'it has no server-sent events'],
    ['chat-stream', [], 'it has no server-sent events'],
    ['response', '<html>', 'it is not JSON'],
    ['response-stream', '', 'it has no server-sent events'],
    ['embeddings', 7, 'it is no object'],
  ] as const)('is that it is no %s: %j', async ([kind, value, why]) => {
    const found = await problems(kind, value)
    expect(found).toMatchObject([{ path: '$', rule: null }])
    expect(said(found)[0]).toContain(why)
  })

  test('is nothing for a response that failed, and says so', async () => {
    await using server = await startStandIn()
    const body = (await (await post(server, '/responses', { model: 'x', input: 'Hi' })).json()) as object
    const failed = { ...body, status: 'failed', error: { code: 'server_error', message: 'Sorry.' }, output: [] }
    expect(await problems('response', failed)).toEqual([])
    expect(said(await problems('response', { ...failed, id: 7 }))).toEqual([expect.stringMatching(/^\$\.id: /)])
  })

  test.for(Object.keys(ANSWER_KINDS) as AnswerKindName[])('is something for an empty %s', async (kind) => {
    const empty = ANSWER_KINDS[kind].stream ? [{}] : {}
    expect((await problems(kind, empty)).length).toBeGreaterThan(1)
  })

  test('has the path, the rule, and nothing at level may', async () => {
    const found = await problems('chat-completion', { object: 'chat.completion', choices: [{ message: {} }] })
    expect(said(found)).toContain(
      '$.choices[0].message.content is missing (chat/response/choices-message-content-present)',
    )
    expect(found.every(({ level }) => ['must', 'should'].includes(level))).toBe(true)
  })

  test.for([
    ['usage-absent', '$.usage is missing'],
    ['choices-null', '$.choices: must be array'],
  ] as const)('is seen where a server shows %s, in each form of the answer', async ([name, message]) => {
    await withDeviation(name, async (server) => {
      const answer = await chat(server)
      const text = await answer.clone().text()
      for (const value of [answer, text, JSON.parse(text) as unknown])
        expect(said(await problems('chat-completion', value)).join('\n')).toContain(message)
    })
  })

  test('is judged against the request where that is given', async () => {
    await using server = await startStandIn()
    const answer = await (await chat(server, { n: 2 })).text()
    expect(await problems('chat-completion', answer)).toEqual([])
    expect(await problems('chat-completion', answer, { request: { ...CHAT, n: 2 } })).toEqual([])
    expect(said(await problems('chat-completion', answer, { request: CHAT })).join('\n')).toContain('$.choices')
  })

  test('is asked of a kind that there is', async () => {
    await expect(problems('chat-completions' as AnswerKindName, {})).rejects.toThrow('The nearest is chat-completion.')
  })
})

describe('a stream', () => {
  let chunks: unknown[]
  beforeAll(async () => {
    await using server = await startStandIn()
    const text = await (await chat(server, { stream: true })).text()
    chunks = [...text.matchAll(/^data: (\{.*)$/gm)].map(([, json = '']) => JSON.parse(json) as unknown)
  })

  test('is taken as the chunks that a client library gives', async () => {
    async function* arriving(): AsyncGenerator {
      yield* chunks
    }
    expect(await problems('chat-stream', chunks)).toEqual([])
    expect(await problems('chat-stream', arriving())).toEqual([])
    expect(said(await problems('chat-stream', chunks.slice(1))).join('\n')).toMatch(/^events\[0\].*role/m)
  })

  test('of a response as well', async () => {
    await using server = await startStandIn()
    const answer = await post(server, '/responses', { model: 'x', input: 'Say hello.', stream: true })
    const events = [...(await answer.clone().text()).matchAll(/^data: (\{.*)$/gm)].map(
      ([, json = '']) => JSON.parse(json) as unknown,
    )
    expect(await problems('response-stream', answer)).toEqual([])
    expect(await problems('response-stream', events)).toEqual([])
    expect(said(await problems('response-stream', events.slice(0, -1))).length).toBeGreaterThan(0)
  })
})
