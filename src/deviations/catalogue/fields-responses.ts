import type { Deviation } from '../deviation.ts'
import { fieldsOff, type Row } from '../field-rows.ts'

const COUNTS = ['input_tokens', 'output_tokens', 'total_tokens'].flatMap((key): Row[] => {
  const [path, slug] = [`usage.${key}`, `usage-${key.replaceAll('_', '-')}`]
  const name = `responses-${key.replaceAll('_', '-')}`
  return [
    [
      `${name}-absent`,
      `\`${path}\` of a response is left out`,
      'response',
      path,
      undefined,
      `responses/object/${slug}-present`,
    ],
    [`${name}-text`, `\`${path}\` of a response is a string`, 'response', path, '12', `responses/object/${slug}-type`],
    [`${name}-negative`, `\`${path}\` of a response is -1`, 'response', path, -1, `responses/object/${slug}-value`],
  ]
})
const DETAILS = [
  ['input_tokens_details', 'cached_tokens'],
  ['output_tokens_details', 'reasoning_tokens'],
].flatMap(([details = '', count = '']): Row[] => {
  const slug = `responses/object/usage-${details.replaceAll('_', '-')}`
  const name = `responses-${count.replaceAll('_', '-')}`
  const path = `usage.${details}.${count}`
  return [
    [
      `${name}-details-list`,
      `\`usage.${details}\` of a response is a list`,
      'response',
      `usage.${details}`,
      [],
      `${slug}-type`,
    ],
    [
      `${name}-text`,
      `\`${path}\` of a response is a string`,
      'response',
      path,
      '0',
      `${slug}-${count.replaceAll('_', '-')}-type`,
    ],
    [
      `${name}-negative`,
      `\`${path}\` of a response is -1`,
      'response',
      path,
      -1,
      `${slug}-${count.replaceAll('_', '-')}-value`,
    ],
  ]
})

/** One field that is absent, or of another type or value, which strict decoders do not take. */
export const deviations: Deviation[] = fieldsOff([
  [
    'responses-output-null',
    '`output` of a response is null',
    'response',
    'output',
    null,
    'responses/object/output-type',
    'Ollama without `input`, in streams',
  ],
  ['responses-usage-list', '`usage` of a response is a list', 'response', 'usage', [], 'responses/object/usage-type'],
  [
    'responses-stream-item-absent',
    'events about items have no `item`',
    'item',
    'item',
    undefined,
    'responses/stream-item/item-present',
  ],
  [
    'responses-stream-item-untyped',
    '`item.type` is left out of events about items',
    'item',
    'item.type',
    undefined,
    'responses/stream-item/item-type-present',
  ],
  [
    'responses-stream-item-type-null',
    '`item.type` of events about items is null',
    'item',
    'item.type',
    null,
    'responses/stream-item/item-type-type',
  ],
  [
    'responses-stream-item-type-empty',
    '`item.type` of events about items is ""',
    'item',
    'item.type',
    '',
    'responses/stream-item/item-type-value',
  ],
  [
    'responses-stream-response-absent',
    'events about a response have no `response`',
    'lifecycle',
    'response',
    undefined,
    'responses/stream-lifecycle/response-present',
  ],
  [
    'responses-stream-id-absent',
    '`response.id` is left out of the events of a stream',
    'lifecycle',
    'response.id',
    undefined,
    'responses/stream-lifecycle/response-id-present',
  ],
  [
    'responses-stream-id-null',
    '`response.id` is null in the events of a stream',
    'lifecycle',
    'response.id',
    null,
    'responses/stream-lifecycle/response-id-type',
  ],
  [
    'responses-stream-id-empty',
    '`response.id` is "" in the events of a stream',
    'lifecycle',
    'response.id',
    '',
    'responses/stream-lifecycle/response-id-value',
  ],
  [
    'responses-stream-delta-absent',
    'text events of a streamed response have no `delta`',
    'text-delta',
    'delta',
    undefined,
    'responses/stream-text-delta/delta-present',
  ],
  [
    'responses-stream-delta-object',
    '`delta` of the text events of a streamed response is an object',
    'text-delta',
    'delta',
    { text: 'Hello' },
    'responses/stream-text-delta/delta-type',
  ],
  ...COUNTS,
  ...DETAILS,
])
