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
  textAt,
  writtenBy,
  type ResponseEvent,
} from './response-stream.ts'

/** Deltas and ends of what is inside an item, by the type of the item. */
const INSIDE: Record<string, RegExp> = {
  message: /^response\.(content_part|output_text|refusal)\./,
  function_call: /^response\.function_call_arguments\./,
  reasoning: /^response\.(content_part|reasoning_summary_part|reasoning_summary_text|reasoning_text)\./,
  custom_tool_call: /^response\.custom_tool_call_input\./,
}
const isInside = (type: string): boolean => Object.values(INSIDE).some((inside) => inside.test(type))

/** Items that clients put together themselves. The service keeps its own ways with those of its built-in tools. */
const PUT_TOGETHER = ['message', 'function_call', 'reasoning']
const isPutTogether = (item: JsonObject): boolean => PUT_TOGETHER.includes(String(item['type']))

const itemOf = ({ event }: ResponseEvent): JsonObject => (isObject(event['item']) ? event['item'] : {})

/** Every item is opened, and closed under the same place and id. */
export function itemFault(stream: Observation): Finding | undefined {
  const dones = eventsOfType(stream, 'response.output_item.done')
  const addeds = eventsOfType(stream, 'response.output_item.added')
  for (const added of addeds.filter((one) => isPutTogether(itemOf(one)))) {
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
    (done) =>
      isPutTogether(itemOf(done)) &&
      !addeds.some((added) => added.at < done.at && added.event['output_index'] === done.event['output_index']),
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

/** What happens inside an item names an item that is open, and is of the kind of that item. */
export function placeFault(stream: Observation): Finding | undefined {
  const open = new Map<unknown, JsonObject>()
  for (const one of eventsOf(stream)) {
    const { event, type } = one
    const item = open.get(event['output_index'])
    if (type === 'response.output_item.added') open.set(event['output_index'], itemOf(one))
    else if (type === 'response.output_item.done') open.delete(event['output_index'])
    else if (isInside(type)) {
      if (item === undefined || item['id'] !== event['item_id'])
        return wrong(
          stream,
          eventPath(one, 'item_id'),
          'no item of this id is open at this place',
          item?.['id'] ?? 'an open item',
          event['item_id'] ?? 'absent',
        )
      const kind = String(item['type'])
      if (INSIDE[kind]?.test(type) === false)
        return wrong(
          stream,
          eventPath(one, 'type'),
          `${type} in an item of the type ${kind}`,
          `events of ${kind}`,
          type,
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

/** The response at the end has the items that were done, in the places that their events named, and the same texts in them. */
export const outputFault = (stream: Observation): Finding | undefined =>
  itemPlaceFault(stream) ?? textPlaceFault(stream)

function textPlaceFault(stream: Observation): Finding | undefined {
  const response = finalResponse(stream)
  const other = eventsOfType(stream, 'response.output_text.done').find(
    ({ event }) => textAt(response, event['output_index'], event['content_index']) !== event['text'],
  )
  return (
    other &&
    wrong(
      stream,
      eventPath(other, 'content_index'),
      'the last event has another text at this place, or none',
      other.event['text'],
      textAt(response, other.event['output_index'], other.event['content_index']) ?? 'absent',
    )
  )
}

function itemPlaceFault(stream: Observation): Finding | undefined {
  const done = new Map(
    eventsOfType(stream, 'response.output_item.done').map((one) => [Number(one.event['output_index']), itemOf(one)]),
  )
  const last = itemsOf(finalResponse(stream))
  const place = [...done.keys(), ...last.keys()].find(
    (at) =>
      [done.get(at), last[at]].some((item) => item !== undefined && isPutTogether(item)) &&
      essence(done.get(at) ?? {}) !== essence(last[at] ?? {}),
  )
  if (place === undefined) return undefined
  return (last[place] ? wrong : missing)(
    stream,
    `events[-1].response.output[${place}]`,
    'not the item that was streamed',
    done.get(place) ?? 'no item',
    last[place] ?? 'absent',
  )
}
