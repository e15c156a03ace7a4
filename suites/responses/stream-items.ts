import { respond, suite, type Json, type Observation } from '../../src/define/index.ts'
import { eventsOf, eventsOfType, finalResponse, itemsOf, wholeResponseStreams, writtenBy, type ResponseEvent } from '../../src/checks/response-stream.ts'
import { eachStream, type Fault } from '../../src/checks/stream.ts'
import { asArray, isObject, type JsonObject } from '../../src/checks/reply.ts'

import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { callItem, cutResponse, messageItem, numbered, reasoningItem, responseOf, streamedResponse, type streamEvents } from '../../fixtures/replies/response.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/responses-streaming'
const RESPONSE = cutResponse('1, 2, 3, 4, 5')
const several = responseOf([reasoningItem('They want numbers.'), messageItem('1, 2, 3'), callItem('{"city":"Madrid"}')])

type Events = ReturnType<typeof streamEvents>
const changed = (change: (events: Events) => Events) => ({ streamed: streamedResponse(RESPONSE, (all) => numbered(change(all))) })
const without = (...types: string[]) => changed((all) => all.filter(({ type }) => !types.includes(type)))
const inType = (type: string, change: (event: Events[number]) => { [key: string]: Json }) =>
  changed((all) => all.map((event) => (event.type === type ? { ...event, ...change(event) } : event)))

/** Deltas and ends of what is inside an item. */
const INSIDE = /^response\.(content_part|output_text|refusal|function_call_arguments|reasoning_summary_part|reasoning_summary_text|reasoning_text)\./

const itemOf = ({ event }: ResponseEvent): JsonObject => (isObject(event['item']) ? event['item'] : {})
const at = ({ at: place }: ResponseEvent, key: string): string => `events[${place}].${key}`

/** Every item is opened, and closed under the same place and id. */
function itemFault(stream: Observation): Fault | undefined {
  const dones = eventsOfType(stream, 'response.output_item.done')
  const addeds = eventsOfType(stream, 'response.output_item.added')
  for (const added of addeds) {
    const done = dones.find(({ event }) => event['output_index'] === added.event['output_index'])
    if (!done) return { kind: 'missing', path: at(added, 'item'), message: 'the item is never done', expected: 'response.output_item.done', actual: 'absent' }
    if (itemOf(done)['id'] !== itemOf(added)['id']) return { kind: 'wrong-value', path: at(done, 'item.id'), message: 'the item is done under another id', expected: itemOf(added)['id'], actual: itemOf(done)['id'] }
  }
  const orphan = dones.find((done) => !addeds.some((added) => added.at < done.at && added.event['output_index'] === done.event['output_index']))
  return orphan && { kind: 'order', path: at(orphan, 'item'), message: 'an item is done that was never added', expected: 'response.output_item.added first', actual: orphan.type }
}

/** Every part is opened before its text comes, and closed. */
function partFault(stream: Observation): Fault | undefined {
  const events = eventsOf(stream).filter(({ type }) => /^response\.(content_part|output_text)\.(added|delta|done)$/.test(type))
  for (const part of Map.groupBy(events, ({ event }) => JSON.stringify([event['output_index'], event['content_index']])).values()) {
    const [first] = part
    if (!first) continue
    const last = part.at(-1) ?? first
    if (first.type !== 'response.content_part.added') return { kind: 'order', path: at(first, 'type'), message: 'the part was not opened', expected: 'response.content_part.added', actual: first.type }
    if (last.type !== 'response.content_part.done') return { kind: 'missing', path: at(last, 'type'), message: 'the part is not closed', expected: 'response.content_part.done', actual: last.type }
  }
  return undefined
}

/** What happens inside an item names an item that is open. */
function placeFault(stream: Observation): Fault | undefined {
  const open = new Map<unknown, unknown>()
  for (const one of eventsOf(stream)) {
    const { event, type } = one
    if (type === 'response.output_item.added') open.set(event['output_index'], itemOf(one)['id'])
    else if (type === 'response.output_item.done') open.delete(event['output_index'])
    else if (INSIDE.test(type) && (!open.has(event['output_index']) || open.get(event['output_index']) !== event['item_id'])) {
      return { kind: 'wrong-value', path: at(one, 'item_id'), message: 'no item of this id is open at this place', expected: open.get(event['output_index']) ?? 'an open item', actual: event['item_id'] ?? 'absent' }
    }
  }
  return undefined
}

/** The deltas of a text are what its end says. */
function textFault(stream: Observation): Fault | undefined {
  for (const written of writtenBy(stream, 'response.output_text', 'text')) {
    if (written.doneAt === undefined) return { kind: 'missing', path: `events[${written.at}]`, message: 'the text is never done', expected: 'response.output_text.done', actual: 'absent' }
    if (written.deltas !== written.done) return { kind: 'wrong-value', path: `events[${written.doneAt}].text`, message: 'the deltas add up to another text', expected: written.deltas, actual: written.done }
  }
  return undefined
}

