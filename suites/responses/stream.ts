import {
  cutResponse,
  eventStream,
  messageItem,
  responseOf,
  streamedResponse,
  streamEvents,
  changesOf,
} from '../../fixtures/replies/response.ts'
import { COUNTING } from '../../fixtures/sent/prompts.ts'
import { hasHeaders } from '../../src/checks/pool.ts'
import { isObject } from '../../src/checks/reply.ts'
import {
  endFault,
  firstFault,
  idFault,
  jsonFault,
  nameFault,
  numberFault,
  secondFault,
  statusFault,
  usageFault,
} from '../../src/checks/response-events.ts'
import {
  eventsOf,
  eventsOfType,
  finalResponse,
  isBegunResponseStream,
  isResponseStream,
  isWholeResponseStream,
  outputText,
} from '../../src/checks/response-stream.ts'
import { eachStream, hasWholeEvent, otherType } from '../../src/checks/stream.ts'
import { extra, inconclusive, missing, raw, respond, suite, type Json } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/responses-streaming'
const RESPONSE = cutResponse('1, 2, 3, 4, 5')
const ended = responseOf([messageItem('1, 2, 3')])
const events = streamEvents(RESPONSE)
const HEADERS: [string, string][] = [['content-type', 'text/event-stream']]

type Events = typeof events
const { changed, without } = changesOf(RESPONSE)
const unnumbered = (change: (event: Events[number]) => Json) => ({
  streamed: streamedResponse(RESPONSE, (all) => all.map(change)),
})
/** All events, each written as the function says. */
const onTheWire = (write: (data: string) => string, headers = HEADERS) => ({
  streamed: raw(
    events.map((event) => write(JSON.stringify(event))),
    { headers },
  ),
})
const inResponses = (change: (response: { [key: string]: Json }, type: string) => { [key: string]: Json }) =>
  changed((all) =>
    all.map((event) =>
      isObject(event['response'])
        ? { ...event, response: change(event['response'] as { [key: string]: Json }, event.type) }
        : event,
    ),
  )

