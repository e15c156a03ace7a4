import { counted } from '../../fixtures/replies/chat.ts'
import { CHAT_CALL } from '../../fixtures/sent/calls.ts'
import { user } from '../../fixtures/sent/prompts.ts'
import { DIGITS, WORDY } from '../../fixtures/sent/units.ts'
import { usageCount } from '../../src/checks/reply.ts'
import { otherUnit } from '../../src/checks/token-unit.ts'
import { PROMPT_TOKENS } from '../../src/checks/tokens.ts'
import { answer, chat, countsOnly, suite, type Observation, type Step } from '../../src/define/index.ts'

/** As it is told: two words are a count of two. */
const counts = (one: Observation): number | undefined => usageCount(one, 'prompt_tokens')
const asking = (text: string): Step => countsOnly(chat({ messages: [user(`Say hello. ${text}`)], max_tokens: 1 }))

export default suite({
  id: 'usage/unit',
  about: 'a chat prompt, the same with twenty short words, and with ten long numbers',
  model: 'chat',
  steps: { base: chat(CHAT_CALL), wordy: asking(WORDY), digits: asking(DIGITS) },
  conforming: { base: counted(10), wordy: counted(33), digits: counted(60) },
  rules: {
    'is-tokens': {
      level: 'should',
      sentence: '`prompt_tokens` of a chat answer counts tokens, and not characters, bytes or words.',
      source: 'https://platform.openai.com/docs/api-reference/chat/object#chat/object-usage',
      breaks: 'cost meters are off by a factor; agents summarise their history far too early, or when it is too late',
      *check({ base, wordy, digits }) {
        return yield* otherUnit({ base, wordy, digits }, { wordy: WORDY, digits: DIGITS }, counts, PROMPT_TOKENS)
      },
      violating: [
        { base: counted(10), wordy: counted(10 + WORDY.length), digits: counted(10 + DIGITS.length) },
        { base: counted(2), wordy: counted(25), digits: counted(12) },
      ],
      inconclusive: [{ base: answer({ usage: null }) }, { wordy: counted(10), digits: counted(10) }],
    },
  },
})