/** What a client keeps of an item: its text, its arguments. */
const essence = (item: JsonObject): string => JSON.stringify([
  item['type'], item['id'], item['call_id'], item['name'], item['arguments'],
  asArray(item['content']).filter(isObject).map(({ type, text }) => [type, text]), asArray(item['summary']).filter(isObject).map(({ text }) => text),
])

/** The response at the end has the items that were done, in their places. */
function outputFault(stream: Observation): Fault | undefined {
  const done = eventsOfType(stream, 'response.output_item.done').sort((a, b) => Number(a.event['output_index']) - Number(b.event['output_index'])).map(itemOf)
  const last = itemsOf(finalResponse(stream))
  const place = Math.max(done.length, last.length) === 0 ? -1 : Array.from({ length: Math.max(done.length, last.length) }).findIndex((_, i) => essence(done[i] ?? {}) !== essence(last[i] ?? {}))
  return place < 0 ? undefined
    : { kind: last[place] ? 'wrong-value' : 'missing', path: `events[-1].response.output[${place}]`, message: 'not the item that was streamed', expected: done[place] ?? 'no item', actual: last[place] ?? 'absent' }
}

const streams = wholeResponseStreams

export default suite({
  id: 'responses/stream-items',
  about: 'a streamed response: the items and parts it is put together from',
  model: 'chat',
  steps: { streamed: respond({ input: COUNTING, max_output_tokens: 16, stream: true }) },
  conforming: { streamed: streamedResponse(RESPONSE) },
  rules: {
    'items-paired': {
      level: 'must',
      sentence: 'Every item is added and done, under the same `output_index` and id.',
      source: SOURCE,
      breaks: 'openai-node: the helper raises an error for an item that was never added, or is never done',
      reads: [],
      check: (_observed, pool) => eachStream(streams(pool), itemFault),
      violating: [
        without('response.output_item.done'), without('response.output_item.added'),
        inType('response.output_item.done', ({ item }) => ({ item: { ...(item as { [key: string]: Json }), id: 'msg_other' } })),
      ],
      conforming: [{}, { streamed: streamedResponse(several) }, { streamed: streamedResponse(responseOf([])) }],
    },
    'parts-paired': {
      level: 'must',
      sentence: 'Every part of a message is added before its text comes, and done after it.',
      source: SOURCE,
      breaks: 'openai-node: the helper raises an error for text that belongs to no part',
      reads: [],
      check: (_observed, pool) => eachStream(streams(pool), partFault),
      violating: [
        without('response.content_part.added'), without('response.content_part.done'),
        changed((all) => [...all.slice(0, 3), ...all.slice(4, 6), ...all.slice(3, 4), ...all.slice(6)]),
      ],
      conforming: [{}, { streamed: streamedResponse(several) }],
    },
    places: {
      level: 'must',
      sentence: 'Every delta names the id and the `output_index` of an item that is open.',
      source: SOURCE,
      breaks: 'the Vercel AI SDK and openai-node look the item up by them: the text is lost, or an error raised',
      reads: [],
      check: (_observed, pool) => eachStream(streams(pool), placeFault),
      violating: [
        inType('response.output_text.delta', () => ({ item_id: 'msg_other' })),
        inType('response.output_text.delta', () => ({ output_index: 1 })),
        inType('response.output_text.done', () => ({ item_id: '' })),
      ],
      conforming: [{}, { streamed: streamedResponse(several) }],
    },
    'text-joined': {
      level: 'must',
      sentence: 'The text deltas of a part add up to the text of its `response.output_text.done`.',
      source: SOURCE,
      breaks: 'what was shown while streaming is not what is kept',
      reads: [],
      check: (_observed, pool) => eachStream(streams(pool).filter((one) => eventsOfType(one, 'response.output_text.delta', 'response.output_text.done').length > 0), textFault),
      violating: [
        without('response.output_text.done'),
        inType('response.output_text.done', () => ({ text: '' })),
        inType('response.output_text.done', ({ text }) => ({ text: String(text).trimStart().slice(1) })),
        changed((all) => all.filter((event, place) => event.type !== 'response.output_text.delta' || place % 2 === 0)),
      ],
      inconclusive: [{ streamed: streamedResponse(responseOf([])) }],
    },
    'final-output': {
      level: 'must',
      sentence: 'The response in the last event has just the items that were streamed.',
      source: SOURCE,
      breaks: 'clients that keep only the final response: Codex, the stream helpers of the SDKs, whose final response is empty then',
      reads: [],
      *check(_observed, pool) { return yield* eachStream(streams(pool).filter((one) => finalResponse(one) !== undefined), outputFault) },
      violating: [
        inType('response.incomplete', ({ response }) => ({ response: { ...(response as { [key: string]: Json }), output: [] } })),
        inType('response.incomplete', ({ response }) => ({ response: { ...(response as { [key: string]: Json }), output: [messageItem('another')] } })),
        inType('response.output_item.done', ({ item }) => ({ item: { ...(item as { [key: string]: Json }), content: [] } })),
      ],
      conforming: [{}, { streamed: streamedResponse(several) }],
    },
  },
})
