import { describe, expect, test } from 'vitest'
import type { ModelTraits } from '../suite/models.ts'
import { adaptToModel, modelTexts, traitsText } from './adapt-to-model.ts'

const CHAT = '/v1/chat/completions'
const optional: ModelTraits = {
  thinks: 'optional',
  effort: { chat: { reasoning_effort: 'none' }, responses: { reasoning: { effort: 'none' } } },
  thoughtTokens: { least: 0, usual: 60 },
  refuses: [],
}
const always: ModelTraits = {
  thinks: 'always',
  effort: { chat: {}, responses: {} },
  thoughtTokens: { least: 60, usual: 60 },
  refuses: [],
}
const family: ModelTraits = {
  ...optional,
  effort: { chat: { reasoning_effort: 'minimal' }, responses: { reasoning: { effort: 'minimal' } } },
  refuses: [
    { parameter: 'max_tokens', instead: 'max_completion_tokens' },
    { parameter: 'temperature', instead: null },
  ],
}
const BODY = { model: 'm', messages: [], max_tokens: 5, temperature: 0 }
const sent = (traits: ModelTraits | undefined, body: object, about: string[] = [], path = CHAT, cap = 5): unknown =>
  adaptToModel(traits, path, body as Parameters<typeof adaptToModel>[2], { about: new Set(about), cap })

describe('a request to a model that can be kept from thinking', () => {
  test('says so, in the words of the endpoint', () => {
    expect(sent(optional, BODY)).toEqual({ ...BODY, reasoning_effort: 'none' })
    expect(sent(optional, { model: 'm', input: 'Hi' }, [], '/v1/responses')).toMatchObject({
      reasoning: { effort: 'none' },
    })
    expect(sent(optional, { model: 'm', messages: [] }, [], '/api/chat')).toMatchObject({ think: false })
  })

  test('is left alone where it is about thoughts or has an effort of its own', () => {
    expect(sent(optional, { ...BODY, reasoning_effort: 'low' })).toEqual({ ...BODY, reasoning_effort: 'low' })
    expect(sent(optional, BODY, ['thoughts'])).toEqual({ ...BODY, max_tokens: 65 })
  })
})

test('a text completion has room for thoughts only where the model was seen to think there', () => {
  const body = { model: 'm', prompt: 'Hi', max_tokens: 5 }
  expect(sent(optional, body, [], '/v1/completions')).toEqual(body)
  const there = { ...optional, thoughtTokens: { least: 0, usual: 60, completions: 60 } }
  expect(sent(there, body, [], '/v1/completions')).toEqual({ ...body, max_tokens: 65 })
})

describe('a request to a model that always thinks', () => {
  test('has a higher cap', () => {
    expect(sent(always, BODY)).toEqual({ ...BODY, max_tokens: 65 })
    expect(sent(always, { model: 'm', options: { num_predict: 16 } }, [], '/api/chat')).toMatchObject({
      options: { num_predict: 76 },
    })
  })

  test('keeps its cap where only its prompt counts, unless the model refuses small caps', () => {
    const probe = { about: new Set<string>(), cap: 5, countsOnly: true }
    expect(adaptToModel(always, CHAT, BODY, probe)).toEqual(BODY)
    const picky = { ...always, refuses: [{ parameter: 'max_tokens', instead: 'max_completion_tokens' }] }
    expect(adaptToModel(picky, CHAT, BODY, probe)).toMatchObject({ max_completion_tokens: 65 })
  })

  test('keeps a cap that is wrong on purpose, and one that a suite about thoughts judges', () => {
    for (const cap of [0, -1, 3, 'five'])
      expect(sent(always, { ...BODY, max_tokens: cap })).toEqual({ ...BODY, max_tokens: cap })
    expect(sent(always, BODY, ['thoughts', 'max_tokens'])).toEqual(BODY)
  })

  test('counts the cap of several choices once', () => {
    expect(sent(always, { ...BODY, n: 2 }, [], CHAT, 10)).toMatchObject({ max_tokens: 65 })
  })
})

describe('a request to a model that refuses parameters', () => {
  test('has what the model takes instead', () => {
    expect(sent(family, BODY)).toEqual({
      model: 'm',
      messages: [],
      max_completion_tokens: 5,
      reasoning_effort: 'minimal',
    })
  })

  test('keeps what the suite judges, so that the refusal is seen', () => {
    expect(sent(family, BODY, ['temperature', 'max_tokens'])).toMatchObject({ temperature: 0, max_tokens: 5 })
  })

  test('keeps a value that is not there to be steady', () => {
    expect(sent(family, { ...BODY, temperature: 2.1 })).toMatchObject({ temperature: 2.1 })
  })
})

test('other endpoints and other models are left alone', () => {
  expect(sent(undefined, BODY)).toBe(BODY)
  expect(sent(always, BODY, [], '/v1/completions')).toBe(BODY)
})

test('a parameter that is refused only while the model thinks is kept where it does not', () => {
  const since51: ModelTraits = {
    ...optional,
    refuses: [{ parameter: 'temperature', instead: null, onlyThinking: true }],
  }
  expect(sent(since51, BODY)).toEqual({ ...BODY, reasoning_effort: 'none' })
  expect(sent(since51, BODY, ['thoughts'])).not.toHaveProperty('temperature')
  expect(sent(since51, { ...BODY, reasoning_effort: 'low' })).not.toHaveProperty('temperature')
  expect(traitsText(since51)).toContain('temperature is left out where it thinks')
})

test('how a model is asked is said once, and what is documented has its day', () => {
  const documented = { refuses: ['stop', 'logprobs'], link: 'https://example.org', seen: '2026-11-30' }
  const nano = { name: 'm', traits: { ...family, documented } }
  expect(modelTexts({ chat: { ...nano, why: 'named' }, tools: { ...nano, why: 'the chat model' } })).toEqual([
    { kind: 'chat', name: 'm', text: expect.stringMatching(/^named; .*documented to refuse stop, logprobs \(2026/) },
    { kind: 'tools', name: 'm', text: 'the chat model' },
  ])
})

test('one line says how a model is asked', () => {
  expect(traitsText(undefined)).toBeNull()
  expect(traitsText(optional)).toBe('thinks; turned off with reasoning_effort: none')
  expect(traitsText(always)).toBe('thinks always; caps are raised by 60 tokens')
  expect(traitsText(family)).toBe(
    'thinks; turned off with reasoning_effort: minimal; it refuses parameters: max_tokens is sent as max_completion_tokens, temperature is left out',
  )
})
