import type { Finding } from '../finding.ts'
import { misplaced, missing, wrong } from '../suite/findings.ts'
import type { Observation } from '../wire/observe.ts'
import { asArray, isObject, type JsonObject } from './reply.ts'
import {
  eventPath,
  eventsOf,
  eventsOfType,
  finalResponse,
  itemsOf,
  writtenBy,
  type ResponseEvent,
} from './response-stream.ts'

/** Deltas and ends of what is inside an item. */
const INSIDE =
  /^response\.(content_part|output_text|refusal|function_call_arguments|reasoning_summary_part|reasoning_summary_text|reasoning_text)\./

const itemOf = ({ event }: ResponseEvent): JsonObject => (isObject(event['item']) ? event['item'] : {})

/** Every item is opened, and closed under the same place and id. */
export function itemFault(stream: Observation): Finding | undefined {
  const dones = eventsOfType(stream, 'response.output_item.done')
  const addeds = eventsOfType(stream, 'response.output_item.added')
  for (const added of addeds) {
    const done = dones.find(({ event }) => event['output_index'] === added.event['output_index'])
    if (!done)
      return missing(stream, eventPath(added, 'item'), 'the item is never done', 'response.output_item.done', 'absent')
    if (itemOf(done)['id'] !== itemOf(added)['id'])
      return wrong(
        stream,
        eventPath(done, 'item.id'),
        'the item is done under another id',
        itemOf(added)['id'],
        itemOf(done)['id'],
      )
  }
  const orphan = dones.find(
    (done) => !addeds.some((added) => added.at < done.at && added.event['output_index'] === done.event['output_index']),
  )
  return (
    orphan &&
    misplaced(
      stream,
      eventPath(orphan, 'item'),
      'an item is done that was never added',
      'response.output_item.added first',
      orphan.type,
    )
  )
}

/** Every part is opened before its text comes, and closed. */
export function partFault(stream: Observation): Finding | undefined {
  const events = eventsOf(stream).filter(({ type }) =>
    /^response\.(content_part|output_text)\.(added|delta|done)$/.test(type),
  )
  for (const part of Map.groupBy(events, ({ event }) =>
    JSON.stringify([event['output_index'], event['content_index']]),
  ).values()) {
    const [first] = part
    if (!first) continue
    const last = part.at(-1) ?? first
    if (first.type !== 'response.content_part.added')
      return misplaced(
        stream,
        eventPath(first, 'type'),
        'the part was not opened',
        'response.content_part.added',
        first.type,
      )
    if (last.type !== 'response.content_part.done')
      return missing(stream, eventPath(last, 'type'), 'the part is not closed', 'response.content_part.done', last.type)
  }
  return undefined
}

/** What happens inside an item names an item that is open. */
export function placeFault(stream: Observation): Finding | undefined {
  const open = new Map<unknown, unknown>()
  for (const one of eventsOf(stream)) {
    const { event, type } = one
    if (type === 'response.output_item.added') open.set(event['output_index'], itemOf(one)['id'])
    else if (type === 'response.output_item.done') open.delete(event['output_index'])
    else if (
      INSIDE.test(type) &&
      (!open.has(event['output_index']) || open.get(event['output_index']) !== event['item_id'])
    ) {
      return wrong(
        stream,
        eventPath(one, 'item_id'),
        'no item of this id is open at this place',
        open.get(event['output_index']) ?? 'an open item',
        event['item_id'] ?? 'absent',
      )
    }
  }
  return undefined
}

/** The deltas of a text are what its end says. */
export function textFault(stream: Observation): Finding | undefined {
  for (const written of writtenBy(stream, 'response.output_text', 'text')) {
    if (written.doneAt === undefined)
      return missing(stream, `events[${written.at}]`, 'the text is never done', 'response.output_text.done', 'absent')
    if (written.deltas !== written.done)
      return wrong(
        stream,
        `events[${written.doneAt}].text`,
        'the deltas add up to another text',
        written.deltas,
        written.done,
      )
  }
  return undefined
}

/** What a client keeps of an item: its text, its arguments. */
const essence = (item: JsonObject): string =>
  JSON.stringify([
    item['type'],
    item['id'],
    item['call_id'],
    item['name'],
    item['arguments'],
    asArray(item['content'])
      .filter(isObject)
      .map(({ type, text }) => [type, text]),
    asArray(item['summary'])
      .filter(isObject)
      .map(({ text }) => text),
  ])

/** The response at the end has the items that were done, in their places. */
export function outputFault(stream: Observation): Finding | undefined {
  const done = eventsOfType(stream, 'response.output_item.done')
    .sort((a, b) => Number(a.event['output_index']) - Number(b.event['output_index']))
    .map(itemOf)
  const last = itemsOf(finalResponse(stream))
  const place =
    Math.max(done.length, last.length) === 0
      ? -1
      : Array.from({ length: Math.max(done.length, last.length) }).findIndex(
          (_, i) => essence(done[i] ?? {}) !== essence(last[i] ?? {}),
        )
  return place < 0
    ? undefined
    : (last[place] ? wrong : missing)(
        stream,
        `events[-1].response.output[${place}]`,
        'not the item that was streamed',
        done[place] ?? 'no item',
        last[place] ?? 'absent',
      )
}
