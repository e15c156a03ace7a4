import type { Deviation } from '../deviation.ts'
import type { Hooks } from '../hooks.ts'
import { asStream, atEnd, drop, fault, renumbered, responseOf } from '../response-events.ts'
import { isObject, objects, type JsonObject } from '../server-reply.ts'

const inType = (type: string, change: (event: JsonObject) => JsonObject): Hooks =>
  asStream((events) =>
    events.map((event) => (String(event['type']).startsWith(type) ? { ...event, ...change(event) } : event)),
  )

const itemOf = (event: JsonObject): JsonObject => (isObject(event['item']) ? event['item'] : {})
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

/** A refusal before the end, whose end says another one. */
const refused = asStream((events) => {
  const place = { item_id: 'msg_9', output_index: 9, content_index: 0 }
  return renumbered([
    ...events.slice(0, -1),
    { type: 'response.refusal.delta', ...place, delta: 'No.' },
    { type: 'response.refusal.done', ...place, refusal: 'I cannot.' },
    ...events.slice(-1),
  ])
})

export const deviations: Deviation[] = [
  fault(
    'done-in-progress',
    'items are done with the status that they began with',
    'stream-items/done-is-done',
    inType('response.output_item.done', (event) => ({ item: { ...itemOf(event), status: 'in_progress' } })),
  ),
  fault('other-refusal', 'a refusal ends as another one', 'stream-items/pieces-joined', refused),
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
    'deltas-lost',
    'the deltas lack some of the text that the answer ends with',
    'stream-items/text-joined stream-items/deltas-kept',
    asStream((events) =>
      renumbered(events.filter(({ type }, at) => type !== 'response.output_text.delta' || at % 3 !== 0)),
    ),
  ),
  fault(
    'end-lacks-call-id',
    'calls in the last response have no `call_id`',
    'stream-call/call-id-at-end',
    atEnd((response) => ({ output: objects(response['output']).map(({ call_id: _, ...item }) => item) })),
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
    'another `call_id` when the call is done',
    'stream-call/same-call',
    inType('response.output_item.done', (event) =>
      itemOf(event)['type'] === 'function_call' ? { item: { ...itemOf(event), call_id: 'call_other' } } : {},
    ),
  ),
  fault(
    'no-summary-part',
    'summary text in a part that was not opened',
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
