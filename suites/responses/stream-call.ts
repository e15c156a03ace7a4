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
  inconclusive,
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
const text = { streamed: streamedResponse(responseOf([messageItem('It is sunny.')])) }

const isCall = (item: unknown): item is JsonObject => isObject(item) && item['type'] === 'function_call'
/** The calls as their items were done, or as the end has them where none was. */
function calls(stream: Observation): JsonObject[] {
  const done = eventsOfType(stream, 'response.output_item.done')
    .map(({ event }) => event['item'])
    .filter(isCall)
  return done.length > 0 ? done : itemsOf(finalResponse(stream)).filter(isCall)
}

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
      breaks: 'openai-node and Codex run the function with what they joined, others with what the item says',
      *check({ streamed }) {
        const all = calls(streamed)
        if (all.length === 0) return inconclusive(NO_CALL)
        const written = writtenBy(streamed, 'response.function_call_arguments', 'arguments')
        if (written.length < all.length)
          yield missing(streamed, 'events', 'a call without events of its arguments', all.length, written.length)
        for (const [place, { at, deltas, done, doneAt }] of written.entries()) {
          const whole = all[place]?.['arguments']
          if (doneAt === undefined)
            yield missing(
              streamed,
              `events[${at}]`,
              'the arguments are never done',
              'response.function_call_arguments.done',
              'absent',
            )
          else if (deltas !== done)
            yield wrong(streamed, `events[${doneAt}].arguments`, 'the deltas add up to other arguments', deltas, done)
          else if (whole !== done)
            yield wrong(streamed, 'item.arguments', 'the item has other arguments', done, whole ?? 'absent')
        }
      },
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
      breaks:
        'openai-node appends the deltas to what the item began with; the Vercel AI SDK announces the call by its name',
      *check({ streamed }) {
        const added = eventsOfType(streamed, 'response.output_item.added').filter(({ event }) => isCall(event['item']))
        if (calls(streamed).length === 0) return inconclusive(NO_CALL)
        if (added.length === 0)
          yield missing(streamed, 'events', 'no call was announced', 'response.output_item.added', 'absent')
        for (const { at, event } of added) {
          const item = isCall(event['item']) ? event['item'] : {}
          for (const key of ['name', 'call_id'])
            if (typeof item[key] !== 'string' || item[key] === '')
              yield missing(
                streamed,
                `events[${at}].item.${key}`,
                'not known when the call is announced',
                'text',
                item[key] ?? 'absent',
              )
          if (item['arguments'] !== '')
            yield wrong(
              streamed,
              `events[${at}].item.arguments`,
              'the deltas would be appended to this',
              '',
              item['arguments'] ?? 'absent',
            )
        }
      },
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
  },
})
