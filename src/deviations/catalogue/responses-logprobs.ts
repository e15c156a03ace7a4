import type { Deviation } from '../deviation.ts'
import type { Hooks } from '../hooks.ts'
import { fault } from '../response-requests.ts'
import { objects, type JsonObject } from '../server-reply.ts'

/** A change of every log probability of a response, in place. */
const inEach = (change: (entry: JsonObject) => JsonObject): Hooks => ({
  responseObject: (body) => {
    const parts = objects(body['output']).flatMap(({ content }) => objects(content))
    for (const part of parts)
      if (Array.isArray(part['logprobs'])) part['logprobs'] = objects(part['logprobs']).map(change)
    return body
  },
})

/** How the log probabilities of a response go wrong that come. */
export const deviations: Deviation[] = [
  fault(
    'logprob-token-of-vocabulary',
    'tokens are written as the vocabulary has them',
    'logprobs/bytes-are-the-token',
    inEach((entry) => ({ ...entry, token: String(entry['token']).replace(/^ ?/, 'Ġ') })),
  ),
  fault(
    'logprob-is-probability',
    'probabilities come in place of their logarithms',
    'logprobs/never-positive',
    inEach((entry) => ({ ...entry, logprob: Math.exp(Number(entry['logprob'])) })),
  ),
  fault(
    'alternatives-upside-down',
    'the likeliest alternative stands last',
    'logprobs/likeliest-first',
    inEach((entry) => ({ ...entry, top_logprobs: objects(entry['top_logprobs']).toReversed() })),
  ),
]
