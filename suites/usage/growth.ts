import { COUNTING, GREETING, type Message } from '../../fixtures/sent/prompts.ts'
import { usageCount } from '../../src/checks/reply.ts'
import { leastTokens, PROMPT_TOKENS } from '../../src/checks/tokens.ts'
import { answer, chat, inconclusive, suite, wrong } from '../../src/define/index.ts'

const textOf = (messages: Message[]): string => messages.map(({ content }) => String(content)).join(' ')
/** What the longer prompt has more, counted as low and as high as any tokenizer and template may. */
const LEAST = leastTokens(textOf(COUNTING)) - leastTokens(textOf(GREETING))
const MOST = textOf(COUNTING).length * 2

const counted = (promptTokens: number): ReturnType<typeof answer> =>
  answer({ content: '1', finish: 'length', completionTokens: 1, promptTokens })

export default suite({
  id: 'usage/growth',
  about: 'a short and a long prompt',
  model: 'chat',
  steps: {
    short: chat({ messages: GREETING, max_tokens: 1 }),
    long: chat({ messages: COUNTING, max_tokens: 1 }),
  },
  conforming: { short: counted(10), long: counted(127) },
  rules: {
    'follows-the-prompt': {
      level: 'should',
      sentence: '`prompt_tokens` grows with the prompt.',
      source: 'https://platform.openai.com/docs/api-reference/chat/object#chat/object-usage',
      breaks: 'clients that trim their history by it overflow the context, or trim what would fit',
      *check({ short, long }) {
        const [less, more] = [usageCount(short, 'prompt_tokens'), usageCount(long, 'prompt_tokens')]
        if (less === undefined || more === undefined) return inconclusive('one of the two answers has no usage')
        const growth = more - less
        if (growth >= LEAST && growth <= MOST) return
        yield wrong(
          long,
          PROMPT_TOKENS,
          `${growth} tokens more than for a prompt that is ${textOf(COUNTING).length - textOf(GREETING).length} characters shorter`,
          `${less + LEAST} to ${less + MOST}`,
          more,
        )
      },
      violating: [
        { short: counted(0), long: counted(0) },
        { short: counted(10), long: counted(10) },
        { long: counted(9000) },
      ],
      inconclusive: [{ long: answer({ usage: null }) }],
    },
  },
})
