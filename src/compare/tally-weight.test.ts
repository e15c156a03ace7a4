import { describe, expect, test } from 'vitest'
import { choices, paired, seen, without } from '../../tests/tallied-pairs.ts'
import { answer, answerWith, json } from '../suite/example.ts'
import type { Observation } from '../wire/observe.ts'
import { compare, noiseFloor, type Difference } from './compare.ts'

describe("the end of an answer may be the model's doing", () => {
  const severity = (end: string, kind: 'text' | 'none'): string | undefined => {
    const of = (finish: string): Observation =>
      kind === 'none'
        ? seen(answer({ finish }))
        : seen(
            json({ object: 'text_completion', choices: [{ index: 0, text: 'a', finish_reason: finish }] }),
            'a',
            {},
            '/v1/completions',
          )
    return paired([of(end)], [of(end === 'stop' ? 'length' : 'stop')]).find(({ aspect }) => aspect === 'finish')
      ?.severity
  }

  test('where it is one of its own', () => {
    expect([
      severity('stop', 'none'),
      severity('length', 'none'),
      severity('stop', 'text'),
      severity('length', 'text'),
    ]).toEqual(Array(4).fill('cosmetic'))
    expect([severity('eos', 'none'), severity('eos', 'text')]).toEqual(['breaking', 'breaking'])
  })

  test('and all of the ends have to be', () => {
    const several = (...ends: string[]): Observation =>
      seen(
        choices(
          ...ends.map((finish_reason, index) => ({
            index,
            message: { role: 'assistant', content: 'a' },
            logprobs: null,
            finish_reason,
          })),
        ),
      )
    expect(
      paired([several('length', 'eos')], [several('stop', 'stop')]).find(({ aspect }) => aspect === 'finish')?.severity,
    ).toBe('breaking')
    expect(
      paired([several('length', 'stop')], [several('x', 'x')]).find(({ aspect }) => aspect === 'finish')?.severity,
    ).toBe('cosmetic')
  })
})

describe('the noise of a reference', () => {
  const field = without('service_tier')

  test('counts what is left out or added either way round', () => {
    const missing = noiseFloor([seen(field, 'a'), seen(answer(), 'b')], [seen(answer(), 'a'), seen(answer(), 'b')])
    expect([...missing].sort()).toEqual([
      ['chat body $.service_tier extra', { changed: 1, of: 2 }],
      ['chat body $.service_tier missing', { changed: 1, of: 2 }],
    ])
    const extra = noiseFloor([seen(answer(), 'a')], [seen(field, 'a')])
    expect([...extra.keys()].sort()).toEqual(['chat body $.service_tier extra', 'chat body $.service_tier missing'])
    const value = noiseFloor(
      [
        seen(
          answerWith({}, (body) => ({ ...body, object: 'x' })),
          'a',
        ),
      ],
      [seen(answer(), 'a')],
    )
    expect([...value.keys()]).toEqual(['chat body $.object value'])
  })

  test('drowns what comes no more than twice as often', () => {
    const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j']
    const reference = keys.map((key) => seen(answer(), key))
    const lacking = (count: number): Observation[] =>
      keys.map((key, at) => seen(at < count ? without('usage') : answer(), key))
    const severity = (target: number, noise: number): Difference | undefined =>
      compare(lacking(target), {
        kind: 'paired',
        observations: reference,
        noise: noiseFloor(lacking(noise), reference),
      })[0]
    expect(severity(4, 2)).toMatchObject({ severity: 'cosmetic', noise: { changed: 2, of: 10 } })
    expect(severity(5, 2)).toMatchObject({ severity: 'breaking', noise: { changed: 2, of: 10 } })
    expect(severity(1, 0)).not.toHaveProperty('noise')
  })
})
