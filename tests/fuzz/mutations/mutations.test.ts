import { describe, expect, test } from 'vitest'
import { corpusExchange, readCorpus } from '../../../scripts/observed/corpus.ts'
import { observe } from '../../../src/wire/observe.ts'
import { isJudged } from '../../corpus/alarms.ts'
import { PATIENCE } from '../runs.ts'
import { allowedOfRecorded } from './allowed-of-recorded.ts'
import { allowed, allowedBy, type Allowed } from './allowed.ts'
import { answerOf, withFrames, withJson } from './answer.ts'
import { basesOf, standInBases, type Base } from './bases.ts'
import { mutations } from './catalogue.ts'
import { tryAll, type Tried } from './tried.ts'

const told = ({ mutation, site, caught }: Tried): string =>
  `${mutation} | ${site}${caught ? ` | ${caught.by} ${caught.what}` : ''}`
const missed = (tried: readonly Tried[]): Tried[] =>
  tried.filter(({ mutation, site, caught }) => caught === null && !allowedBy(mutation, site))

/** An answer taken apart and put together again, with nothing changed. */
function rebuilt({ answer, bench }: Base): string | undefined {
  const { body, observation } = answer
  if (body.kind === 'text') return undefined
  return (
    bench.catches(body.kind === 'json' ? withJson(answer, body.value) : withFrames(answer, body.frames))?.what ??
    (observe(observation.exchange).status === null ? 'no answer' : undefined)
  )
}

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
      expect(missed(tried).map(told)).toEqual([])
      expect(
        mutations.filter(({ name }) => !tried.some(({ mutation }) => mutation === name)).map(({ name }) => name),
      ).toEqual([])
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

/** A folder with recorded answers of OpenAI, where there is one at hand. */
const corpus = process.env['FUZZ_CORPUS']

test.skipIf(corpus === undefined)(
  'recorded answers of OpenAI, changed in one thing, are caught, or it is listed why not',
  () => {
    const rows = readCorpus(corpus ?? '', 'openai.*').filter(isJudged)
    const tried = tryAll(basesOf(rows.map((row) => observe(corpusExchange(row)))))
    expect(tried.length).toBeGreaterThan(1000)
    const left = missed(tried)
    const entry = ({ mutation, site }: Tried): Allowed | undefined =>
      allowedOfRecorded.find(
        ({ mutations: all, sites }) => all.includes(mutation) && (sites === undefined || sites.test(site)),
      )
    expect(left.filter((one) => entry(one) === undefined).map(told)).toEqual([])
    const used = new Set(left.map(entry))
    expect(allowedOfRecorded.filter((one) => !used.has(one)).map(({ reason }) => reason)).toEqual([])
    console.log(
      `${rows.length} recorded answers, ${tried.length} changes, ${tried.filter(({ caught }) => caught?.by === 'rule').length} caught by a rule, ${tried.filter(({ caught }) => caught !== null && caught.by !== 'rule').length} by the comparison, ${left.length} more than in answers of the stand-in unnoticed`,
    )
  },
  3_600_000,
)

test('answerOf tells event streams, JSON and text apart', () => {
  const kinds = ['data: {}\n\n', '{}', 'x'].map(
    (text) =>
      answerOf(
        observe(
          corpusExchange({
            id: 'a',
            provider: 'openai',
            recordedAt: null,
            fidelity: 'raw',
            endpoint: '/v1/x',
            stream: false,
            features: [],
            request: { method: 'POST', body: {} },
            response: { status: 200, headers: {}, body: text },
          }),
        ),
      ).body.kind,
  )
  expect(kinds).toEqual(['stream', 'json', 'text'])
})
