import { GREETING } from '../../fixtures/sent/prompts.ts'
import { isChatReply, isWholeReply, choicesOf } from '../../src/checks/pool.ts'
import { usageCount } from '../../src/checks/reply.ts'
import {
  answer,
  chat,
  stream,
  streamed,
  streamWith,
  suite,
  toolCall,
  eachAnswer,
  wrong,
  type Finding,
  type Observation,
} from '../../src/define/index.ts'

type Count = 'prompt_tokens' | 'completion_tokens' | 'total_tokens'
const counts =
  (...keys: Count[]) =>
  (one: Observation): boolean =>
    keys.every((key) => usageCount(one, key) !== undefined)
const noTokens = (one: Observation, key: Count, message: string): Finding | undefined =>
  (usageCount(one, key) ?? 0) > 0 ? undefined : wrong(one, `$.usage.${key}`, message, 'above 0', usageCount(one, key))

const usage = (prompt: number, completion: number, total: number): { usage: Record<string, number> } => ({
  usage: { prompt_tokens: prompt, completion_tokens: completion, total_tokens: total },
})
const streamedUsage = (...counts: [number, number, number]): ReturnType<typeof stream> =>
  streamWith({}, (all) => all.map((chunk) => (chunk['usage'] ? { ...chunk, ...usage(...counts) } : chunk)), {
    usage: true,
  })

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
      level: 'should',
      sentence: '`total_tokens` is the sum of `prompt_tokens` and `completion_tokens`.',
      source:
        'https://platform.openai.com/docs/api-reference/chat/object#chat/object-usage; observed in 2069 of 2069 answers',
      breaks: 'quotas and budgets count by one or the other and drift apart',
      traffic: eachAnswer(
        'no answer had the three counts',
        [isChatReply, counts('prompt_tokens', 'completion_tokens', 'total_tokens')],
        (one) => {
          const [sum, total] = [
            (usageCount(one, 'prompt_tokens') ?? 0) + (usageCount(one, 'completion_tokens') ?? 0),
            usageCount(one, 'total_tokens'),
          ]
          return total === sum ? undefined : wrong(one, '$.usage.total_tokens', 'not the sum', sum, total)
        },
      ),
      violating: [
        { plain: answer(usage(10, 5, 10)) },
        { plain: answer(usage(10, 5, 0)) },
        { stream: streamedUsage(10, 5, 5) },
      ],
    },
    'prompt-never-zero': {
      level: 'should',
      sentence: '`prompt_tokens` of an answered prompt is above zero.',
      source:
        'https://platform.openai.com/docs/api-reference/chat/object#chat/object-usage; observed in 2069 of 2069 answers',
      breaks: 'context meters of OpenCode and SWE-agent fall to nothing',
      traffic: eachAnswer('no answer had the count', [isChatReply, counts('prompt_tokens')], (one) =>
        noTokens(one, 'prompt_tokens', 'a prompt without tokens'),
      ),
      violating: [{ plain: answer(usage(0, 5, 5)) }, { stream: streamedUsage(0, 0, 0) }],
    },
    'completion-never-zero': {
      level: 'should',
      sentence: '`completion_tokens` of an answer with text or calls is above zero.',
      source: 'https://platform.openai.com/docs/api-reference/chat/object#chat/object-usage',
      breaks: 'billing and rate limits of gateways count nothing; calls are what agents mostly generate',
      traffic: eachAnswer(
        'no answer with text or calls had the count',
        [
          isWholeReply,
          counts('completion_tokens'),
          (one) => choicesOf(one).some(({ content, toolCalls }) => Boolean(content) || toolCalls.length > 0),
        ],
        (one) => noTokens(one, 'completion_tokens', 'an answer without tokens'),
      ),
      violating: [
        { plain: answer({ toolCalls: [toolCall('get_weather', '{}')], completionTokens: 0 }) },
        { stream: streamedUsage(10, 0, 10) },
      ],
      inconclusive: [{ plain: answer({ content: '', completionTokens: 0 }), stream: stream({ content: '' }) }],
    },
  },
})
