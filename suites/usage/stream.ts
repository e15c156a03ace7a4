import { GREETING } from '../../fixtures/sent/prompts.ts'
import { finishReason, text, usageCount } from '../../src/checks/reply.ts'
import { COMPLETION_TOKENS, PROMPT_TOKENS, thoughtAlike } from '../../src/checks/tokens.ts'
import { answer, chat, inconclusive, stream, streamed, suite, wrong } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-stream_options'
const counted = (promptTokens: number, completionTokens: number): ReturnType<typeof stream> =>
  stream({ content: 'Hello there.', promptTokens, completionTokens }, { usage: true })

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
      *check({ plain, stream: streamedAnswer }) {
        const [expected, actual] = [plain, streamedAnswer].map((one) => usageCount(one, 'prompt_tokens'))
        if (expected === undefined || actual === undefined) return inconclusive('one of the two answers has no usage')
        if (actual !== expected)
          yield wrong(streamedAnswer, PROMPT_TOKENS, 'another count than in the plain answer', expected, actual)
      },
      violating: [{ stream: counted(0, 3) }, { stream: counted(1, 3) }],
      inconclusive: [{ stream: stream({ content: 'Hello there.' }) }],
    },
    'completion-tokens-as-plain': {
      level: 'should',
      sentence: 'A streamed answer counts the same `completion_tokens` as a plain one with its text.',
      source: SOURCE,
      breaks: 'cost meters depend on whether the answer was streamed',
      *check({ plain, stream: streamedAnswer }) {
        const [expected, actual] = [plain, streamedAnswer].map((one) => usageCount(one, 'completion_tokens'))
        if (expected === undefined || actual === undefined) return inconclusive('one of the two answers has no usage')
        if (text(plain) !== text(streamedAnswer) || finishReason(plain) !== finishReason(streamedAnswer))
          return inconclusive('the two answers differ')
        if (!thoughtAlike(plain, streamedAnswer)) return inconclusive('the model thought otherwise the second time')
        if (actual !== expected)
          yield wrong(
            streamedAnswer,
            COMPLETION_TOKENS,
            'another count than in the plain answer with this text',
            expected,
            actual,
          )
      },
      violating: [{ stream: counted(10, 0) }, { stream: counted(10, 1) }, { stream: counted(10, 12) }],
      inconclusive: [{ stream: stream({ content: 'Hi.', promptTokens: 10, completionTokens: 2 }, { usage: true }) }],
    },
  },
})
