import { answer, chat, finding, inconclusive, stream, streamed, streamWith, suite, toolCall } from '../../src/define/index.ts'
import { usageCount } from '../../src/checks/reply.ts'
import { chatReplies, wholeReplies } from '../../src/checks/pool.ts'
import { GREETING } from '../../fixtures/sent/prompts.ts'

const usage = (prompt: number, completion: number, total: number): { usage: Record<string, number> } =>
  ({ usage: { prompt_tokens: prompt, completion_tokens: completion, total_tokens: total } })
const streamedUsage = (...counts: [number, number, number]): ReturnType<typeof stream> =>
  streamWith({}, (all) => all.map((chunk) => (chunk['usage'] ? { ...chunk, ...usage(...counts) } : chunk)), { usage: true })

export default suite({
  id: 'usage/sum',
  about: 'a plain and a streamed chat answer with usage',
  model: 'chat',
  steps: {
    plain: chat({ messages: GREETING, max_tokens: 16 }),
    stream: streamed({ messages: GREETING, max_tokens: 16, stream_options: { include_usage: true } }),
  },
  conforming: { plain: answer(), stream: stream({}, { usage: true }) },
  rules: {
    'adds-up': {
      level: 'must',
      sentence: '`total_tokens` is the sum of `prompt_tokens` and `completion_tokens`.',
      source: 'https://platform.openai.com/docs/api-reference/chat/object#chat/object-usage; observed in 2069 of 2069 answers',
      breaks: 'quotas and budgets count by one or the other and drift apart',
      reads: [],
      *check(_observed, pool) {
        const counted = chatReplies(pool).flatMap(({ observation }) => {
          const [prompt, completion, total] = (['prompt_tokens', 'completion_tokens', 'total_tokens'] as const).map((key) => usageCount(observation, key))
          return prompt === undefined || completion === undefined || total === undefined ? [] : [{ observation, sum: prompt + completion, total }]
        })
        if (counted.length === 0) return inconclusive('no answer had the three counts')
        const off = counted.filter(({ sum, total }) => sum !== total)
        const [first] = off
        if (first) yield finding(first.observation, { kind: 'wrong-value', path: '$.usage.total_tokens', message: `not the sum`, answers: { with: off.length, of: counted.length }, expected: first.sum, actual: first.total })
      },
      violating: [{ plain: answer(usage(10, 5, 10)) }, { plain: answer(usage(10, 5, 0)) }, { stream: streamedUsage(10, 5, 5) }],
    },
    'prompt-never-zero': {
      level: 'must',
      sentence: '`prompt_tokens` of an answered prompt is above zero.',
      source: 'https://platform.openai.com/docs/api-reference/chat/object#chat/object-usage; observed in 2069 of 2069 answers',
      breaks: 'context meters of OpenCode and SWE-agent fall to nothing',
      reads: [],
      *check(_observed, pool) {
        const counted = chatReplies(pool).flatMap(({ observation }) => usageCount(observation, 'prompt_tokens') === undefined ? [] : [observation])
        if (counted.length === 0) return inconclusive('no answer had the count')
        const none = counted.filter((observation) => (usageCount(observation, 'prompt_tokens') ?? 0) <= 0)
        const [first] = none
        if (first) yield finding(first, { kind: 'wrong-value', path: '$.usage.prompt_tokens', message: `a prompt without tokens`, answers: { with: none.length, of: counted.length }, expected: 'above 0', actual: usageCount(first, 'prompt_tokens') })
      },
      violating: [{ plain: answer(usage(0, 5, 5)) }, { stream: streamedUsage(0, 0, 0) }],
    },
    'completion-never-zero': {
      level: 'must',
      sentence: '`completion_tokens` of an answer with text or calls is above zero.',
      source: 'https://platform.openai.com/docs/api-reference/chat/object#chat/object-usage',
      breaks: 'billing and rate limits of gateways count nothing; calls are what agents mostly generate',
      reads: [],
      *check(_observed, pool) {
        const counted = wholeReplies(pool).filter(({ observation, reply }) => usageCount(observation, 'completion_tokens') !== undefined
          && reply.choices.some(({ content, toolCalls }) => Boolean(content) || toolCalls.length > 0))
        if (counted.length === 0) return inconclusive('no answer with text or calls had the count')
        const none = counted.filter(({ observation }) => (usageCount(observation, 'completion_tokens') ?? 0) <= 0)
        const [first] = none
        if (first) yield finding(first.observation, { kind: 'wrong-value', path: '$.usage.completion_tokens', message: `an answer without tokens`, answers: { with: none.length, of: counted.length }, expected: 'above 0', actual: usageCount(first.observation, 'completion_tokens') })
      },
      violating: [{ plain: answer({ toolCalls: [toolCall('get_weather', '{}')], completionTokens: 0 }) }, { stream: streamedUsage(10, 0, 10) }],
      inconclusive: [{ plain: answer({ content: '', completionTokens: 0 }), stream: stream({ content: '' }) }],
    },
  },
})
