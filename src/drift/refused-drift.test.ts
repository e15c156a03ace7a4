import { describe, expect, test } from 'vitest'
import { rule } from '../../tests/rule-result.ts'
import { namedPreset } from '../policy/preset-file.ts'
import { refusal } from '../suite/example.ts'
import type { ChosenModels, Refusal } from '../suite/models.ts'
import { observe, type Observation } from '../wire/observe.ts'
import type { Drift } from './drift.ts'
import { refusedDrift } from './refused-drift.ts'

const openai = namedPreset('openai', '--reference')

const asked = (name: string, refuses: Refusal[] = []): ChosenModels =>
  ({
    chat: {
      name,
      why: '',
      traits: { thinks: 'never', effort: { chat: {}, responses: {} }, thoughtTokens: { least: 0, usual: 0 }, refuses },
    },
  }) as unknown as ChosenModels

const answer = (param: string | null, path = '/v1/chat/completions', status = 400): Observation => {
  const exchange = refusal(status, { message: `Unsupported parameter: ${param}`, param })
  return observe({ ...exchange, key: 'k', request: { ...exchange.request, path } })
}

const told = (observation: Observation, model = 'gpt-4o-mini', id = 'parameters/seed/answered'): Drift[] =>
  refusedDrift([rule(id, 'unsupported', { code: 'refused', exchanges: ['k'] })], new Map([['k', observation]]), {
    preset: openai,
    models: asked(model),
  })

describe('a refused parameter', () => {
  test('of the contract is told, a part of it by its whole name', () => {
    expect(told(answer('seed'))).toMatchObject([
      { kind: 'refused', scope: 'chat', path: 'seed', rules: ['parameters/seed/answered'] },
    ])
    expect(told(answer('tools[0].function'))).toMatchObject([{ path: 'tools[0].function' }])
  })

  test.for<[string, Drift[]]>([
    ['that the contract does not have', told(answer('response_format', '/v1/completions'))],
    ['that is the model, which is of another endpoint', told(answer('model', '/v1/completions', 404))],
    ['that nobody names', told(answer(null))],
    ['that is documented to be refused by the model', told(answer('logit_bias'), 'gpt-5-nano')],
    ['in an answer that is none of an endpoint', told(answer('seed', '/v1/models'))],
    ['where a rule is about the refusal itself', told(answer('seed'), 'gpt-4o-mini', 'parameters/seed/refused')],
  ])('%s is not told', ([, drifts]) => {
    expect(drifts).toEqual([])
  })

  test('that a model refused before the suites were sent is told as well, if it is not documented', () => {
    const models = (name: string): Drift[] =>
      refusedDrift([], new Map(), {
        preset: openai,
        models: asked(name, [{ parameter: 'temperature', instead: null }]),
      })
    expect(models('gpt-4o-mini')).toMatchObject([{ path: 'temperature', rules: [] }])
    expect(models('gpt-6-luna')).toEqual([])
  })
})
