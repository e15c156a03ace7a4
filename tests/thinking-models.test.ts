import { describe, expect, test } from 'vitest'
import { collect, type Side } from '../src/collect/collect.ts'
import type { Verdict } from '../src/judge/judge.ts'
import { loadSuites } from '../src/plan/load-suites.ts'
import { makePlan } from '../src/plan/plan.ts'
import { traitsText } from '../src/policy/adapt-to-model.ts'
import { asker } from '../src/server/discover.ts'
import { withTraits } from '../src/server/measure-traits.ts'
import type { ChosenModels } from '../src/suite/models.ts'
import { inProcessTransport } from '../stand-in/in-process-transport.ts'
import { onlyModel, standInModels } from '../stand-in/models.ts'
import { handle } from '../stand-in/stand-in.ts'

const suites = await loadSuites()
const transport = inProcessTransport((request) => handle(request))

/** What a conforming server with these models comes to. */
async function judgedWith(
  chosen: ChosenModels,
): Promise<{ models: ChosenModels; tokens: number; verdicts: Map<string, Verdict> }> {
  const models = await withTraits(asker(transport), '/v1', chosen, [])
  const side: Side = { name: 'target', transport, models, apiPath: '/v1', native: true }
  const plan = makePlan(suites, models, { only: [], skip: [] })
  const { records, observations } = await collect(
    side,
    plan.suites.map(({ suite }) => suite),
    { concurrency: 8, maxTokens: Infinity },
  )
  const verdicts = plan.suites.flatMap(({ suite, rules }) =>
    rules.map((entry) => [entry.id, entry.judge(records.get(suite.id) ?? {}, observations)] as const),
  )
  return { models, tokens: plan.tokens, verdicts: new Map(verdicts) }
}

const isJudged = ({ outcome }: Verdict): boolean => ['pass', 'fail', 'unsupported'].includes(outcome)
const withOutcome = (verdicts: Map<string, Verdict>, outcome: Verdict['outcome']): string[] =>
  [...verdicts].filter(([, verdict]) => verdict.outcome === outcome).map(([id]) => id)

/** How many rules of each area are judged, of those that are judged with a plain model. */
function shares(verdicts: Map<string, Verdict>): Record<string, number> {
  const wanted = [...plain.verdicts].filter(([, verdict]) => isJudged(verdict)).map(([id]) => id)
  const areas = Map.groupBy(wanted, (id) => id.split('/')[0] ?? '')
  return Object.fromEntries(
    [...areas].map(([area, ids]) => {
      const judged = ids.filter((id) => {
        const verdict = verdicts.get(id)
        return verdict !== undefined && isJudged(verdict)
      })
      return [area, judged.length / ids.length]
    }),
  )
}

const plain = await judgedWith(standInModels)

describe.each([
  ['can be kept from thinking', 'qwen3-0.6b', 'thinks; turned off with reasoning_effort: none'],
  ['always thinks', 'deepseek-r1-1.5b', expect.stringMatching(/^thinks always; caps are raised by \d+ tokens$/)],
] as const)('a conforming server whose only model %s', async (_, model, text) => {
  const { models, tokens, verdicts } = await judgedWith(onlyModel(model))

  test('is known for what it does', () => {
    expect(traitsText(models.chat.traits)).toEqual(text)
    expect(models.embedding.traits).toBeUndefined()
  })

  test('fails nothing', () => {
    expect(withOutcome(verdicts, 'fail')).toEqual([])
  })

  test('is judged in every area as one with a plain model is', () => {
    for (const [area, share] of Object.entries(shares(verdicts))) expect([area, share >= 0.97]).toEqual([area, true])
  })

  test('is asked for fewer than 40,000 tokens', () => {
    expect(tokens).toBeLessThan(40_000)
  })
})

describe('a conforming server with a model of OpenAI’s reasoning family', async () => {
  const { models, verdicts } = await judgedWith(onlyModel('gpt-5-nano'))

  test('is known for what it refuses', () => {
    expect(models.chat.traits?.refuses).toEqual([
      { parameter: 'max_tokens', instead: 'max_completion_tokens' },
      { parameter: 'temperature', instead: null },
    ])
  })

  test('fails nothing', () => {
    expect(withOutcome(verdicts, 'fail')).toEqual([])
  })

  test('is judged but for what the family refuses or does not show', () => {
    const less = Object.entries(shares(verdicts)).filter(([, share]) => share < 0.9)
    expect(less.map(([area]) => area).sort()).toEqual(['chat', 'completions', 'reasoning', 'streaming'])
  })

  test('refuses the parameters that rules are about, and is not held to them', () => {
    for (const id of [
      'stop/string/ends-before-it',
      'logprobs/asked/answered',
      'parameters/logit-bias/selects-the-token',
    ])
      expect([id, verdicts.get(id)?.outcome]).toEqual([id, 'unsupported'])
  })
})
