import { inconclusive, type Finding, type Inconclusive } from '../finding.ts'
import { extra, misplaced, missing, wrong, wrongType } from '../suite/findings.ts'
import type { Observation } from '../wire/observe.ts'
import { isOlderThan } from './age.ts'
import { isObject, type JsonObject } from './reply.ts'
import {
  BEGINS,
  ENDS,
  eventPath,
  eventsOf,
  eventsOfType,
  finalResponse,
  outputText,
  responseIn,
} from './response-stream.ts'

/** The stream begins with `response.created`. */
export function firstFault(stream: Observation): Finding | undefined {
  const [first] = eventsOf(stream)
  return first?.type === 'response.created'
    ? undefined
    : misplaced(
        stream,
        'events[0].type',
        'the stream begins with another event',
        'response.created',
        first?.type ?? 'no event',
      )
}

/** One event ends the response, and no output follows it. */
export function endFault(stream: Observation): Finding | undefined {
  const ends = eventsOfType(stream, ...ENDS)
  const [end] = ends
  if (!end || ends.length > 1)
    return (end ? extra : missing)(stream, 'events', `${ends.length} events end the response`, 1, ends.length)
  const later = eventsOf(stream).find(
    (one) => one.at > end.at && one.type.startsWith('response.') && one.type !== 'response.rate_limits.updated',
  )
  return later && misplaced(stream, eventPath(later, 'type'), `it follows ${end.type}`, 'nothing more', later.type)
}

/** The service began to number events at the end of May 2025. */
const NUMBERED_SINCE = '2025-06-01'

/** The events are numbered from 0 without a gap. Only a stream that is asked for again by its id begins later. */
export function numberFault(stream: Observation): Finding | Inconclusive | undefined {
  const all = eventsOf(stream)
  if (isOlderThan(stream, NUMBERED_SINCE) && all.every(({ event }) => event['sequence_number'] === undefined))
    return inconclusive('events had no numbers at that time')
  for (const [place, one] of all.entries()) {
    const number = one.event['sequence_number']
    if (number !== place)
      return (number === undefined ? missing : misplaced)(
        stream,
        eventPath(one, 'sequence_number'),
        'the numbers do not run on',
        place,
        number ?? 'absent',
      )
  }
  return undefined
}

/** The response has one id in all events. */
export function idFault(stream: Observation): Finding | undefined {
  const [first, ...rest] = eventsOf(stream).filter(({ event }) => isObject(event['response']))
  const id = first && responseIn(first)['id']
  const other = rest.find((one) => responseIn(one)['id'] !== id)
  return (
    other &&
    wrong(
      stream,
      eventPath(other, 'response.id'),
      'the response has another id than at first',
      id,
      responseIn(other)['id'],
    )
  )
}

/** The last event has a usage that adds up. */
export function usageFault(stream: Observation): Finding | undefined {
  const usage = finalResponse(stream)?.['usage']
  const { input_tokens: input, output_tokens: output, total_tokens: total } = isObject(usage) ? usage : {}
  return Number.isInteger(input) && Number.isInteger(output) && Number(input) + Number(output) === total
    ? undefined
    : (usage === undefined || usage === null ? missing : wrong)(
        stream,
        'events[-1].response.usage',
        'the last event has no usage that adds up',
        'input_tokens + output_tokens = total_tokens',
        usage ?? null,
      )
}

/** The data of every event is an object with a type. */
export function jsonFault(one: Observation): Finding | undefined {
  const place =
    one.stream?.events.findIndex(
      ({ json, unterminated }) =>
        !unterminated && !(json.ok && isObject(json.value) && typeof json.value['type'] === 'string'),
    ) ?? -1
  const bad = one.stream?.events[place]
  return (
    bad &&
    wrongType(
      one,
      `events[${place}].data`,
      'the data is no JSON object with a type',
      '{"type": …}',
      bad.data.slice(0, 160),
    )
  )
}

/** Every event is named after its type. */
export function nameFault(one: Observation): Finding | undefined {
  const place =
    one.stream?.events.findIndex(
      ({ name, json }) =>
        json.ok && isObject(json.value) && typeof json.value['type'] === 'string' && json.value['type'] !== name,
    ) ?? -1
  const bad = one.stream?.events[place]
  return (
    bad &&
    (bad.name === '' ? missing : wrong)(
      one,
      `events[${place}].event`,
      'the name is not the type',
      bad.json.ok && isObject(bad.json.value) ? bad.json.value['type'] : 'its type',
      bad.name || 'absent',
    )
  )
}

/** The response is told to have begun before any output comes. */
export function secondFault(stream: Observation): Finding | undefined {
  const second = eventsOf(stream).find(({ type }) => type !== 'response.created')
  return second && BEGINS.includes(second.type)
    ? undefined
    : missing(
        stream,
        second ? eventPath(second, 'type') : 'events',
        'output comes first',
        'response.in_progress',
        second?.type ?? 'nothing',
      )
}

/** The response has the status that the last event is named after. */
export function statusFault(stream: Observation): Finding | undefined {
  const end = eventsOfType(stream, ...ENDS).at(-1)
  const status = end && responseIn(end)['status']
  return !end || `response.${String(status)}` === end.type
    ? undefined
    : wrong(
        stream,
        eventPath(end, 'response.status'),
        `another status than ${end.type} says`,
        end.type.slice('response.'.length),
        status,
      )
}

/** The text that deltas write, in the order of the places that they write to. */
function textInDeltas(stream: Observation): string {
  const deltas = eventsOfType(stream, 'response.output_text.delta').map(({ event }) => event)
  const place = (event: JsonObject, key: string): number => Number(event[key] ?? 0)
  return deltas
    .toSorted((a, b) =>
      place(a, 'output_index') === place(b, 'output_index')
        ? place(a, 'content_index') - place(b, 'content_index')
        : place(a, 'output_index') - place(b, 'output_index'),
    )
    .map(({ delta }) => (typeof delta === 'string' ? delta : ''))
    .join('')
}

/** Text came in deltas, and the response in the last event has text. */
export const hasDeltasAndText = (stream: Observation): boolean =>
  textInDeltas(stream) !== '' && outputText(finalResponse(stream)) !== ''

/** What was streamed is the text that the response has in the end. */
export function deltasFault(stream: Observation): Finding | undefined {
  const [streamed, kept] = [textInDeltas(stream), outputText(finalResponse(stream))]
  return streamed === kept
    ? undefined
    : wrong(stream, 'events[-1].response.output', 'the deltas add up to another text', streamed, kept)
}
