import { expect, test } from 'vitest'
import type { WireRequest } from '../wire/exchange.ts'
import { adapt, adaptedTransport } from './adapt.ts'
import type { Adaptation } from './preset.ts'

const ABOUT = { reason: 'r', seen: '2026-11-25' }
const CHAT = '/v1/chat/completions'
const adapted = (adaptation: Omit<Adaptation, 'reason' | 'seen'>, body: Record<string, unknown>, path = CHAT) =>
  adapt({ adaptations: [{ ...ABOUT, ...adaptation }] }, path, body)

test('parameters are left out, renamed, set and replaced', () => {
  expect(adapted({ drop: ['seed', 'n'] }, { seed: 1, stop: 'x' })).toMatchObject({
    body: { stop: 'x' },
    changes: [{ parameter: 'seed', how: 'not sent', added: false }],
  })
  expect(adapted({ rename: { seed: 'random_seed' } }, { seed: 1 })).toMatchObject({
    body: { random_seed: 1 },
    changes: [{ parameter: 'seed', how: 'sent as `random_seed`' }],
  })
  expect(
    adapted({ rename: { max_completion_tokens: 'max_tokens' } }, { max_completion_tokens: 1, max_tokens: 2 }).body,
  ).toEqual({ max_tokens: 2 })
  expect(adapted({ set: { enable_thinking: false } }, { stop: 'x' })).toMatchObject({
    body: { stop: 'x', enable_thinking: false },
    changes: [{ added: true }],
  })
  expect(adapted({ set: { temperature: 1 } }, { temperature: 0 }).changes).toMatchObject([
    { parameter: 'temperature', how: 'sent as `1`', added: false },
  ])
  expect(
    adapted({ replace: [{ parameter: 'tool_choice', from: 'required', to: 'any' }] }, { tool_choice: 'required' }).body,
  ).toEqual({ tool_choice: 'any' })
  expect(
    adapted({ replace: [{ parameter: 'tool_choice', from: 'required', to: 'any' }] }, { tool_choice: 'auto' }).changes,
  ).toEqual([])
})

test('what lies deeper is reached by its path', () => {
  const tools = [{ function: { name: 'a', strict: true } }, { function: { name: 'b' } }]
  const { body, changes } = adapted(
    { drop: ['tools[].function.strict', 'messages[].name'] },
    { tools, messages: [{ role: 'user' }] },
  )
  expect(body).toEqual({
    tools: [{ function: { name: 'a' } }, { function: { name: 'b' } }],
    messages: [{ role: 'user' }],
  })
  expect(changes.map(({ parameter }) => parameter)).toEqual(['tools[].function.strict'])
  expect(tools[0]?.function.strict).toBe(true)
})

test('only where it is meant for', () => {
  const body = { model: 'gpt-5-nano', seed: 1 }
  expect(adapted({ drop: ['seed'] }, body, '/v1/completions').body).toBe(body)
  expect(adapted({ drop: ['seed'], endpoints: ['completions'] }, body, '/api/v1/completions?x=1').body).toEqual({
    model: 'gpt-5-nano',
  })
  expect(adapted({ drop: ['seed'], when: { stream: true } }, body).body).toBe(body)
  expect(adapted({ drop: ['seed'], when: { stream: false } }, body).body).not.toHaveProperty('seed')
  expect(adapted({ drop: ['seed'], when: { model: 'gpt-4*' } }, body).body).toBe(body)
  expect(adapted({ drop: ['seed'], when: { model: 'GPT-5*' } }, body).body).not.toHaveProperty('seed')
  expect(adapted({ drop: ['seed'] }, body, '/v1/models').body).toBe(body)
})

test('the wire gets what is adapted, and what is no JSON object as it is', async () => {
  const sent: WireRequest[] = []
  const wire = {
    send: (request: WireRequest) => {
      sent.push(request)
      return Promise.reject(new Error('enough'))
    },
  }
  const transport = adaptedTransport(wire, { adaptations: [{ ...ABOUT, drop: ['seed'] }] }, [['x-title', 'suite']])
  const texts = ['{"seed":1,"n":2}', '{"n": 2}', '{"seed":', '["seed"]', null]
  for (const body of texts)
    await transport
      .send({ key: 'k', method: 'POST', path: CHAT, headers: [['accept', '*/*']], body, via: 'http' })
      .catch(() => {})
  expect(sent.map(({ body }) => body)).toEqual(['{"n":2}', '{"n": 2}', '{"seed":', '["seed"]', null])
  expect(sent[0]).toMatchObject({
    key: 'k',
    headers: [
      ['accept', '*/*'],
      ['x-title', 'suite'],
    ],
  })
})
