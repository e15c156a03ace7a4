import { describe, expect, test } from 'vitest'
import { corpusExchange } from '../../../scripts/observed/corpus.ts'
import { completion } from '../../../src/suite/example.ts'
import { observe, type Observation } from '../../../src/wire/observe.ts'
import { PATIENCE } from '../runs.ts'
import { allowed, allowedBy } from './allowed.ts'
import { answerOf, withFrames, withJson } from './answer.ts'
import { standInBases, type Base } from './bases.ts'
import { mutations } from './catalogue.ts'
import { tryAsked } from './recorded.ts'
import { tryAll, type Tried } from './tried.ts'
import { changeOf, missed, readUnnoticed } from './unnoticed.ts'

const told = (one: Tried): string => `${changeOf(one)}${one.caught ? ` | ${one.caught.by} ${one.caught.what}` : ''}`

/** An answer taken apart and put together again, with nothing changed. */
function rebuilt({ answer, bench }: Base): string | undefined {
  const { body, observation } = answer
  if (body.kind === 'text') return undefined
  return (
    bench.catches(body.kind === 'json' ? withJson(answer, body.value) : withFrames(answer, body.frames))?.what ??
    (observe(observation.exchange).status === null ? 'no answer' : undefined)
  )
}

/** Of what no suite asks for without more: an answer without a cap, and calls under `strict` with more than texts. */
const ONLY_RECORDED = ['cut without cap', 'argument as text']

describe('answers of a conforming server', async () => {
  const bases = await standInBases()
  const firsts = bases.filter(({ first }) => first)
  let tried: Tried[] = []

  test('are caught for nothing when nothing is changed', () => {
    expect(firsts.map(rebuilt).filter((what) => what !== undefined)).toEqual([])
    expect(new Set(firsts.map(({ answer }) => answer.scope)).size).toBeGreaterThan(10)
  })

  test(
    'changed in one thing are caught, or it is listed why not',
    () => {
      tried = tryAll(bases)
      expect(missed(tried).filter((change) => !readUnnoticed('stand-in').includes(change))).toEqual([])
      const untried = mutations.filter(({ name }) => !tried.some(({ mutation }) => mutation === name))
      expect(untried.map(({ name }) => name)).toEqual(ONLY_RECORDED)
    },
    PATIENCE,
  )

  test('changed in what is left open are failed by no rule', () => {
    const free = new Set(allowed.filter((one) => one.free).flatMap((one) => one.mutations))
    expect(tried.filter(({ mutation, caught }) => free.has(mutation) && caught !== null).map(told)).toEqual([])
  })

  test('leave no entry of the list without use', () => {
    const used = new Set(
      tried.filter(({ caught }) => caught === null).map(({ mutation, site }) => allowedBy(mutation, site)),
    )
    expect(allowed.filter((entry) => !used.has(entry)).map(({ reason }) => reason)).toEqual([])
  })
})

/** An answer as a corpus has it. */
const recorded = (body: string, request: object = {}): Observation =>
  observe(
    corpusExchange({
      id: 'a',
      provider: 'openai',
      recordedAt: null,
      fidelity: 'raw',
      endpoint: '/v1/chat/completions',
      stream: false,
      features: [],
      request: { method: 'POST', body: request },
      response: { status: 200, headers: { 'content-type': 'application/json' }, body },
    }),
  )

test('a change that does not fit the request must be noticed in each recorded answer', () => {
  const body = JSON.stringify(completion({ content: 'Hello there.' }))
  const nobody = tryAsked([recorded(body), recorded(body, { n: 2 })], [])
  expect(nobody.filter(({ caught }) => caught !== null)).toEqual([])
  expect(nobody.map(changeOf)).toContain('choice nobody asked for | chat')
})

test('answerOf tells event streams, JSON and text apart', () => {
  const kinds = ['data: {}\n\n', '{}', 'x'].map((text) => answerOf(recorded(text)).body.kind)
  expect(kinds).toEqual(['stream', 'json', 'text'])
})
