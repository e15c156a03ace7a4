import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Deviation } from '../../deviations/deviation.ts'
import type { ServerReply } from '../../deviations/server-reply.ts'
import { startInjecting } from './injecting.ts'
import { measure, runOnce, type Progress } from './measure.ts'
import type { Origin, Reaction, Result, Subject } from './origin.ts'

const deviation = (name: string, change: (reply: ServerReply) => ServerReply = (reply) => reply): Deviation => ({
  name,
  about: name,
  rules: ['chat/response/object-value'],
  hooks: { response: change },
})
const BODY: ServerReply = { status: 200, headers: [], chunks: [{ afterMs: 0, bytes: 'fine' }] }
const origin = (most?: number): Origin => ({
  reply: (request, shown) => shown?.hooks.response?.(BODY, request) ?? BODY,
  rewind: () => {},
  ...(most === undefined ? {} : { most }),
})
const asks = (url: string): Promise<string> => fetch(`${url}/v1/x`).then((answer) => answer.text())
const signal = AbortSignal.any([])

/** Fails where the answer is not fine, or could not be had. */
const strict: Subject = {
  run: async (url) => {
    const said = await asks(url).catch((error: Error) => error.message)
    return said === 'fine' ? { result: 'fine', why: '' } : { result: 'failed', why: said }
  },
}

const scripted = (...reactions: Reaction['result'][]): Subject => ({
  run: () => Promise.resolve({ result: reactions.shift() ?? 'fine', why: `${reactions.length} left` }),
})
const resultOf = async (subject: Subject): Promise<Result | undefined> =>
  (await measure({ deviations: [deviation('a')], origin, subject, jobs: 1, signal }))[0]

test('what a client notices breaks it, what it does not notice it survives, and the order stays', async () => {
  const told: [string, Progress][] = []
  const deviations = [
    deviation('reset', (reply) => ({ ...reply, cut: 'reset' })),
    deviation('same'),
    deviation('refused', (reply) => ({ ...reply, cut: 'refused' })),
    deviation('text', (reply) => ({ ...reply, chunks: [{ afterMs: 0, bytes: 'other' }] })),
    deviation('old', (reply) => ({ ...reply, httpVersion: '1.0' })),
  ]
  const onResult = ({ name }: Result, progress: Progress): void => void told.push([name, progress])
  const results = await measure({ deviations, origin, subject: strict, jobs: 2, signal, onResult })
  expect(results.map(({ name, result }) => [name, result])).toEqual([
    ['reset', 'breaks'],
    ['same', 'survives'],
    ['refused', 'breaks'],
    ['text', 'breaks'],
    ['old', 'survives'],
  ])
  expect(results[3]?.shows).toBe('other')
  expect(told.map(([, { done, of }]) => [done, of])).toEqual([1, 2, 3, 4, 5].map((done) => [done, 5]))
})

test.for([
  [['fine'], 'survives'],
  [['failed', 'failed'], 'breaks'],
  [['warned', 'warned'], 'limits'],
  [['failed', 'warned', 'failed'], 'breaks'],
  [['failed', 'warned', 'warned'], 'limits'],
  [['failed', 'fine'], 'flaky'],
  [['warned', 'failed', 'fine'], 'flaky'],
] as const)('asked until it is known: %j is %s', async ([reactions, result]) => {
  expect(await resultOf(scripted(...reactions))).toMatchObject({ result })
})

test('what is known is not asked again, and after the budget or an interruption nothing is', async () => {
  const known: Result[] = [
    { name: 'a', result: 'breaks', shows: 'x' },
    { name: 'b', result: 'not-tried' },
  ]
  const deviations = ['a', 'b', 'c'].map((name) => deviation(name))
  const base = { deviations, origin, known, jobs: 1, signal }
  expect((await measure({ ...base, subject: strict })).map(({ result }) => result)).toEqual([
    'breaks',
    'survives',
    'survives',
  ])
  const none = await measure({ ...base, subject: strict, budgetMs: 0 })
  expect(none.map(({ result }) => result)).toEqual(['breaks', 'not-tried', 'not-tried'])
  const end = new AbortController()
  const interrupted: Subject = {
    run: () => {
      end.abort()
      return Promise.resolve({ result: 'failed', why: 'ended' })
    },
  }
  const left = await measure({ ...base, subject: interrupted, signal: end.signal })
  expect(left.map(({ result }) => result)).toEqual(['breaks', 'not-tried', 'not-tried'])
})

test('a run that asks without end, or has none, fails', async () => {
  const server = await startInjecting(origin(2))
  try {
    const greedy: Subject = {
      run: async (url) => {
        for (let at = 0; at < 3; at += 1) await asks(url)
        return { result: 'fine', why: '' }
      },
    }
    expect(await runOnce(null, server, { subject: greedy, signal })).toEqual({ result: 'failed', why: 'asked 3 times' })
    const endless: Subject = {
      run: async (_url, _deviation, ended) => {
        await wait(60_000, undefined, { signal: ended }).catch(() => {})
        return { result: 'failed', why: 'ended' }
      },
    }
    expect(await runOnce(null, server, { subject: endless, signal, runMs: 50 })).toMatchObject({
      result: 'failed',
      why: expect.stringContaining('no end within'),
    })
  } finally {
    await server.close()
  }
})

test('waits are real until the patience is used up', async () => {
  const server = await startInjecting(origin(), 150)
  try {
    server.set(deviation('slow', (reply) => ({ ...reply, chunks: [{ afterMs: 45_000, bytes: 'fine' }] })))
    const began = performance.now()
    expect([await asks(server.url), await asks(server.url)]).toEqual(['fine', 'fine'])
    expect(performance.now() - began).toBeGreaterThan(140)
    expect([server.waitMs(), server.calls()]).toEqual([150, 2])
  } finally {
    await server.close()
  }
})

test('headers, status and a wrong length go out as the deviation has them', async () => {
  const server = await startInjecting(origin())
  try {
    const headers: [string, string][] = [
      ['content-length', '2'],
      ['x-own', 'yes'],
    ]
    server.set(deviation('head', () => ({ ...BODY, status: 418, headers })))
    const answer = await fetch(`${server.url}/v1/x`)
    expect([answer.status, answer.headers.get('x-own'), await answer.text()]).toEqual([418, 'yes', 'fi'])
  } finally {
    await server.close()
  }
})
