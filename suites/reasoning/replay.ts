import { counted } from '../../fixtures/replies/chat.ts'
import { THOUGHT } from '../../fixtures/replies/thinking.ts'
import { assistant, user, type Message } from '../../fixtures/sent/prompts.ts'
import { NO_COUNT, PROMPT_TOKENS, promptTokens } from '../../src/checks/tokens.ts'
import { answer, chat, inconclusive, refusable, suite, wrong, type Json } from '../../src/define/index.ts'

const SAID = 'Hello there, and welcome to this conversation of ours.'
const history = (more: { [key: string]: Json } = {}): { messages: Message[]; max_tokens: number } => ({
  messages: [user('Say hello.'), { ...assistant(SAID), ...more }, user('Say it again.')],
  max_tokens: 1,
})
/** Most of what was said would be missing. */
const LOST = 6

const rule = (key: 'reasoning' | 'reasoning_content') => ({
  level: 'should' as const,
  sentence: `An assistant message that comes back with \`${key}\` is taken, and what it said still counts.`,
  source: 'https://api-docs.deepseek.com/guides/reasoning_model; clients send back what they received',
  breaks: 'the second turn of every conversation fails or forgets the first (Continue, CrewAI, Copilot add-ons)',
  reads: ['control', key] as const,
  *check(observed: Record<'control' | 'reasoning' | 'reasoning_content', Parameters<typeof promptTokens>[0]>) {
    const [without, with_] = [promptTokens(observed.control), promptTokens(observed[key])]
    if (without === undefined || with_ === undefined) return inconclusive(NO_COUNT)
    if (with_ < without - LOST)
      yield wrong(
        observed[key],
        PROMPT_TOKENS,
        'with its thoughts, the message lost what it said',
        `at least ${without - LOST}`,
        with_,
      )
  },
  conforming: [{}, { [key]: counted(52) }],
  violating: [{ [key]: counted(24) }],
  inconclusive: [{ control: answer({ usage: null }) }],
})

export default suite({
  id: 'reasoning/replay',
  about: 'an assistant message sent back with the thoughts it came with',
  model: 'thinking',
  steps: {
    control: chat(history()),
    reasoning: refusable(chat(history({ reasoning: THOUGHT }))),
    reasoning_content: refusable(chat(history({ reasoning_content: THOUGHT }))),
  },
  conforming: { control: counted(40), reasoning: counted(40), reasoning_content: counted(40) },
  rules: { reasoning: rule('reasoning'), 'reasoning-content': rule('reasoning_content') },
})
