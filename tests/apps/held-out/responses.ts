import type { Deviation } from '../../../src/deviations/deviation.ts'
import type { Hooks } from '../../../src/deviations/hooks.ts'
import { objects, textOf, type JsonObject } from '../../../src/deviations/server-reply.ts'
import type { Json } from '../../../src/suite/steps.ts'
import { defect } from './defect.ts'

const events = (change: (event: JsonObject, at: number) => JsonObject[]): Hooks => ({
  responseEvents: (all) => all.flatMap(change).map((event, at) => ({ ...event, sequence_number: at })),
})
const ofType = (type: string, change: (event: JsonObject) => JsonObject[]): Hooks =>
  events((event) => (event['type'] === type ? change(event) : [event]))
const atEnd = (change: (response: JsonObject) => JsonObject): Hooks =>
  ofType('response.completed', (event) => [{ ...event, response: change(event['response'] as JsonObject) }])
const outputAtEnd = (change: (item: JsonObject) => JsonObject): Hooks =>
  atEnd((response) => ({ ...response, output: objects(response['output']).map(change) }))

export const defects: Deviation[] = [
  defect(
    'text-under-text',
    'deltas of text stand under `text`',
    ofType('response.output_text.delta', ({ delta, ...event }) => [{ ...event, text: delta ?? '' }]),
  ),
  defect(
    'final-arguments-object',
    'the last event has arguments as an object',
    outputAtEnd((item) =>
      item['type'] === 'function_call' ? { ...item, arguments: JSON.parse(textOf(item['arguments'])) as Json } : item,
    ),
  ),
  defect(
    'final-call-without-call-id',
    'the last event has no call_id',
    outputAtEnd(({ call_id: _, ...item }) => item),
  ),
  defect(
    'final-output-empty',
    'the last event has no output',
    atEnd((response) => ({ ...response, output: [] })),
  ),
  defect(
    'ends-with-response-done',
    'the last event is response.done',
    ofType('response.completed', (event) => [{ ...event, type: 'response.done' }]),
  ),
  defect(
    'arguments-deltas-halved',
    'every second delta of arguments is lost',
    (() => {
      let count = 0
      return ofType('response.function_call_arguments.delta', (event) => (++count % 2 === 0 ? [] : [event]))
    })(),
  ),
  defect(
    'text-deltas-halved',
    'every second delta of text is lost',
    (() => {
      let count = 0
      return ofType('response.output_text.delta', (event) => (++count % 2 === 0 ? [] : [event]))
    })(),
  ),
  defect(
    'final-usage-absent-with-calls',
    'a response with a call has no usage',
    atEnd((response) =>
      JSON.stringify(response['output']).includes('"function_call"') ? { ...response, usage: null } : response,
    ),
  ),
  defect(
    'final-text-cut',
    'the text of the last event ends after ten letters',
    outputAtEnd((item) => ({
      ...item,
      ...(Array.isArray(item['content'])
        ? { content: objects(item['content']).map((part) => ({ ...part, text: textOf(part['text']).slice(0, 10) })) }
        : {}),
    })),
  ),
  defect(
    'part-never-added',
    'a part of content is never announced',
    ofType('response.content_part.added', () => []),
  ),
  defect(
    'call-never-added',
    'a function call is never announced',
    events((event) =>
      event['type'] === 'response.output_item.added' && JSON.stringify(event).includes('"function_call"')
        ? []
        : [event],
    ),
  ),
  defect(
    'item-ids-change',
    'each event has another id for its item',
    events((event, at) => ['item_id' in event ? { ...event, item_id: `msg_${at}` } : event]),
  ),
  defect(
    'status-words-of-its-own',
    'the status of a response is `done`',
    atEnd((response) => ({ ...response, status: 'done' })),
  ),
  defect(
    'output-type-tool-call',
    'calls have the type tool_call',
    outputAtEnd((item) => (item['type'] === 'function_call' ? { ...item, type: 'tool_call' } : item)),
  ),
  defect('outputs-of-functions-lost', 'the output of a function does not reach the model', {
    request: (body, path) =>
      path.endsWith('/responses') && Array.isArray(body['input'])
        ? {
            ...body,
            input: objects(body['input']).map((item) =>
              item['type'] === 'function_call_output' ? { ...item, output: 'null' } : item,
            ),
          }
        : body,
  }),
]
