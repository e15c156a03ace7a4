import type { Hooks } from '../../src/deviations/hooks.ts'
import { isObject, type JsonObject } from '../../src/deviations/server-reply.ts'
import { invalid } from '../../stand-in/refusals.ts'

/** What a model of the o-series refuses: no pass, no failure, and the report says what was refused. */
export const reasoningOnly: Hooks = {
  response: (reply, request) => {
    const body: unknown = request.method === 'POST' && reply.status === 200 ? JSON.parse(request.body ?? '{}') : null
    if (!isObject(body)) return reply
    const refused = REFUSED.find(({ applies }) => applies(body))
    if (!refused) return reply
    const { status, ...error } = refused.told
    return {
      ...reply,
      status,
      headers: reply.headers.map(([name, value]) => [name, name === 'content-type' ? 'application/json' : value]),
      chunks: [{ afterMs: 80, bytes: JSON.stringify({ error }) }],
    }
  },
}

const REFUSED = [
  {
    applies: (body: JsonObject) => 'max_tokens' in body,
    told: invalid(
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      'max_tokens',
      'unsupported_parameter',
    ),
  },
  {
    applies: (body: JsonObject) => 'temperature' in body && body['temperature'] !== 1,
    told: invalid(
      "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported.",
      'temperature',
      'unsupported_value',
    ),
  },
  {
    applies: (body: JsonObject) => 'stop' in body,
    told: invalid("Unsupported parameter: 'stop' is not supported with this model.", 'stop', 'unsupported_parameter'),
  },
]

/** Text completions are for models of their own, as at OpenAI. */
export const chatOnly: Hooks = {
  response: (reply, request) => {
    if (!request.path.endsWith('/v1/completions') || reply.status !== 200) return reply
    const { status, ...error } = invalid(
      'This is a chat model and not supported in the v1/completions endpoint. Did you mean to use v1/chat/completions?',
      'model',
      null,
      404,
    )
    return {
      ...reply,
      status,
      headers: reply.headers.map(([name, value]) => [name, name === 'content-type' ? 'application/json' : value]),
      chunks: [{ afterMs: 80, bytes: JSON.stringify({ error }) }],
    }
  },
}
