import { describe, expect, test } from 'vitest'
import { GREETING, user } from '../fixtures/sent/prompts.ts'
import { violations } from '../src/contract/validate.ts'
import { handle } from '../stand-in/stand-in.ts'
import { ask, type Body, look, value } from './asked-stand-in.ts'

describe('refusals', () => {
  const cases: [string, Body | string, number, string | null, string | null][] = [
    ['malformed JSON', '{"model":', 400, null, null],
    ['no model', { model: '', messages: GREETING }, 400, null, null],
    ['an unknown model', { model: 'no-such-model', messages: GREETING }, 404, null, 'model_not_found'],
    ['no messages', {}, 400, 'messages', 'missing_required_parameter'],
    ['empty messages', { messages: [] }, 400, 'messages', 'empty_array'],
    ['an unknown role', { messages: [{ role: 'alien', content: 'Hi' }] }, 400, 'messages[0].role', 'invalid_value'],
    ['a wrong type', { messages: GREETING, temperature: 'hot' }, 400, 'temperature', 'invalid_type'],
    ['a number too large', { messages: GREETING, temperature: 9 }, 400, 'temperature', 'decimal_above_max_value'],
    ['a count too small', { messages: GREETING, max_tokens: 0 }, 400, 'max_tokens', 'integer_below_min_value'],
    ['five stops', { messages: GREETING, stop: ['1', '2', '3', '4', '5'] }, 400, 'stop', 'array_above_max_length'],
    [
      'two caps',
      { messages: GREETING, max_tokens: 5, max_completion_tokens: 5 },
      400,
      'max_tokens',
      'invalid_parameter_combination',
    ],
    ['an unknown parameter', { messages: GREETING, colour: 'red' }, 400, 'colour', 'unknown_parameter'],
    [
      'a call without its result',
      {
        messages: [
          user('Hi'),
          {
            role: 'assistant',
            tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'f', arguments: '{}' } }],
          },
          user('Hi'),
        ],
      },
      400,
      'messages.[2].role',
      null,
    ],
  ]

  test.each(cases)('%s', async (_name, body, status, param, code) => {
    const answer = await ask(body)
    expect([answer.status, value(answer)]).toMatchObject([
      status,
      { error: { type: 'invalid_request_error', param, code } },
    ])
    expect(violations('error-envelope', value(answer))).toEqual([])
  })

  test('unknown addresses and methods answer in JSON', async () => {
    expect(await look('/v1/nothing')).toMatchObject({ status: 404, mediaType: 'application/json' })
    expect(await look('/v1/chat/completions')).toMatchObject({ status: 405, mediaType: 'application/json' })
  })

  test('a wrong key is told', () => {
    expect(
      handle(
        { method: 'GET', path: '/v1/models', headers: [['authorization', 'Bearer wrong']], body: null },
        { key: 'right' },
      ).status,
    ).toBe(401)
    expect(
      handle(
        { method: 'GET', path: '/v1/models', headers: [['Authorization', 'Bearer right']], body: null },
        { key: 'right' },
      ).status,
    ).toBe(200)
  })
})
