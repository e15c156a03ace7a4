import { withType, isStream } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import type { Hooks } from '../hooks.ts'
import { asStream, atEnd, drop, ENDS, fault, renumbered, responseOf } from '../response-events.ts'
import { objects } from '../server-reply.ts'

const frames = (change: (text: string) => string): Hooks => ({
  response: (reply, request) =>
    request.path.endsWith('/responses') && isStream(reply)
      ? {
          ...reply,
          chunks: reply.chunks.map((chunk) => ({
            ...chunk,
            bytes: change(Buffer.from(chunk.bytes as string).toString('utf8')),
          })),
        }
      : reply,
})

export const deviations: Deviation[] = [
  fault('type', 'goes under application/json', 'stream/content-type', {
    response: (reply, { path }) =>
      path.endsWith('/responses') && isStream(reply)
        ? { ...reply, headers: withType(reply.headers, 'application/json') }
        : reply,
  }),
  fault(
    'untyped',
    'events have a name and no type',
    'stream/json',
    asStream((events) => events.map(({ type: _type, ...event }) => event)),
  ),
  fault(
    'nameless',
    'no event lines, as chat streams have none',
    'stream/event-name',
    frames((text) => text.replace(/^event: .*\n/m, '')),
  ),
  fault(
    'done',
    '`[DONE]` at the end, as in chat',
    'stream/no-done',
    frames((text) => (/^event: response\.(completed|incomplete)/.test(text) ? `${text}data: [DONE]\n\n` : text)),
  ),
  fault(
    'line-of-error',
    'an error follows the last event as a line of JSON',
    'stream-framing/lines',
    frames((text) => (/^event: response\.(completed|incomplete)/.test(text) ? `${text}{"error":"boom"}\n\n` : text)),
  ),
  fault(
    'cut-inside',
    'ends inside its last event',
    'stream-framing/terminated',
    frames((text) => (/^event: response\.(completed|incomplete)/.test(text) ? text.slice(0, -40) : text)),
  ),
  fault('not-created', 'begins with output', 'stream/created sdk/helper', drop('response.created')),
  fault('no-progress', 'never in progress', 'stream/in-progress', drop('response.in_progress')),
  fault(
    'unnumbered',
    'no sequence numbers',
    'stream/sequence-number',
    asStream((events) => events.map(({ sequence_number: _number, ...event }) => event)),
  ),
  fault('endless', 'stops without a last event', 'stream/one-end sdk/iterates', drop(...ENDS)),
  fault(
    'end-status',
    'the last response is still in progress',
    'stream/end-status',
    atEnd(() => ({ status: 'in_progress' })),
  ),
  fault(
    'new-id',
    'a new id for the last event',
    'stream/same-id',
    atEnd(() => ({ id: 'resp_another' })),
  ),
  fault(
    'no-usage',
    'no usage at the end',
    'stream/usage',
    atEnd(() => ({ usage: null })),
  ),
  fault(
    'at-once',
    'all text in one delta',
    'stream/in-pieces',
    asStream((events) =>
      renumbered(
        events.filter(
          ({ type }, place) => type !== 'response.output_text.delta' || events[place - 1]?.['type'] !== type,
        ),
      ),
    ),
  ),
  fault(
    'empty-end',
    'the last response has no output',
    'stream-items/final-output stream-same/items',
    atEnd(() => ({ output: [] })),
  ),
  fault(
    'cut-completed',
    'a cut answer is completed',
    'stream-incomplete/ends stream-same/status',
    asStream((events) =>
      events.map((event) =>
        event['type'] === 'response.incomplete'
          ? {
              ...event,
              type: 'response.completed',
              response: { ...responseOf(event), status: 'completed', incomplete_details: null },
            }
          : event,
      ),
    ),
  ),
  fault(
    'no-limit',
    '`max_output_tokens` is not read',
    'stream-incomplete/limit',
    atEnd(() => ({ usage: { input_tokens: 11, output_tokens: 300, total_tokens: 311 } })),
  ),
  fault('no-output-text', 'a response without output', 'sdk/output-text', {
    responseObject: (body) => ({ ...body, output: objects(body['output']).slice(0, 0) }),
  }),
  fault(
    'failed-mutely',
    'a failure is reported without a reason',
    'error-inside/failure-says-why',
    asStream((events) =>
      renumbered([
        ...events.slice(0, 4),
        { type: 'response.failed', response: { ...responseOf(events[0] ?? {}), status: 'failed', error: null } },
      ]),
    ),
  ),
  fault(
    'failed-and-completed',
    'an error inside the stream, and then the end as ever',
    'error-inside/failure-is-the-end',
    asStream((events) =>
      renumbered([
        ...events.slice(0, 4),
        { type: 'error', code: 'server_error', message: 'boom', param: null },
        ...events.slice(4),
      ]),
    ),
  ),
]
