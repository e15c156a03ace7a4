import { asArray, isObject, type JsonObject } from '../../../../src/json.ts'
import type { Answer } from '../answer.ts'
import type { Mutant, Mutation } from '../mutation.ts'
import { asked, finalOf, listIn } from './asked.ts'

const OF = ['responses']

/** What a response says again of its request. */
const ECHOED =
  'instructions metadata previous_response_id temperature top_p tools tool_choice max_output_tokens store truncation parallel_tool_calls text reasoning background user prompt_cache_key safety_identifier max_tool_calls top_logprobs'.split(
    ' ',
  )

/** What a server that does not read a field says of it. */
function unread(value: unknown): unknown {
  if (typeof value === 'number') return value + 1
  if (typeof value === 'boolean') return !value
  if (typeof value === 'string') return value === 'auto' ? 'none' : null
  if (Array.isArray(value)) return []
  return {}
}

/** Of what is asked of the reasoning only the effort is said again as it was: the service makes a summary of its own choice. */
function asks(request: JsonObject, key: string): boolean {
  const value = request[key]
  return key === 'reasoning' && isObject(value)
    ? typeof value['effort'] === 'string'
    : value !== undefined && value !== null
}

const echoed = (key: string): Mutation =>
  asked({
    name: `${key} not read`,
    about: `a response says another \`${key}\` than its request`,
    of: OF,
    plain: (body, request) => {
      if (!asks(request, key) || !(key in body)) return undefined
      return { ...body, [key]: unread(request[key]) }
    },
    events: (events, request) => {
      const responses = events.flatMap(({ response }) => (isObject(response) ? [response] : []))
      if (!asks(request, key) || !responses.some((one) => key in one)) return undefined
      for (const response of responses) response[key] = unread(request[key])
      return events
    },
  })

/** One mutation for all that is said again: each at a site of its own. */
const echo: Mutation = {
  name: 'request not said again',
  about: 'a response says another value of a field than its request',
  mutants: (answer: Answer): Mutant[] =>
    ECHOED.flatMap((key) =>
      echoed(key)
        .mutants(answer)
        .map(({ exchange }) => ({ site: `${answer.scope} ${key}`, exchange })),
    ),
}

const ofEvents = (
  name: string,
  about: string,
  change: (events: JsonObject[], request: JsonObject) => JsonObject[] | undefined,
): Mutation => asked({ name, about, of: OF, events: (events, request) => renumbered(change(events, request)) })

/** Numbers without gaps, so that the change alone can be noticed. */
const renumbered = (events: JsonObject[] | undefined): JsonObject[] | undefined =>
  events?.map((event, at) => ('sequence_number' in event ? { ...event, sequence_number: at } : event))

const isTerminal = ({ type }: JsonObject): boolean => /^response\.(completed|incomplete|failed)$/.test(String(type))
const isDelta = ({ type }: JsonObject): boolean => String(type).endsWith('.delta')

/** Sets a field of every event that has it. */
const setAll = (
  name: string,
  about: string,
  key: string,
  change: (was: number, event: JsonObject) => unknown,
): Mutation =>
  ofEvents(name, about, (events) => {
    const all = events.filter((event) => typeof event[key] === 'number')
    for (const event of all) event[key] = change(event[key] as number, event)
    return all.length > 0 ? events : undefined
  })

const inFinal = (name: string, about: string, change: (response: JsonObject) => boolean): Mutation =>
  ofEvents(name, about, (events) => {
    const final = finalOf(events)
    return final && change(final) ? events : undefined
  })

