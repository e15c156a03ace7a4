import { objects, isObject, type JsonObject } from '../../exchange-types.ts'
import type { Hooks } from '../../hooks.ts'
import { withType, isStream, type Fault } from '../fault.ts'

const asStream = (change: (events: JsonObject[]) => JsonObject[]): Hooks => ({ responseEvents: change })
const drop = (...types: string[]): Hooks =>
  asStream((events) => renumbered(events.filter(({ type }) => !types.includes(String(type)))))
const renumbered = (events: JsonObject[]): JsonObject[] =>
  events.map((event, number) => ({ ...event, sequence_number: number }))
const inType = (type: string, change: (event: JsonObject) => JsonObject): Hooks =>
  asStream((events) =>
    events.map((event) => (String(event['type']).startsWith(type) ? { ...event, ...change(event) } : event)),
  )
const itemOf = (event: JsonObject): JsonObject => (isObject(event['item']) ? event['item'] : {})
const responseOf = (event: JsonObject): JsonObject => (isObject(event['response']) ? event['response'] : {})
const ENDS = ['response.completed', 'response.incomplete']
const atEnd = (change: (response: JsonObject) => JsonObject): Hooks =>
  asStream((events) =>
    events.map((event) =>
      ENDS.includes(String(event['type']))
        ? { ...event, response: { ...responseOf(event), ...change(responseOf(event)) } }
        : event,
    ),
  )
const frames = (change: (text: string) => string): Hooks => ({
  response: (reply, request) =>
    request.path.endsWith('/responses') && isStream(reply)
      ? {
          ...reply,
          chunks: reply.chunks.map((chunk) => ({
            ...chunk,
            bytes: change(Buffer.from(chunk.bytes as string).toString('utf8')),
          })),
        }
      : reply,
})

