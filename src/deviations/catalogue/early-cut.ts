import type { Deviation } from '../deviation.ts'
import { fault } from '../response-requests.ts'
import { objects, type JsonObject } from '../server-reply.ts'

function cutIn(body: JsonObject): JsonObject {
  for (const choice of objects(body['choices']))
    if (choice['finish_reason'] === 'stop') choice['finish_reason'] = 'length'
  return body
}

/** Whole answers that are said to be cut. */
export const deviations: Deviation[] = [
  {
    name: 'length-for-a-whole-answer',
    about: 'answers that ended by themselves are said to be cut',
    rules: ['chat/finish-reason/length-at-the-limit'],
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
