import { assistant, GREETING } from '../../fixtures/sent/prompts.ts'
import { beginnings, saysAllThatIsRead } from '../../src/checks/equal-requests.ts'
import { isWholeReply } from '../../src/checks/pool.ts'
import { PROMPT_TOKENS, promptTokens } from '../../src/checks/tokens.ts'
import { answer, chat, eachPair, suite, wrong, type Keyed, type Observation } from '../../src/define/index.ts'

/** Templates drop the thoughts of earlier turns, so that a longer conversation may be a shorter prompt. */
const THOUGHTS = /"reasoning|"thinking|<think/

/** A conversation that was counted, and its beginnings. */
function conversation(one: Observation): Keyed<number> | undefined {
  const value = isWholeReply(one) && saysAllThatIsRead(one) ? promptTokens(one) : undefined
  if (value === undefined || THOUGHTS.test(one.exchange.request.body ?? '')) return undefined
  const [key, ...against] = beginnings(one).toReversed()
  return key === undefined ? undefined : { key, value, against }
}

const counted = (promptTokens: number): ReturnType<typeof answer> => answer({ ...REPLY, promptTokens })
const REPLY = { content: '1', finish: 'length', completionTokens: 1 }

export default suite({
  id: 'usage/conversation',
  about: 'a short prompt, and the same gone on with',
  model: 'chat',
  steps: {
    short: chat({ messages: GREETING, max_tokens: 1 }),
    more: chat({ messages: [...GREETING, assistant('Hello.'), ...GREETING], max_tokens: 1 }),
  },
  conforming: { short: counted(10), more: counted(30) },
  rules: {
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