/** Reasoning put before each answer, with one event of its kind left out, or its end put after the answer. */
const reasoned = (left: string, late = false): Hooks =>
  asStream((events) => {
    const place = { item_id: 'rs_1', output_index: 9, summary_index: 0 }
    const done: JsonObject = {
      type: 'response.output_item.done',
      output_index: 9,
      item: { id: 'rs_1', type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm.' }] },
    }
    const told: JsonObject[] = [
      { type: 'response.output_item.added', output_index: 9, item: { id: 'rs_1', type: 'reasoning', summary: [] } },
      { type: 'response.reasoning_summary_part.added', ...place, part: { type: 'summary_text', text: '' } },
      { type: 'response.reasoning_summary_text.delta', ...place, delta: 'Hm.' },
      { type: 'response.reasoning_summary_text.done', ...place, text: 'Hm.' },
      { type: 'response.reasoning_summary_part.done', ...place, part: { type: 'summary_text', text: 'Hm.' } },
    ]
    return renumbered([
      ...events.slice(0, 2),
      ...told.filter(({ type }) => type !== left),
      ...(late ? [] : [done]),
      ...events.slice(2, -1),
      ...(late ? [done] : []),
      ...events.slice(-1),
    ])
  })

const fault = (name: string, about: string, kills: string, hooks: Hooks): Fault => ({
  name: `responses-stream-${name}`,
  about,
  kills: kills.split(' ').map((rule) => `responses/${rule}`),
  hooks,
})

/** Streams of responses that depart from OpenAI's. */
export const faults: Fault[] = [
  fault('type', 'goes under application/json', 'stream/content-type', {
    response: (reply, { path }) =>
      path.endsWith('/responses') && isStream(reply)
        ? { ...reply, headers: withType(reply.headers, 'application/json') }
        : reply,
  }),
  fault(
    'untyped',
    'events have a name and no type',
    'stream/json',
    asStream((events) => events.map(({ type: _type, ...event }) => event)),
  ),
  fault(
    'nameless',
    'no event lines, as chat streams have none',
    'stream/event-name',
    frames((text) => text.replace(/^event: .*\n/m, '')),
  ),
  fault(
    'done',
    '[DONE] at the end, as in chat',
    'stream/no-done',
    frames((text) => (/^event: response\.(completed|incomplete)/.test(text) ? `${text}data: [DONE]\n\n` : text)),
  ),
  fault('not-created', 'begins with output', 'stream/created sdk/helper', drop('response.created')),
  fault('no-progress', 'never in progress', 'stream/in-progress', drop('response.in_progress')),
  fault(
    'unnumbered',
    'no sequence numbers',
    'stream/sequence-number',
    asStream((events) => events.map(({ sequence_number: _number, ...event }) => event)),
  ),
  fault('endless', 'stops without a last event', 'stream/one-end sdk/iterates', drop(...ENDS)),
  fault(
    'end-status',
    'the last response is still in progress',
    'stream/end-status',
    atEnd(() => ({ status: 'in_progress' })),
  ),
  fault(
    'new-id',
    'a new id for the last event',
    'stream/same-id',
    atEnd(() => ({ id: 'resp_another' })),
  ),
  fault(
    'no-usage',
    'no usage at the end',
    'stream/usage',
    atEnd(() => ({ usage: null })),
  ),
  fault(
    'at-once',
    'all text in one delta',
    'stream/in-pieces',
    asStream((events) =>
      renumbered(
        events.filter(
          ({ type }, place) => type !== 'response.output_text.delta' || events[place - 1]?.['type'] !== type,
        ),
      ),
    ),
  ),
  fault('never-done', 'items are never done', 'stream-items/items-paired', drop('response.output_item.done')),
  fault(
    'no-parts',
    'parts are not announced',
    'stream-items/parts-paired',
    drop('response.content_part.added', 'response.content_part.done'),
  ),
  fault(
    'lost-place',
    'deltas name no item',
    'stream-items/places',
    inType('response.output_text.', () => ({ item_id: '' })),
  ),
  fault(
    'other-text',
    'the whole text is trimmed',
    'stream-items/text-joined',
    inType('response.output_text.done', ({ text }) => ({ text: String(text).slice(1) })),
  ),
  fault(
    'fields-lost-at-end',
    'the last response tells neither when it was made nor how its text is formatted',
    'object/created-at-present object/text-present',
    atEnd(() => ({ created_at: undefined as unknown as string, text: undefined as unknown as string })),
  ),
  fault(
    'item-status',
    'items of a stream have a status of their own',
    'message-item/status-value',
    asStream((events) =>
      events.map((event) => ('item' in event ? { ...event, item: { ...itemOf(event), status: 'done' } } : event)),
    ),
  ),
  fault(
    'empty-end',
    'the last response has no output',
    'stream-items/final-output stream-same/items',
    atEnd(() => ({ output: [] })),
  ),
  fault(
    'cut-completed',
    'a cut answer is completed, as in every Ollama',
    'stream-incomplete/ends stream-same/status',
    asStream((events) =>
      events.map((event) =>
        event['type'] === 'response.incomplete'
          ? {
              ...event,
              type: 'response.completed',
              response: { ...responseOf(event), status: 'completed', incomplete_details: null },
            }
          : event,
      ),
    ),
  ),
  fault(
    'no-limit',
    'max_output_tokens is not read',
    'stream-incomplete/limit',
    atEnd(() => ({ usage: { input_tokens: 11, output_tokens: 300, total_tokens: 311 } })),
  ),
  fault(
    'poorer',
    'the streamed response has fewer fields',
    'stream-same/fields',
    asStream((events) =>
      events.map((event) => {
        const { error: _error, ...response } = responseOf(event)
        return 'response' in event ? { ...event, response } : event
      }),
    ),
  ),
  fault(
    'other-arguments',
    'the arguments come twice',
    'stream-call/arguments-joined',
    inType('response.function_call_arguments.done', ({ arguments: args }) => ({
      arguments: `${String(args)}${String(args)}`,
    })),
  ),
  fault(
    'early-arguments',
    'the call is announced with all its arguments',
    'stream-call/announced',
    inType('response.output_item.added', (event) =>
      itemOf(event)['type'] === 'function_call' ? { item: { ...itemOf(event), arguments: '{"city":"Madrid"}' } } : {},
    ),
  ),
  fault(
    'call-id',
    'another call_id when the call is done',
    'stream-call/same-call',
    inType('response.output_item.done', (event) =>
      itemOf(event)['type'] === 'function_call' ? { item: { ...itemOf(event), call_id: 'call_other' } } : {},
    ),
  ),
  fault('no-output-text', 'a response without output', 'sdk/output-text', {
    responseObject: (body) => ({ ...body, output: objects(body['output']).slice(0, 0) }),
  }),
  fault(
    'failed-mutely',
    'a failure is told without a word why',
    'error-inside/failure-says-why',
    asStream((events) =>
      renumbered([
        ...events.slice(0, 4),
        { type: 'response.failed', response: { ...responseOf(events[0] ?? {}), status: 'failed', error: null } },
      ]),
    ),
  ),
  fault(
    'failed-and-completed',
    'an error inside the stream, and then the end as ever',
    'error-inside/failure-is-the-end',
    asStream((events) =>
      renumbered([
        ...events.slice(0, 4),
        { type: 'error', code: 'server_error', message: 'boom', param: null },
        ...events.slice(4),
      ]),
    ),
  ),
  fault(
    'no-summary-part',
    'summary text in a part that was not opened, as Ollama to 0.32 at least',
    'stream-reasoning/summary-parts',
    reasoned('response.reasoning_summary_part.added'),
  ),
  fault(
    'no-summary-end',
    'a summary that is never done',
    'stream-reasoning/summary-joined',
    reasoned('response.reasoning_summary_text.done'),
  ),
  fault('late-reasoning', 'the reasoning ends after the answer', 'stream-reasoning/before-answer', reasoned('', true)),
]
