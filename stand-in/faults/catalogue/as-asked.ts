import { isDeepStrictEqual } from 'node:util'
import { GREETING } from '../../../fixtures/sent/prompts.ts'
import { streamsUnasked } from '../../../src/deviations/catalogue/as-asked.ts'
import type { Deviation } from '../../../src/deviations/deviation.ts'

export const deviations: Deviation[] = [
  {
    name: 'chat-streams-greetings',
    about: 'a short chat answer is streamed though nobody asked',
    rules: ['streaming/as-asked/form'],
    hooks: streamsUnasked(
      '/chat/completions',
      ({ max_tokens: cap, messages }) => Number(cap) >= 16 && isDeepStrictEqual(messages, GREETING),
    ),
  },
]
