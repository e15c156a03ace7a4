import { expect, test } from 'vitest'
import { after, chat, embed, isMade, onOneConnection, repeat, respond, type Step } from '../suite/steps.ts'
import type { Suite } from '../suite/suite.ts'
import { varied } from './varied.ts'

const ASK = { messages: [], max_tokens: 8 }
const steps = {
  plain: chat(ASK),
  several: repeat(2, chat(ASK)),
  group: onOneConnection([chat(ASK)]),
  later: after(8, () => chat(ASK)),
  gone: after(8, () => ({ inconclusive: 'no call' })),
  response: respond({ input: 'a', max_output_tokens: 16 }),
  embedding: embed({ input: 'a' }),
  malformed: { ...chat(ASK), body: '{' } satisfies Step,
}

const bodies = (nth: number): Record<string, unknown> => {
  const { steps: own } = varied({ steps } as unknown as Suite, nth)
  const { plain, several, group, later, gone, response, embedding, malformed } = own as typeof steps
  const made = later.make({})
  return {
    plain: plain.body,
    several: several.step.body,
    group: group.steps[0]?.body,
    later: isMade(made) ? made.body : made,
    gone: gone.make({}),
    response: response.body,
    embedding: embedding.body,
    malformed: malformed.body,
  }
}

test('every request that generates gets another seed and a temperature, another for each time', () => {
  const body = { ...ASK, temperature: 0.7, seed: 8 }
  expect(bodies(1)).toEqual({
    plain: body,
    several: body,
    group: body,
    later: body,
    gone: { inconclusive: 'no call' },
    response: { input: 'a', max_output_tokens: 16, temperature: 0.7 },
    embedding: { input: 'a' },
    malformed: '{',
  })
  expect(bodies(2)['plain']).toEqual({ ...body, seed: 9 })
})
