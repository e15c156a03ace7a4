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

const inList =
  (list: string) =>
  (item: JsonObject, at: number): JsonObject | undefined => {
    const part = asArray(item[list])[at]
    return isObject(part) ? part : undefined
  }
const itself = (item: JsonObject): JsonObject => item

/** What comes in pieces: the kind of its events, the key of the whole, and where the finished item has it. */
const WRITTEN = [
  { kind: 'output_text', key: 'text', place: 'content_index', name: 'text', within: inList('content') },
  { kind: 'refusal', key: 'refusal', place: 'content_index', name: 'refusal', within: inList('content') },
  { kind: 'reasoning_text', key: 'text', place: 'content_index', name: 'text', within: inList('content') },
  { kind: 'reasoning_summary_text', key: 'text', place: 'summary_index', name: 'summary', within: inList('summary') },
  {
    kind: 'function_call_arguments',
    key: 'arguments',
    place: 'output_index',
    name: 'text of arguments',
    within: itself,
  },
  { kind: 'custom_tool_call_input', key: 'input', place: 'output_index', name: 'input', within: itself },
] as const
type Written = (typeof WRITTEN)[number]

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

/** An item that is done is not in progress any more. */
export function doneFault(stream: Observation): Finding | undefined {
  const open = eventsOfType(stream, 'response.output_item.done').find((one) => itemOf(one)['status'] === 'in_progress')
  return (
    open &&
    wrong(
      stream,
      eventPath(open, 'item.status'),
      'the item is done and in progress',
      'completed or incomplete',
      'in_progress',
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

/** The deltas of something that comes in pieces are what its end says. */
export const pieceFault =
  (...kinds: Written['kind'][]) =>
  (stream: Observation): Finding | undefined => {
    for (const { kind, key, name } of WRITTEN.filter((one) => kinds.includes(one.kind)))
      for (const written of writtenBy(stream, `response.${kind}`, key)) {
        const { at, deltas, done, doneAt } = written
        if (doneAt === undefined)
          return missing(stream, `events[${at}]`, `the ${name} is never done`, `response.${kind}.done`, 'absent')
        if (deltas !== done)
          return wrong(stream, `events[${doneAt}].${key}`, `the deltas add up to another ${name}`, deltas, done)
      }
    return undefined
  }

/** Whether anything of these kinds comes in pieces. */
export const hasPieces =
  (...kinds: Written['kind'][]) =>
  (stream: Observation): boolean =>
    eventsOfType(stream, ...kinds.flatMap((kind) => [`response.${kind}.delta`, `response.${kind}.done`])).length > 0

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
  const items = itemsOf(finalResponse(stream))
  for (const { kind, key, place, name, within } of WRITTEN)
    for (const one of eventsOfType(stream, `response.${kind}.done`)) {
      const item = items[Number(one.event['output_index'])]
      const actual = item && within(item, Number(one.event[place]))?.[key]
      if (actual !== one.event[key])
        return wrong(
          stream,
          eventPath(one, place),
          `the last event has another ${name} at this place, or none`,
          one.event[key],
          actual ?? 'absent',
        )
    }
  return undefined
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