export default suite({
  id: 'responses/stream',
  about: 'a streamed response, from its first event to its last',
  model: 'chat',
  steps: { streamed: respond({ input: COUNTING, max_output_tokens: 16, stream: true }) },
  conforming: { streamed: streamedResponse(RESPONSE) },
  rules: {
    'content-type': {
      level: 'should',
      sentence: 'A streamed response has the content type `text/event-stream`.',
      source: SOURCE,
      breaks: 'EventSource wrappers refuse any other type; proxies buffer it',
      parameter: 'responses.stream',
      traffic: eachStream([isResponseStream, hasHeaders], otherType),
      violating: [
        { streamed: eventStream(events, 'application/json') },
        { streamed: eventStream(events, 'application/x-ndjson') },
      ],
      inconclusive: [onTheWire((data) => `data: ${data}\n\n`, [])],
    },
    json: {
      level: 'should',
      sentence: 'The data of every event is one JSON object with a `type`.',
      source: SOURCE,
      breaks: 'every client parses each event by itself and goes by its type',
      traffic: eachStream([isBegunResponseStream, hasWholeEvent], jsonFault),
      violating: [
        unnumbered(({ type: _type, ...event }) => event),
        { streamed: raw(['event: response.created\ndata: {"type":"resp\n\n'], { headers: HEADERS }) },
        { streamed: eventStream([{ error: { message: 'boom' } }]) },
      ],
    },
    'event-name': {
      level: 'should',
      sentence: 'The `event:` line of every event is its `type`.',
      source: `${SOURCE}; observed 716 of 716`,
      breaks: 'clients built on EventSource listen for names; without one they see only `message`',
      traffic: eachStream(isResponseStream, nameFault),
      violating: [onTheWire((data) => `data: ${data}\n\n`), onTheWire((data) => `event: message\ndata: ${data}\n\n`)],
    },
    'no-done': {
      level: 'may',
      sentence: 'No `[DONE]` follows the last event.',
      source: `${SOURCE}; observed 716 of 716`,
      breaks: 'clients that parse every event of this endpoint as JSON fail on it at the very end',
      traffic: eachStream(isResponseStream, ({ stream }, one) =>
        stream && stream.done > 0
          ? extra(one, 'events', 'the stream ends with [DONE]', 'no [DONE]', '[DONE]')
          : undefined,
      ),
      violating: [
        {
          streamed: raw(
            [...events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`), 'data: [DONE]\n\n'],
            { headers: HEADERS },
          ),
        },
      ],
    },
    created: {
      level: 'should',
      sentence: 'The first event is `response.created`.',
      source: SOURCE,
      breaks: 'openai-node: its stream helper raises an error when anything else comes first',
      traffic: eachStream([isResponseStream, (one) => eventsOf(one).length > 0], firstFault),
      violating: [
        without('response.created'),
        changed((all) => all.slice(2)),
        { streamed: eventStream([...events].reverse()) },
      ],
      conforming: [{}, { streamed: streamedResponse(ended) }],
    },
    'in-progress': {
      level: 'should',
      sentence: '`response.in_progress` or `response.queued` follows it, before any output.',
      source: `${SOURCE}; observed 702 of 702`,
      breaks: 'user interfaces that show the answer as begun from here on',
      traffic: eachStream([isResponseStream, (one) => eventsOf(one).length > 1], secondFault),
      violating: [without('response.in_progress')],
      conforming: [
        {},
        changed((all) =>
          all.map((event) => (event.type === 'response.in_progress' ? { ...event, type: 'response.queued' } : event)),
        ),
      ],
    },
    'sequence-number': {
      level: 'should',
      sentence: '`sequence_number` counts the events from 0 without a gap.',
      source: `${SOURCE}; observed 705 of 713, without it only in streams of May 2025`,
      breaks: 'typed decoders that want a number; clients that resume a stream or put events in order by it',
      traffic: eachStream(isResponseStream, numberFault),
      violating: [
        unnumbered(({ sequence_number: _number, ...event }) => event),
        unnumbered((event) => ({ ...event, sequence_number: 0 })),
        { streamed: eventStream(events.filter((_event, place) => place !== 4)) },
      ],
    },
    'one-end': {
      level: 'should',
      sentence:
        'One event ends the response, `response.completed`, `response.incomplete` or `response.failed`, and no output follows it.',
      source: SOURCE,
      breaks: 'Codex reports a stream that was closed before `response.completed` and tries again; others wait',
      traffic: eachStream(isWholeResponseStream, endFault),
      violating: [
        without('response.incomplete'),
        changed((all) => [...all, ...all.slice(-1)]),
        changed((all) => [...all.slice(0, -2), ...all.slice(-2).reverse()]),
        changed((all) =>
          all.map((event) => (event.type === 'response.incomplete' ? { ...event, type: 'response.done' } : event)),
        ),
      ],
      conforming: [
        {},
        changed((all) => [...all, { type: 'response.rate_limits.updated', rate_limits: {} }]),
        { streamed: streamedResponse(ended) },
      ],
    },
    'end-status': {
      level: 'should',
      sentence: 'The status of the response in the last event is what the event is named after.',
      source: SOURCE,
      breaks: 'clients that look at the status take a cut answer for a whole one, or wait for more',
      traffic: eachStream(isWholeResponseStream, statusFault),
      violating: [
        inResponses((response) => ({ ...response, status: 'in_progress' })),
        changed((all) =>
          all.map((event) => (event.type === 'response.incomplete' ? { ...event, type: 'response.completed' } : event)),
        ),
      ],
    },
    'same-id': {
      level: 'should',
      sentence: 'The response has one id in all events.',
      source: SOURCE,
      breaks:
        'openai-node: its stream helper raises an error when the id changes; clients cannot ask for the response later',
      traffic: eachStream(isResponseStream, idFault),
      violating: [inResponses((response, type) => ({ ...response, id: `resp_${type}` }))],
    },
    usage: {
      level: 'should',
      sentence: 'The last event has the usage, and its counts add up.',
      source: `${SOURCE}; observed 1396 of 1396`,
      breaks: 'Codex and LangChain count tokens and costs from it',
      traffic: eachStream([isWholeResponseStream, (stream) => finalResponse(stream) !== undefined], usageFault),
      violating: [
        inResponses((response) => ({ ...response, usage: null })),
        inResponses(({ usage: _usage, ...response }) => response),
        inResponses((response) => ({
          ...response,
          usage: { prompt_tokens: 11, completion_tokens: 16, total_tokens: 27 },
        })),
        inResponses((response) => ({ ...response, usage: { input_tokens: 11, output_tokens: 16, total_tokens: 16 } })),
      ],
    },
    'in-pieces': {
      level: 'should',
      sentence: 'The text comes in several deltas, not in one at the end.',
      source: SOURCE,
      breaks: 'apps that stream to show progress show nothing until the end',
      parameter: 'responses.stream',
      *check({ streamed }) {
        const text = outputText(finalResponse(streamed))
        if (text.length < 12) return inconclusive('the text is too short to come in pieces')
        const deltas = eventsOfType(streamed, 'response.output_text.delta')
        if (deltas.length < 2)
          yield missing(
            streamed,
            'events',
            'the text does not come piece by piece',
            'several response.output_text.delta',
            deltas.length,
          )
      },
      violating: [
        without('response.output_text.delta'),
        changed((all) =>
          all.filter(
            (event, place) => event.type !== 'response.output_text.delta' || all[place - 1]?.type !== event.type,
          ),
        ),
      ],
      inconclusive: [{ streamed: streamedResponse(responseOf([messageItem('1')])) }],
    },
  },
})
