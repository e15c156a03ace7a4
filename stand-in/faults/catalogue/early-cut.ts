import { objects, type JsonObject } from '../../exchange-types.ts'
import type { Fault } from '../fault.ts'
import { fault } from '../response-requests.ts'

function cutIn(body: JsonObject): JsonObject {
  for (const choice of objects(body['choices']))
    if (choice['finish_reason'] === 'stop') choice['finish_reason'] = 'length'
  return body
}

/** Whole answers that are said to be cut. */
export const faults: Fault[] = [
  {
    name: 'length-for-a-whole-answer',
    about: 'answers that ended by themselves are said to be cut',
    kills: ['chat/finish-reason/length-at-the-limit'],
    hooks: { completion: cutIn, chunks: (chunks) => chunks.map(cutIn) },
  },
  fault(
    'incomplete-though-whole',
    'responses that ended by themselves are said to be cut',
    'text/incomplete-at-the-limit',
    {
      responseObject: (body) =>
        body['status'] === 'completed'
          ? { ...body, status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }
          : body,
    },
  ),
]
