import {
  callItem,
  cutResponse,
  messageItem,
  reasoningItem,
  responseOf,
  streamedResponse,
  changesOf,
} from '../../fixtures/replies/response.ts'
import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { asArray, isObject, type JsonObject } from '../../src/checks/reply.ts'
import {
  eventsOf,
  eventsOfType,
  finalResponse,
  itemsOf,
  isWholeResponseStream,
  writtenBy,
  eventPath,
  type ResponseEvent,
} from '../../src/checks/response-stream.ts'
import { eachStream } from '../../src/checks/stream.ts'
import {
  respond,
  suite,
  misplaced,
  missing,
  wrong,
  type Json,
  type Observation,
  type Finding,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/responses-streaming'
const RESPONSE = cutResponse('1, 2, 3, 4, 5')
const several = responseOf([reasoningItem('They want numbers.'), messageItem('1, 2, 3'), callItem('{"city":"Madrid"}')])

const { changed, without, inType } = changesOf(RESPONSE)

/** Deltas and ends of what is inside an item. */
const INSIDE =
  /^response\.(content_part|output_text|refusal|function_call_arguments|reasoning_summary_part|reasoning_summary_text|reasoning_text)\./

const itemOf = ({ event }: ResponseEvent): JsonObject => (isObject(event['item']) ? event['item'] : {})

/** Every item is opened, and closed under the same place and id. */
function itemFault(stream: Observation): Finding | undefined {
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
function partFault(stream: Observation): Finding | undefined {
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
function placeFault(stream: Observation): Finding | undefined {
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
function textFault(stream: Observation): Finding | undefined {
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
function outputFault(stream: Observation): Finding | undefined {
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
      traffic: eachStream(isWholeResponseStream, itemFault),
      violating: [
        without('response.output_item.done'),
        without('response.output_item.added'),
        inType('response.output_item.done', ({ item }) => ({
          item: { ...(item as { [key: string]: Json }), id: 'msg_other' },
        })),
      ],
      conforming: [{}, { streamed: streamedResponse(several) }, { streamed: streamedResponse(responseOf([])) }],
    },
    'parts-paired': {
      level: 'must',
      sentence: 'Every part of a message is added before its text comes, and done after it.',
      source: SOURCE,
      breaks: 'openai-node: the helper raises an error for text that belongs to no part',
      traffic: eachStream(isWholeResponseStream, partFault),
      violating: [
        without('response.content_part.added'),
        without('response.content_part.done'),
        changed((all) => [...all.slice(0, 3), ...all.slice(4, 6), ...all.slice(3, 4), ...all.slice(6)]),
      ],
      conforming: [{}, { streamed: streamedResponse(several) }],
    },
    places: {
      level: 'must',
      sentence: 'Every delta names the id and the `output_index` of an item that is open.',
      source: SOURCE,
      breaks: 'the Vercel AI SDK and openai-node look the item up by them: the text is lost, or an error raised',
      traffic: eachStream(isWholeResponseStream, placeFault),
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
      traffic: eachStream(
        [
          isWholeResponseStream,
          (one) => eventsOfType(one, 'response.output_text.delta', 'response.output_text.done').length > 0,
        ],
        textFault,
      ),
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
      breaks:
        'clients that keep only the final response: Codex, the stream helpers of the SDKs, whose final response is empty then',
      traffic: eachStream([isWholeResponseStream, (one) => finalResponse(one) !== undefined], outputFault),
      violating: [
        inType('response.incomplete', ({ response }) => ({
          response: { ...(response as { [key: string]: Json }), output: [] },
        })),
        inType('response.incomplete', ({ response }) => ({
          response: { ...(response as { [key: string]: Json }), output: [messageItem('another')] },
        })),
        inType('response.output_item.done', ({ item }) => ({
          item: { ...(item as { [key: string]: Json }), content: [] },
        })),
      ],
      conforming: [{}, { streamed: streamedResponse(several) }],
    },
  },
})
