import { describe, expect, test } from 'vitest'
import { inProcessTransport } from '../../stand-in/in-process-transport.ts'
import { errorBody, invalid } from '../../stand-in/refusals.ts'
import { jsonReply } from '../../stand-in/replies.ts'
import type { Refusal } from '../deviations/server-reply.ts'
import { isObject, type JsonObject } from '../json.ts'
import type { Thinking } from '../policy/preset.ts'
import { completion } from '../suite/example.ts'
import type { ModelTraits } from '../suite/models.ts'
import { asker } from './discover.ts'
import { measureTraits } from './measure-traits.ts'

const SOURCE = { reason: 'a test', link: 'https://example.org', seen: '2026-11-30' }
const NONE = { chat: { reasoning_effort: 'none' }, responses: { reasoning: { effort: 'none' } } }
const OFF = { chat: { enable_thinking: false }, responses: {} }

const unsupported = (parameter: string): Refusal =>
  invalid('Unsupported parameter.', parameter, 'unsupported_parameter')

/** Refuses the first of these parameters that a request has. */
const refused = (body: JsonObject, ...parameters: string[]): Refusal | undefined =>
  parameters.filter((one) => one in body).map(unsupported)[0]

/** The endpoint of older text completions is asked as well, of a model that thinks. */
const isChat = (body: JsonObject): boolean => !('prompt' in body)

/** What a model is found to do, and the requests that it took. A number is the tokens of its thoughts. */
async function measured(
  answer: (body: JsonObject) => number | Refusal | undefined,
  known?: Thinking,
): Promise<{ traits: ModelTraits | null; bodies: JsonObject[] }> {
  const bodies: JsonObject[] = []
  const transport = inProcessTransport((request) => {
    const body: unknown = JSON.parse(request.body ?? '{}')
    if (!isObject(body)) throw new Error('no object')
    bodies.push(body)
    const said = answer(body) ?? 0
    if (typeof said !== 'number') return jsonReply(said.status, errorBody(said))
    const usage = { prompt_tokens: 9, completion_tokens: 9, total_tokens: 18 + said }
    return jsonReply(200, { ...completion(), usage })
  })
  return { traits: await measureTraits(asker(transport), '/v1', 'm', known), bodies }
}

describe('what is documented of a model', () => {
  const documented: Thinking = { models: '*', effort: { chat: OFF.chat }, ...SOURCE }

  test('is tried before any other way', async () => {
    const { traits, bodies } = await measured((body) => (body['enable_thinking'] === false ? 0 : 60), documented)
    expect(traits).toMatchObject({ thinks: 'optional', effort: OFF })
    expect(bodies.filter(isChat).map((body) => body['enable_thinking'])).toEqual([undefined, undefined, false])
  })

  test('counts only if the answer has no thoughts', async () => {
    const { traits } = await measured((body) => (body['reasoning_effort'] === 'none' ? 0 : 60), documented)
    expect(traits).toMatchObject({ thinks: 'optional', effort: NONE })
  })

  test('is not sent to a model that answers at once', async () => {
    const { traits, bodies } = await measured(() => 0, documented)
    expect([traits, bodies.length]).toEqual([null, 1])
  })

  test('lets a model answer that refuses to in one piece while it thinks', async () => {
    const answer = (body: JsonObject) =>
      body['enable_thinking'] === false ? 0 : invalid('Set it to false.', null, null)
    expect((await measured(answer, documented)).traits).toMatchObject({ thinks: 'optional', effort: OFF })
    expect((await measured(answer)).traits).toBeNull()
  })
})

test('thoughts that only the total counts are known of models that are documented to think', async () => {
  expect((await measured(() => 60, { models: '*', refuses: [{ parameter: 'stop' }], ...SOURCE })).traits).toMatchObject(
    {
      thinks: 'always',
      thoughtTokens: { least: 60, usual: 60 },
    },
  )
  expect((await measured(() => 60)).traits).toBeNull()
})

describe('thoughts at /completions', () => {
  const thinking = (text: string, finish_reason: string) => async () => {
    const transport = inProcessTransport((request) => {
      const body = JSON.parse(request.body ?? '{}') as JsonObject
      const thought = body['reasoning_effort'] === 'none' ? 0 : 60
      const usage = { prompt_tokens: 9, completion_tokens: 16, total_tokens: 25 }
      if (isChat(body))
        return jsonReply(200, {
          ...completion(),
          usage: { ...usage, completion_tokens_details: { reasoning_tokens: thought } },
        })
      const choices = [{ index: 0, text, finish_reason, logprobs: null }]
      return jsonReply(200, { id: 'cmpl-1', object: 'text_completion', created: 1, model: 'm', choices, usage })
    })
    return (await measureTraits(asker(transport), '/v1', 'm'))?.thoughtTokens
  }

  test('are given room where they leave none for a text', async () => {
    expect(await thinking('', 'length')()).toEqual({ least: 0, usual: 60, completions: 60 })
  })

  test('are not expected where a text comes, or the model has nothing to say', async () => {
    expect(await thinking(' blue', 'length')()).toEqual({ least: 0, usual: 60 })
    expect(await thinking('', 'stop')()).toEqual({ least: 0, usual: 60 })
  })
})

describe('parameters that a model refuses', () => {
  const refusing = (body: JsonObject) => refused(body, 'max_tokens', 'temperature')
  const family: Thinking = {
    models: '*',
    refuses: [
      { parameter: 'max_tokens', instead: 'max_completion_tokens' },
      { parameter: 'temperature' },
      { parameter: 'stop' },
    ],
    ...SOURCE,
  }

  test('are taken from the documentation once one of them is seen to be refused', async () => {
    const asked = await measured(refusing)
    const told = await measured(refusing, family)
    expect(told.traits?.refuses).toEqual(asked.traits?.refuses)
    expect([asked.bodies.length, told.bodies.length]).toEqual([3, 2])
  })

  test('are named with their source where they are not asked', async () => {
    expect((await measured(refusing, family)).traits?.documented).toEqual({
      refuses: ['stop'],
      link: SOURCE.link,
      seen: SOURCE.seen,
    })
  })

  test('are not believed of a model that takes them', async () => {
    expect((await measured(() => 0, family)).traits).toBeNull()
  })

  /** As OpenAI's models since gpt-5.1. */
  const sampling = (body: JsonObject) =>
    refused(body, 'max_tokens', ...(body['reasoning_effort'] === 'none' ? [] : ['temperature'])) ??
    (body['reasoning_effort'] === 'none' ? 0 : 60)

  test('are offered again with what keeps it from thinking', async () => {
    const shown: Thinking = { models: '*', effort: NONE, ...SOURCE }
    expect((await measured(sampling, shown)).traits?.refuses).toEqual([
      { parameter: 'max_tokens', instead: 'max_completion_tokens' },
      { parameter: 'temperature', instead: null, onlyThinking: true },
    ])
    const stubborn = (body: JsonObject) => refusing(body) ?? sampling(body)
    expect((await measured(stubborn, shown)).traits?.refuses[1]).toEqual({ parameter: 'temperature', instead: null })
  })
})
