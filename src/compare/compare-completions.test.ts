import { describe, expect, test } from 'vitest'
import { brief, paired, type Reply, seen, withFacts } from '../../tests/compared-pairs.ts'
import { answer, json, refusal, sse } from '../suite/example.ts'
import type { Observation } from '../wire/observe.ts'

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
