import { expect } from 'vitest'
import type { Hooks } from '../src/deviations/hooks.ts'
import { parsedObject, type JsonObject, type ServerReply } from '../src/deviations/server-reply.ts'
import type { Drift } from '../src/drift/drift.ts'
import { asArray } from '../src/json.ts'

/** A server that changes the bodies of its plain chat answers. */
export const completion = (change: (body: JsonObject) => JsonObject): Hooks => ({ completion: change })
const inChoice = (change: (choice: JsonObject) => JsonObject): Hooks =>
  completion((body) => ({ ...body, choices: (body['choices'] as JsonObject[]).map(change) }))

/** Puts an event before the last one, and numbers them anew. */
export const withEvent = (events: JsonObject[]): JsonObject[] =>
  events
    .toSpliced(-1, 0, { type: 'response.output_text.translated', item_id: 'msg_1', delta: 'Hola', score: null })
    .map((event, at) => ({ ...event, sequence_number: at }))

/** The counts come before the end of the choice. */
const countsFirst = (chunks: JsonObject[]): JsonObject[] =>
  asArray(chunks.at(-1)?.['choices']).length === 0 && chunks.length > 1
    ? [...chunks.slice(0, -2), ...chunks.slice(-1), ...chunks.slice(-2, -1)]
    : chunks

const refusing = (field: string): Hooks => ({
  response: (reply, { body, path: at }): ServerReply =>
    at.includes('/chat/completions') && parsedObject(body)?.[field] !== undefined
      ? {
          ...reply,
          status: 400,
          headers: reply.headers.map(([name, value]) => [name, name === 'content-type' ? 'application/json' : value]),
          chunks: [{ afterMs: 0, bytes: JSON.stringify({ error: unsupported(field) }) }],
        }
      : reply,
})

const unsupported = (param: string): JsonObject => ({
  message: `Unsupported parameter: '${param}' is not supported with this model.`,
  type: 'invalid_request_error',
  param,
  code: 'unsupported_parameter',
})

const retired = (one: JsonObject): JsonObject =>
  one['id'] === 'gpt-4o-mini' ? { ...one, shutdown_date: '2026-01-31' } : one

/** A changed reference, and what is told of it. */
export interface Told {
  hooks: Hooks
  only: string
  more?: string[]
  drift: Partial<Drift>
  /** File, place and lines of the first proposal. */
  change: [file: string, at: string, lines: RegExp]
}

const CHAT = 'specs/openai/chat-completion.schema.json'

/** Ten ways in which a reference may change, each with what is told of it. */
export const CHANGES: Record<string, Told> = {
  'a new field': {
    hooks: completion((body) => ({ ...body, cost: { usd: 0.25 } })),
    only: 'chat/response',
    drift: { kind: 'new-field', scope: 'chat', path: '$.cost', message: expect.stringContaining('object') },
    change: [CHAT, '/properties', /^"cost": \{\n {2}"type": "object",\n {2}"x-level": "may"\n\}$/],
  },
  'a field that is gone': {
    hooks: completion(({ usage: _usage, ...body }) => body),
    only: 'chat/response',
    drift: { kind: 'gone-field', path: '$.usage', rules: expect.arrayContaining(['chat/response/usage-present']) },
    change: [CHAT, '/required', /^"usage"$/],
  },
  'a field that is null': {
    hooks: completion((body) => ({ ...body, model: null })),
    only: 'chat/response',
    drift: { kind: 'type', path: '$.model', message: expect.stringContaining('null') },
    change: [CHAT, '/properties/model/type', /^"type": \[\n {2}"string",\n {2}"null"\n\]$/],
  },
  'a field of another type': {
    hooks: inChoice((choice) => ({ ...choice, index: '0' })),
    only: 'chat/response',
    drift: { kind: 'type', path: '$.choices[].index', message: expect.stringContaining('string') },
    change: ['specs/openai/chat-choice.schema.json', '/properties/index/type', /"integer",\n {2}"string"/],
  },
  'a new type of event': {
    hooks: { responseEvents: withEvent },
    only: 'responses/stream-lifecycle',
    drift: { kind: 'new-event', path: 'response.output_text.translated', scope: 'responses.stream' },
    change: ['specs/openai/wire-names.json', '/events/names', /^"response\.output_text\.translated"$/],
  },
  'a value that no list has': {
    hooks: inChoice((choice) => ({ ...choice, finish_reason: 'paused' })),
    only: 'chat/response',
    drift: { kind: 'value', path: '$.choices[].finish_reason', message: expect.stringContaining('"paused"') },
    change: ['specs/openai/chat-choice.schema.json', '/properties/finish_reason/enum', /"stop",[\s\S]*"paused"\n\]$/],
  },
  'a retired model': {
    hooks: {
      models: (body) => ({
        ...body,
        ...(Array.isArray(body['data']) ? { data: (body['data'] as JsonObject[]).map(retired) } : {}),
      }),
    },
    only: 'models/list',
    more: ['--reference-model', 'gpt-4o-mini'],
    drift: { kind: 'model', path: 'gpt-4o-mini', message: 'is relied on, and is retired since 2026-01-31' },
    change: ['src/server/models.ts', 'CLOUD_FAVOURITES', /^'gpt-4o-mini',$/],
  },
  'a new header': {
    hooks: { response: (reply) => ({ ...reply, headers: [...reply.headers, ['OpenAI-Cost', '1']] }) },
    only: 'chat/response',
    drift: { kind: 'header', path: 'openai-cost' },
    change: ['specs/openai/wire-names.json', '/headers/names', /^"openai-cost"$/],
  },
  'another order': {
    hooks: { chunks: countsFirst },
    only: 'streaming/usage',
    drift: {
      kind: 'stream-order',
      scope: 'chat.stream',
      path: 'order',
      message: expect.stringContaining('role, usage, finish'),
    },
    change: [
      'fixtures/reference/observed.json',
      '/scopes/chat.stream/traits/events.order',
      /^"role, usage, finish, \[DONE\]": \d+$/,
    ],
  },
  'a parameter that is refused': {
    hooks: refusing('logit_bias'),
    only: 'parameters/logit-bias',
    drift: {
      kind: 'refused',
      scope: 'chat',
      path: 'logit_bias',
      message: expect.stringContaining('HTTP 400 Unsupported'),
    },
    change: ['specs/presets/openai.yaml', 'thinking, in an entry for gpt-4o-mini', /^ {6}- \{parameter: logit_bias\}$/],
  },
}
