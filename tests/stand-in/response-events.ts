import type { Json } from '../../src/define/steps.ts'
import { objects, textOf, type JsonObject } from './exchange-types.ts'
import { letters } from './ids.ts'
import { tokensOf } from './tokens.ts'

/** An event before it has its number. */
type Event = JsonObject & { type: string }

/** The events that OpenAI streams for a finished response, in order. */
export function responseEvents(response: JsonObject, request: JsonObject): JsonObject[] {
  const begun: JsonObject = { ...response, status: 'in_progress', output: [], usage: null, incomplete_details: null, completed_at: null }
  const end = response['status'] === 'incomplete' ? 'response.incomplete' : 'response.completed'
  const events: Event[] = [
    { type: 'response.created', response: begun },
    { type: 'response.in_progress', response: begun },
    ...objects(response['output']).flatMap((item, index) => itemEvents(item, index)),
    { type: end, response },
  ]
  return events.map((event, number) => ({ ...event, sequence_number: number, ...padding(event, number, request) }))
}

/** Random letters on deltas alone hide how long they are; a client may ask for none. */
function padding(event: Event, number: number, request: JsonObject): JsonObject {
  const options = request['stream_options'] as JsonObject | null | undefined
  const padded = event.type.endsWith('.delta') && options?.['include_obfuscation'] !== false
  return padded ? { obfuscation: letters(`padding ${number}`, number % 16) } : {}
}

function itemEvents(item: JsonObject, index: number): Event[] {
  const added: JsonObject = { ...item, ...('status' in item ? { status: 'in_progress' } : {}), ...emptied(item) }
  const place = { item_id: item['id'] ?? '', output_index: index }
  return [
    { type: 'response.output_item.added', output_index: index, item: added },
    ...(INSIDE[textOf(item['type'])]?.(item, place) ?? []),
    { type: 'response.output_item.done', output_index: index, item },
  ]
}

/** What an item has not got yet when it is announced. */
const emptied = (item: JsonObject): JsonObject => {
  if (item['type'] === 'function_call') return { arguments: '' }
  return item['type'] === 'reasoning' ? { summary: [] } : { content: [] }
}

const INSIDE: Record<string, (item: JsonObject, place: JsonObject) => Event[]> = {
  message: (item, place) => objects(item['content']).flatMap((part, at) => partEvents(part, { ...place, content_index: at })),
  function_call: (item, place) => [
    ...deltas('response.function_call_arguments.delta', item['arguments'], place),
    { type: 'response.function_call_arguments.done', ...place, arguments: item['arguments'] ?? '' },
  ],
  reasoning: (item, place) => objects(item['summary']).flatMap((part, at) => summaryEvents(part, { ...place, summary_index: at })),
}

const deltas = (type: string, text: Json | undefined, more: JsonObject): Event[] =>
  tokensOf(textOf(text)).map((delta) => ({ type, ...more, delta }))

function partEvents(part: JsonObject, place: JsonObject): Event[] {
  const logprobs = { logprobs: [] }
  return [
    { type: 'response.content_part.added', ...place, part: { ...part, text: '' } },
    ...deltas('response.output_text.delta', part['text'], { ...place, ...logprobs }),
    { type: 'response.output_text.done', ...place, ...logprobs, text: part['text'] ?? '' },
    { type: 'response.content_part.done', ...place, part },
  ]
}

function summaryEvents(part: JsonObject, place: JsonObject): Event[] {
  return [
    { type: 'response.reasoning_summary_part.added', ...place, part: { ...part, text: '' } },
    ...deltas('response.reasoning_summary_text.delta', part['text'], place),
    { type: 'response.reasoning_summary_text.done', ...place, text: part['text'] ?? '' },
    { type: 'response.reasoning_summary_part.done', ...place, part },
  ]
}