export const responseMutations: Mutation[] = [
  echo,
  setAll('items from one', 'items are numbered from 1', 'output_index', (was) => was + 1),
  setAll('items not numbered', 'every event has the output index 0', 'output_index', () => 0),
  setAll('parts from one', 'parts are numbered from 1', 'content_index', (was) => was + 1),
  asked({
    name: 'events not numbered',
    about: 'every event has the sequence number 0',
    of: OF,
    events: (events) => events.map((event) => ({ ...event, sequence_number: 0 })),
  }),
  asked({
    name: 'events from seven',
    about: 'the first event has the sequence number 7',
    of: OF,
    events: (events) => events.map((event, at) => ({ ...event, sequence_number: at + 7 })),
  }),
  ofEvents('another item id in deltas', 'deltas name another item than the one that was added', (events) => {
    const all = events.filter((event) => isDelta(event) && typeof event['item_id'] === 'string')
    for (const event of all) event['item_id'] = 'msg_x_other'
    return all.length > 0 ? events : undefined
  }),
  ofEvents('another item id at the end', 'an item has another id when it is done', (events) => {
    // The service keeps its own ways with the items of its built-in tools.
    const done = events.find(
      ({ type, item }) =>
        type === 'response.output_item.done' &&
        isObject(item) &&
        /^(message|function_call|reasoning)$/.test(String(item['type'])),
    )
    if (!isObject(done?.['item'])) return undefined
    done['item']['id'] = 'msg_x_other'
    return events
  }),
  inFinal('another item id in the response', 'the final response has items with other ids', (response) => {
    for (const item of listIn(response['output'])) item['id'] = `${String(item['id'])}x`
    return listIn(response['output']).length > 0
  }),
  ofEvents('another call id at the end', 'a call has another call_id when it is done', (events) => {
    const done = events.find(
      ({ type, item }) => type === 'response.output_item.done' && isObject(item) && item['type'] === 'function_call',
    )
    if (!isObject(done?.['item'])) return undefined
    done['item']['call_id'] = 'call_x_other'
    return events
  }),
  inFinal('another response id at the end', 'the final response has another id', (response) => {
    response['id'] = 'resp_x_other'
    return true
  }),
  inFinal('another model at the end', 'the final response names another model', (response) => {
    response['model'] = 'another'
    return true
  }),
  inFinal('final response empty', 'the final response has no output', (response) => {
    const had = asArray(response['output']).length > 0
    response['output'] = []
    return had
  }),
  inFinal('final item lost', 'the final response lacks an item', (response) => {
    const output = asArray(response['output'])
    response['output'] = output.slice(0, -1)
    return output.length > 1
  }),
  inFinal('final items in another order', 'the items of the final response are in another order', (response) => {
    const output = asArray(response['output'])
    response['output'] = output.toReversed()
    return output.length > 1
  }),
  inFinal('final status in progress', 'the final response is in progress', (response) => {
    response['status'] = 'in_progress'
    return true
  }),
  inFinal('final usage null', 'the final response has no usage', (response) => {
    response['usage'] = null
    return true
  }),
  inFinal('final output text', 'the final response has `output_text`, which only the SDK makes', (response) => {
    response['output_text'] = 'xxx'
    return true
  }),
  ofEvents('no terminal event', 'the stream ends without its last event', (events) =>
    events.filter((event) => !isTerminal(event)),
  ),
  ofEvents('two terminal events', 'the last event comes twice', (events) => {
    const last = events.findLast(isTerminal)
    return last ? [...events, last] : undefined
  }),
  ofEvents('events after the end', 'a delta follows the last event', (events) => {
    const delta = events.find(isDelta)
    return delta ? [...events, delta] : undefined
  }),
  ofEvents('completed and failed', 'a stream that completed ends with a failure', (events) => {
    const last = events.findLast(isTerminal)
    return last && isObject(last['response'])
      ? [...events, { ...last, type: 'response.failed', response: { ...last['response'], status: 'failed' } }]
      : undefined
  }),
  ofEvents('no deltas', 'the text or the arguments come in no deltas', (events) => {
    const rest = events.filter((event) => !isDelta(event))
    return rest.length < events.length ? rest : undefined
  }),
  ofEvents('no items told', 'items are neither added nor done', (events) =>
    events.some(({ type }) => type === 'response.output_item.added')
      ? events.filter(({ type }) => !String(type).startsWith('response.output_item'))
      : undefined,
  ),
  ofEvents('deltas of another kind', 'a text comes in deltas of a refusal', (events) => {
    const all = events.filter(({ type }) => type === 'response.output_text.delta')
    for (const event of all) event['type'] = 'response.refusal.delta'
    return all.length > 0 ? events : undefined
  }),
  ofEvents('text as thoughts', 'a text comes in deltas of thoughts', (events) => {
    const all = events.filter(({ type }) => type === 'response.output_text.delta')
    for (const event of all) event['type'] = 'response.reasoning_text.delta'
    return all.length > 0 ? events : undefined
  }),
  ofEvents('status of an item in progress', 'an item is in progress when it is done', (events) => {
    const done = events.filter(
      ({ type, item }) => type === 'response.output_item.done' && isObject(item) && 'status' in item,
    )
    for (const { item } of done) if (isObject(item)) item['status'] = 'in_progress'
    return done.length > 0 ? events : undefined
  }),
]
