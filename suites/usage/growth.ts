import { assistant, COUNTING, GREETING, type Message } from '../../fixtures/sent/prompts.ts'
import { beginnings, saysAllThatIsRead } from '../../src/checks/equal-requests.ts'
import { isWholeReply } from '../../src/checks/pool.ts'
import { usageCount } from '../../src/checks/reply.ts'
import { leastTokens, PROMPT_TOKENS, promptTokens } from '../../src/checks/tokens.ts'
import {
  answer,
  chat,
  eachPair,
  inconclusive,
  suite,
  wrong,
  type Keyed,
  type Observation,
} from '../../src/define/index.ts'

const textOf = (messages: Message[]): string => messages.map(({ content }) => String(content)).join(' ')
/** What the longer prompt has more, counted as low and as high as any tokenizer and template may. */
const LEAST = leastTokens(textOf(COUNTING)) - leastTokens(textOf(GREETING))
const MOST = textOf(COUNTING).length * 2

const counted = (promptTokens: number): ReturnType<typeof answer> =>
  answer({ content: '1', finish: 'length', completionTokens: 1, promptTokens })

/** Templates drop the thoughts of earlier turns, so that a longer conversation may be a shorter prompt. */
const THOUGHTS = /"reasoning|"thinking|<think/

/** A conversation that was counted, and its beginnings. */
function conversation(one: Observation): Keyed<number> | undefined {
  const value = isWholeReply(one) && saysAllThatIsRead(one) ? promptTokens(one) : undefined
  if (value === undefined || THOUGHTS.test(one.exchange.request.body ?? '')) return undefined
  const [key, ...against] = beginnings(one).toReversed()
  return key === undefined ? undefined : { key, value, against }
}

const REPLY = { content: '1', finish: 'length', completionTokens: 1 }

export default suite({
  id: 'usage/growth',
  about: 'a short and a long prompt, and the short one gone on with',
  model: 'chat',
  steps: {
    short: chat({ messages: GREETING, max_tokens: 1 }),
    long: chat({ messages: COUNTING, max_tokens: 1 }),
    more: chat({ messages: [...GREETING, assistant('Hello.'), ...GREETING], max_tokens: 1 }),
  },
  conforming: { short: counted(10), long: counted(127), more: counted(30) },
  rules: {
    'follows-the-prompt': {
      level: 'should',
      sentence: '`prompt_tokens` grows with the prompt.',
      source: 'https://platform.openai.com/docs/api-reference/chat/object#chat/object-usage',
      breaks: 'clients that trim their history by it overflow the context, or trim what would fit',
      reads: ['short', 'long'],
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
    'goes-on': {
      level: 'should',
      sentence: 'A conversation that goes on counts no fewer `prompt_tokens` than its beginning did.',
      source: 'https://platform.openai.com/docs/api-reference/chat/object#chat/object-usage',
      breaks:
        'context meters fall while the context fills: agents compact too late, and the model forgets the beginning',
      traffic: eachPair('no conversation was gone on with and counted', conversation, (before, now, one) =>
        now < before
          ? wrong(
              one,
              PROMPT_TOKENS,
              'fewer tokens than for the beginning of the conversation',
              `at least ${before}`,
              now,
            )
          : undefined,
      ),
      conforming: [{}, { more: counted(10) }],
      violating: [{ more: counted(9) }],
      inconclusive: [{ short: answer({ ...REPLY, usage: null }) }, { more: counted(0) }],
    },
  },
})
