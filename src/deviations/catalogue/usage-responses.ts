import type { Deviation } from '../deviation.ts'
import { isObject, type JsonObject } from '../server-reply.ts'

export const deviations: Deviation[] = [
  ...(
    [
      [
        'total-wrong',
        'total_tokens of a response is no sum',
        'adds-up',
        (usage) => ({ ...usage, total_tokens: Number(usage['total_tokens']) + 1 }),
      ],
      [
        'usage-zero',
        'a response counts nothing',
        'never-zero',
        (usage) => ({ ...usage, input_tokens: 0, output_tokens: 0, total_tokens: 0 }),
      ],
      [
        'output-zero',
        'a response does not count its output',
        'never-zero',
        (usage) => ({ ...usage, output_tokens: 0, total_tokens: usage['input_tokens'] ?? 0 }),
      ],
      [
        'details-above-total',
        'a response counts more thoughts than output',
        'details-within-totals',
        (usage) => ({
          ...usage,
          output_tokens_details: { reasoning_tokens: Number(usage['output_tokens']) + 1 },
        }),
      ],
      [
        'input-constant',
        'input_tokens is the same for every input',
        'follows-the-input',
        (usage) => ({ ...usage, input_tokens: 17, total_tokens: 17 + Number(usage['output_tokens']) }),
      ],
      [
        'stream-input-differs',
        'a streamed response counts its input otherwise',
        'stream-as-plain',
        (usage, streams) =>
          streams
            ? {
                ...usage,
                input_tokens: Number(usage['input_tokens']) + 9,
                total_tokens: Number(usage['total_tokens']) + 9,
              }
            : usage,
      ],
    ] satisfies [string, string, string, (usage: JsonObject, streams: boolean) => JsonObject][]
  ).map(([name, about, rule, change]): Deviation => ({
    name: `responses-${name}`,
    about,
    rules: [`usage/responses/${rule}`],
    hooks: {
      responseObject: (body, request) =>
        isObject(body['usage']) ? { ...body, usage: change(body['usage'], request['stream'] === true) } : body,
    },
  })),
]
