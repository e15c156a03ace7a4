import { GREETING } from '../../fixtures/sent/prompts.ts'
import { isChatReply } from '../../src/checks/pool.ts'
import { isObject, usageCount } from '../../src/checks/reply.ts'
import {
  answer,
  chat,
  inconclusive,
  stream,
  streamed,
  suite,
  each,
  missing,
  wrong,
  type Finding,
  type Inconclusive,
  type Json,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/object#chat/object-usage'

/** A count in the details of `usage`; undefined where it is not told. */
function detail(
  { reply }: Observation,
  group: 'prompt_tokens_details' | 'completion_tokens_details',
  key: string,
): number | undefined {
  const details = isObject(reply?.usage) ? reply.usage[group] : undefined
  const count = isObject(details) ? details[key] : undefined
  return typeof count === 'number' ? count : undefined
}

/** Parts that a total holds. Each alone: what is of one kind may be of another as well. */
const PARTS = [
  { group: 'prompt_tokens_details', key: 'cached_tokens', total: 'prompt_tokens' },
  { group: 'prompt_tokens_details', key: 'audio_tokens', total: 'prompt_tokens' },
  { group: 'completion_tokens_details', key: 'reasoning_tokens', total: 'completion_tokens' },
  { group: 'completion_tokens_details', key: 'audio_tokens', total: 'completion_tokens' },
] as const

/** The parts that an answer tells, beside the total of each; undefined where it tells none. */
function partsOf(one: Observation): { path: string; whole: string; count: number; total: number }[] | undefined {
  const told = PARTS.flatMap(({ group, key, total: whole }) => {
    const [count, total] = [detail(one, group, key), usageCount(one, whole)]
    return count === undefined || total === undefined ? [] : [{ path: `$.usage.${group}.${key}`, whole, count, total }]
  })
  return isChatReply(one) && told.length > 0 ? told : undefined
}

const counted = (cached: number, reasoning: number): { usage: { [key: string]: Json } } => ({
  usage: {
    prompt_tokens: 11,
    completion_tokens: 4,
    total_tokens: 15,
    prompt_tokens_details: { cached_tokens: cached, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: reasoning, audio_tokens: 0 },
  },
})
const bare = answer({ usage: { prompt_tokens: 11, completion_tokens: 4, total_tokens: 15 } })

function* told(
  one: Observation,
  group: 'prompt_tokens_details' | 'completion_tokens_details',
  key: string,
): Generator<Finding, Inconclusive | void> {
  if (usageCount(one, 'prompt_tokens') === undefined) return inconclusive('the answer has no usage')
  if (detail(one, group, key) === undefined)
    yield missing(one, `$.usage.${group}.${key}`, 'not told, not even as 0', 'a number', 'absent')
}

export default suite({
  id: 'usage/details',
  about: 'a plain and a streamed chat answer with usage',
  model: 'chat',
  steps: {
    plain: chat({ messages: GREETING, max_tokens: 16 }),
    stream: streamed({ messages: GREETING, max_tokens: 16, stream_options: { include_usage: true } }),
  },
  conforming: { plain: answer(), stream: stream({}, { usage: true }) },
  rules: {
    'within-totals': {
      level: 'should',
      sentence: 'What the details of `usage` tell is a part of what the totals tell.',
      source: SOURCE,
      breaks: 'prices are computed from the difference: it turns negative',
      traffic: each('no answer tells details', partsOf, (parts, one) =>
        parts.flatMap(({ path, whole, count, total }) =>
          count >= 0 && count <= total ? [] : [wrong(one, path, `no part of \`${whole}\``, `0 to ${total}`, count)],
        ),
      ),
      violating: [
        { plain: answer(counted(12, 0)) },
        { plain: answer(counted(0, 5)) },
        { plain: answer(counted(-1, 0)) },
      ],
      inconclusive: [{ plain: bare, stream: stream() }],
    },
    'cached-told': {
      level: 'may',
      sentence:
        '`prompt_tokens_details.cached_tokens` tells how much of the prompt came from the cache, 0 where nothing did.',
      source: `${SOURCE}; observed in every answer since the end of 2024`,
      breaks: 'cost views and openai-agents, which adds the counts up: nobody sees whether the cache works',
      reads: ['plain'],
      check: ({ plain }) => told(plain, 'prompt_tokens_details', 'cached_tokens'),
      violating: [
        { plain: bare },
        {
          plain: answer({
            usage: { prompt_tokens: 11, completion_tokens: 4, total_tokens: 15, prompt_tokens_details: {} },
          }),
        },
      ],
      inconclusive: [{ plain: answer({ usage: null }) }],
    },
    'reasoning-told': {
      level: 'may',
      sentence: '`completion_tokens_details.reasoning_tokens` tells how much went into thoughts, 0 where nothing did.',
      source: `${SOURCE}; observed in every answer since the end of 2024`,
      breaks: 'cost views and openai-agents: thoughts look free, and a short answer looks dear',
      reads: ['plain'],
      check: ({ plain }) => told(plain, 'completion_tokens_details', 'reasoning_tokens'),
      violating: [{ plain: bare }],
      inconclusive: [{ plain: answer({ usage: null }) }],
    },
  },
})
