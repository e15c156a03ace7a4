import { GREETING } from '../../fixtures/sent/prompts.ts'
import { capSent } from '../../src/checks/cap.ts'
import { countsAsPlain, promptCount } from '../../src/checks/equal-requests.ts'
import { choicesOf, isWholeReply } from '../../src/checks/pool.ts'
import { finishReason, reasoning, text, toolCalls, usageCount } from '../../src/checks/reply.ts'
import { COMPLETION_TOKENS, PROMPT_TOKENS, reasoningTokens } from '../../src/checks/tokens.ts'
import { answer, chat, stream, streamed, suite, type Observation } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-stream_options'
const counted = (promptTokens: number, completionTokens: number): ReturnType<typeof stream> =>
  stream({ content: 'Hello there.', promptTokens, completionTokens }, { usage: true })

const oneChoice = (one: Observation): boolean => isWholeReply(one) && choicesOf(one).length === 1
/**
 * What must be the same for the counts to be. An answer that was thought over may have been thought over otherwise, and
 * what is lost where a cap cuts a call is counted.
 */
const said = (one: Observation): string =>
  JSON.stringify([text(one), joinedCalls(one), capReached(one), reasoning(one), reasoningTokens(one) ?? 0])
const capReached = (one: Observation): unknown => finishReason(one) === 'length' && capSent(one)
const joinedCalls = (one: Observation): unknown => toolCalls(one).map(({ name, arguments: args }) => [name, args])

export default suite({
  id: 'usage/stream',
  about: 'the same chat call plain and streamed with `include_usage`',
  model: 'chat',
  steps: {
    plain: chat({ messages: GREETING, max_tokens: 16 }),
    stream: streamed({ messages: GREETING, max_tokens: 16, stream_options: { include_usage: true } }),
  },
  conforming: {
    plain: answer({ content: 'Hello there.', promptTokens: 10, completionTokens: 3 }),
    stream: counted(10, 3),
  },
  rules: {
    'prompt-tokens-as-plain': {
      level: 'should',
      sentence: 'A streamed answer counts the same `prompt_tokens` as a plain one.',
      source: SOURCE,
      breaks: 'cost and context meters depend on whether the answer was streamed',
      traffic: countsAsPlain(isWholeReply, promptCount, PROMPT_TOKENS),
      violating: [{ stream: counted(0, 3) }, { stream: counted(1, 3) }],
      inconclusive: [{ stream: stream({ content: 'Hello there.' }) }],
    },
    'completion-tokens-as-plain': {
      level: 'should',
      sentence: 'A streamed answer counts the same `completion_tokens` as a plain one with its text.',
      source: SOURCE,
      breaks: 'cost meters depend on whether the answer was streamed',
      traffic: countsAsPlain(oneChoice, (one) => usageCount(one, 'completion_tokens'), COMPLETION_TOKENS, said),
      violating: [{ stream: counted(10, 0) }, { stream: counted(10, 1) }, { stream: counted(10, 12) }],
      inconclusive: [{ stream: stream({ content: 'Hi.', promptTokens: 10, completionTokens: 2 }, { usage: true }) }],
    },
  },
})
