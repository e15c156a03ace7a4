import { isObject, type JsonObject } from '../../../../src/json.ts'
import type { Mutation } from '../mutation.ts'
import { asked, choicesOf, GENERATED } from './asked.ts'
import { both, usages } from './counts.ts'

const OF = ['chat', 'completions']
const COUNTED = [...GENERATED, 'embeddings']

const isAsked = ({ stream_options: options }: JsonObject): boolean =>
  isObject(options) && options['include_usage'] === true

export const usageMutations: Mutation[] = [
  both(
    'usage zero',
    'every count is 0',
    (bodies) => {
      for (const usage of usages(bodies))
        for (const key of Object.keys(usage)) if (typeof usage[key] === 'number') usage[key] = 0
      return usages(bodies).length > 0
    },
    COUNTED,
  ),
  both(
    'input not counted',
    'the input counts as 0 tokens',
    (bodies) => counted(bodies, ['prompt_tokens', 'input_tokens']),
    COUNTED,
  ),
  both('output not counted', 'the output counts as 0 tokens', (bodies) =>
    counted(bodies, ['completion_tokens', 'output_tokens']),
  ),
  both('more cached than sent', 'more tokens are cached than the input has', (bodies) =>
    detail(bodies, ['prompt_tokens', 'input_tokens'], 'cached_tokens'),
  ),
  both('more thoughts than output', 'more tokens are thoughts than the output has', (bodies) =>
    detail(bodies, ['completion_tokens', 'output_tokens'], 'reasoning_tokens'),
  ),
  asked({
    name: 'usage unasked',
    about: 'a usage chunk comes though nobody asked for it',
    of: OF,
    events: (chunks, request) =>
      isAsked(request)
        ? undefined
        : [
            ...chunks,
            { ...chunks.at(-1), choices: [], usage: { prompt_tokens: 9, completion_tokens: 5, total_tokens: 14 } },
          ],
  }),
  asked({
    name: 'usage withheld',
    about: 'no usage chunk comes though it was asked for',
    of: OF,
    events: (chunks, request) => (isAsked(request) ? chunks.filter((chunk) => choicesOf(chunk).length > 0) : undefined),
  }),
  asked({
    name: 'usage with the end',
    about: 'the usage asked for is in the chunk that ends the text, and in none of its own',
    of: OF,
    events: (chunks) => {
      const own = chunks.find((chunk) => choicesOf(chunk).length === 0 && isObject(chunk['usage']))
      const rest = chunks.filter((chunk) => chunk !== own)
      return own
        ? rest.map((chunk, at) => (at === rest.length - 1 ? { ...chunk, usage: own['usage'] } : chunk))
        : undefined
    },
  }),
  asked({
    name: 'usage so far',
    about: 'every chunk has the counts of the whole answer',
    of: OF,
    events: (chunks) => {
      const [usage] = usages(chunks)
      return usage ? chunks.map((chunk) => ({ ...chunk, usage })) : undefined
    },
  }),
]

/** The sum stays right. */
function counted(bodies: readonly JsonObject[], keys: string[]): boolean {
  const all = usages(bodies)
  for (const usage of all)
    for (const key of keys)
      if (typeof usage[key] === 'number') {
        usage['total_tokens'] = Number(usage['total_tokens']) - usage[key]
        usage[key] = 0
      }
  return all.length > 0
}

function detail(bodies: readonly JsonObject[], keys: string[], name: string): boolean {
  const all = usages(bodies).flatMap((usage) =>
    keys.flatMap((key) => {
      const details = usage[`${key}_details`]
      return isObject(details) && name in details ? [[details, Number(usage[key])] as const] : []
    }),
  )
  for (const [details, count] of all) details[name] = count + 1
  return all.length > 0
}
