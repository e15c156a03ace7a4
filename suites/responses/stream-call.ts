import { callItem, messageItem, responseOf, streamedResponse, changesOf } from '../../fixtures/replies/response.ts'
import { RESPONSE_CALL } from '../../fixtures/sent/response-input.ts'
import { isObject, type JsonObject } from '../../src/checks/reply.ts'
import {
  eventsOf,
  eventsOfType,
  finalResponse,
  isWholeResponseStream,
  itemsOf,
  writtenBy,
} from '../../src/checks/response-stream.ts'
import {
  eachAnswer,
  respond,
  suite,
  missing,
  wrong,
  type Finding,
  type Json,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/guides/function-calling#streaming'
const RESPONSE = responseOf([callItem('{"city":"Madrid"}')])
const NO_CALL = 'the model called no function'

const { changed, inType } = changesOf(RESPONSE)
const inItem = (type: string, fields: { [key: string]: Json }) =>
  inType(type, ({ item }) => ({ item: { ...(item as { [key: string]: Json }), ...fields } }))
/** The last event with something over its call, or without it. */
const atEnd = (over: { [key: string]: Json } | null) =>
  inType('response.completed', () => ({
    response: { ...RESPONSE, output: over ? [{ ...callItem('{"city":"Madrid"}'), ...over }] : [] },
  }))
const text = { streamed: streamedResponse(responseOf([messageItem('It is sunny.')])) }

const isCall = (item: unknown): item is JsonObject => isObject(item) && item['type'] === 'function_call'
/** The calls as their items were done, or as the end has them where none was. */
function calls(stream: Observation): JsonObject[] {
  const done = eventsOfType(stream, 'response.output_item.done')
    .map(({ event }) => event['item'])
    .filter(isCall)
  return done.length > 0 ? done : itemsOf(finalResponse(stream)).filter(isCall)
}

const callsAtEnd = (stream: Observation): { place: number; item: JsonObject }[] =>
  itemsOf(finalResponse(stream)).flatMap((item, place) => (isCall(item) ? [{ place, item }] : []))
const endsWithCall = (one: Observation): boolean => isWholeResponseStream(one) && callsAtEnd(one).length > 0

/** Whole, so that what is missing will not come. */
const hasCall = (one: Observation): boolean => isWholeResponseStream(one) && calls(one).length > 0

/** A call that is another one when it is done, or in the last event. */
function changedCall(stream: Observation): Finding[] {
  const seen = [
    ...eventsOf(stream).flatMap(({ at, event }) =>
      isCall(event['item'])
        ? [{ path: `events[${at}].item`, place: Number(event['output_index']), item: event['item'] }]
        : [],
    ),
    ...itemsOf(finalResponse(stream)).flatMap((item, place) =>
      isCall(item) ? [{ path: `events[-1].response.output[${place}]`, place, item }] : [],
    ),
  ]
  return seen.flatMap(({ path, place, item }) => {
    const first = seen.find((one) => one.place === place)?.item ?? item
    return ['call_id', 'name', 'id']
      .filter((key) => item[key] !== first[key])
      .map((key) =>
        wrong(stream, `${path}.${key}`, 'not as it was announced', first[key] ?? 'absent', item[key] ?? 'absent'),
      )
  })
}

/** Arguments that do not add up, from their deltas over the event that ends them to the item. */
function argumentFaults(stream: Observation): Finding[] {
  const all = calls(stream)
  const written = writtenBy(stream, 'response.function_call_arguments', 'arguments')
  const faults = written.flatMap(({ at, deltas, done, doneAt }, place) => {
    const whole = all[place]?.['arguments']
    if (doneAt === undefined)
      return missing(
        stream,
        `events[${at}]`,
        'the arguments are never done',
        'response.function_call_arguments.done',
        'absent',
      )
    if (deltas !== done)
      return wrong(stream, `events[${doneAt}].arguments`, 'the deltas add up to other arguments', deltas, done)
    return whole === done
      ? []
      : wrong(stream, 'item.arguments', 'the item has other arguments', done, whole ?? 'absent')
  })
  return written.length < all.length
    ? [missing(stream, 'events', 'a call without events of its arguments', all.length, written.length), ...faults]
    : faults
}

/** Calls that are announced without what a client shows of them, or with arguments that would come twice. */
function announceFaults(stream: Observation): Finding[] {
  const added = eventsOfType(stream, 'response.output_item.added').flatMap(({ at, event: { item } }) =>
    isCall(item) ? [{ path: `events[${at}].item`, item }] : [],
  )
  if (added.length === 0)
    return [missing(stream, 'events', 'no call was announced', 'response.output_item.added', 'absent')]
  return added.flatMap(({ path, item }) => [
    ...['name', 'call_id']
      .filter((key) => typeof item[key] !== 'string' || item[key] === '')
      .map((key) =>
        missing(stream, `${path}.${key}`, 'not known when the call is announced', 'text', item[key] ?? 'absent'),
      ),
    ...(item['arguments'] === ''
      ? []
      : [
          wrong(stream, `${path}.arguments`, 'the deltas would be appended to this', '', item['arguments'] ?? 'absent'),
        ]),
  ])
}

export default suite({
  id: 'responses/stream-call',
  about: 'a function call in a streamed response',
  model: 'tools',
  steps: { streamed: respond({ ...RESPONSE_CALL, stream: true }) },
  conforming: { streamed: streamedResponse(RESPONSE) },
  rules: {
    'arguments-joined': {
      level: 'should',
      sentence: 'The argument deltas of a call add up to its `.done` event and to its item.',
      source: SOURCE,
      breaks: 'openai-node runs the function with what it joined, others with what the item says',
      traffic: eachAnswer(NO_CALL, hasCall, argumentFaults),
      violating: [
        changed((all) => all.filter(({ type }) => !type.includes('arguments'))),
        changed((all) => all.filter(({ type }) => type !== 'response.function_call_arguments.delta')),
        changed((all) => all.filter(({ type }) => type !== 'response.function_call_arguments.done')),
        inType('response.function_call_arguments.done', () => ({ arguments: '{}' })),
        inItem('response.output_item.done', { arguments: '' }),
      ],
      inconclusive: [text],
    },
    announced: {
      level: 'should',
      sentence: 'The item of a call is added with its name and `call_id`, and with empty arguments.',
      source: SOURCE,
      breaks: 'openai-node appends the deltas to what the item began with',
      traffic: eachAnswer(NO_CALL, hasCall, announceFaults),
      violating: [
        inItem('response.output_item.added', { name: '' }),
        inItem('response.output_item.added', { call_id: null }),
        inItem('response.output_item.added', { arguments: '{"city":"Madrid"}' }),
      ],
      inconclusive: [text],
    },
    'same-call': {
      level: 'should',
      sentence: 'A call has the same `call_id` and name when it is added, when it is done, and in the last event.',
      source: SOURCE,
      breaks: 'the result of the function is sent back under an id that the server does not know',
      traffic: eachAnswer(NO_CALL, hasCall, changedCall),
      violating: [
        inItem('response.output_item.done', { call_id: 'call_other' }),
        inItem('response.output_item.added', { name: 'get' }),
      ],
      inconclusive: [text],
    },
    'call-id-at-end': {
      level: 'should',
      sentence: 'Each function call in the response of the last event has a `call_id`.',
      source: SOURCE,
      breaks: 'the OpenAI Agents SDK JS, which reads the last event, raises an error on the call',
      traffic: eachAnswer(NO_CALL, endsWithCall, (one) =>
        callsAtEnd(one).flatMap(({ place, item }) =>
          typeof item['call_id'] === 'string' && item['call_id'] !== ''
            ? []
            : missing(
                one,
                `events[-1].response.output[${place}].call_id`,
                'the call has no id to answer under',
                'text',
                item['call_id'] ?? 'absent',
              ),
        ),
      ),
      violating: [atEnd({ call_id: null }), atEnd({ call_id: '' })],
      conforming: [{}, inItem('response.output_item.done', { call_id: 'call_other' })],
      inconclusive: [text, atEnd(null)],
    },
  },
})
