import { GREETING } from '../../fixtures/sent/prompts.ts'
import { equalCounts, promptCount, readKey, shortened } from '../../src/checks/equal-requests.ts'
import { choicesOf, isPlain, isWholeReply } from '../../src/checks/pool.ts'
import { finishReason, isObject, reasoning, text, toolCalls, usageCount } from '../../src/checks/reply.ts'
import { COMPLETION_TOKENS, PROMPT_TOKENS, reasoningTokens } from '../../src/checks/tokens.ts'
import { answer, chat, eachPair, repeat, suite, wrong, type Observation } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/object#chat/object-usage'
/** The calls of `chat/id`, which are sent once for both. */
const CALLS = 12
const all = (...prompts: number[]) =>
  Array.from({ length: CALLS }, (_, at) =>
    answer({
      content: 'Hello',
      finish: 'length',
      completionTokens: 1,
      promptTokens: prompts[at % prompts.length] ?? 0,
    }),
  )
const counting = (...completions: number[]) =>
  Array.from({ length: CALLS }, (_, at) =>
    answer({ content: 'Hello', finish: 'length', completionTokens: completions[at % completions.length] ?? 0 }),
  )

/** Plain answers that are the same to the letter, by what was asked and what was said. */
function alike(one: Observation): { key: string; value: number } | undefined {
  const value = isWholeReply(one) && isPlain(one) ? usageCount(one, 'completion_tokens') : undefined
  if (value === undefined || choicesOf(one).length !== 1 || value > longest(one)) return undefined
  // A grammar may have the same text come in other tokens.
  if (isObject(one.request['response_format'])) return undefined
  const said = [text(one), toolCalls(one), finishReason(one), reasoning(one), reasoningTokens(one)]
  return { key: shortened(readKey(one), said), value }
}

/** More tokens than characters were thoughts that the answer does not show. */
const longest = (one: Observation): number =>
  SPARE + text(one).length + reasoning(one).length + JSON.stringify(toolCalls(one)).length + (reasoningTokens(one) ?? 0)
const SPARE = 4

export default suite({
  id: 'usage/repeated',
  about: 'one small chat call a dozen times',
  model: 'chat',
  steps: { calls: repeat(CALLS, chat({ messages: GREETING, max_tokens: 1 })) },
  conforming: { calls: all(9) },
  rules: {
    'prompt-tokens': {
      level: 'should',
      sentence: 'Equal requests count equal `prompt_tokens`.',
      source: SOURCE,
      breaks: 'context meters jump, and clients that trim their history by the count trim at random',
      traffic: equalCounts(isWholeReply, promptCount, PROMPT_TOKENS),
      violating: [{ calls: all(9, 1, 1, 1) }, { calls: all(9, 10) }],
      inconclusive: [{ calls: counting(1).map(() => answer({ usage: null })) }],
    },
    'completion-tokens': {
      level: 'should',
      sentence: 'Equal answers to equal requests count equal `completion_tokens`.',
      source: SOURCE,
      breaks: 'cost meters depend on chance',
      traffic: eachPair('no two answers with usage are alike', alike, (expected, actual, one) =>
        expected === actual
          ? undefined
          : wrong(one, COMPLETION_TOKENS, 'another count than for the same text before', expected, actual),
      ),
      violating: [{ calls: counting(1, 2) }, { calls: counting(1, 0, 0) }],
      inconclusive: [{ calls: counting(1).map((_, at) => answer({ content: `Hello ${at}` })) }],
    },
  },
})
