import { COUNTING, GREETING } from '../../fixtures/sent/prompts.ts'
import { usageCount } from '../../src/checks/reply.ts'
import { FLAT_COUNTS, PROMPT_TOKENS } from '../../src/checks/tokens.ts'
import { answer, chat, inconclusive, suite, wrong } from '../../src/define/index.ts'

const counted = (promptTokens: number, completionTokens: number): ReturnType<typeof answer> =>
  answer({ content: '1,', finish: 'length', promptTokens, completionTokens })

export default suite({
  id: 'usage/cached-prompt',
  about: 'one prompt twice in a row, so that the second time it comes from the cache',
  model: 'chat',
  // They differ in the cap alone: equal requests would be sent once.
  steps: {
    first: chat({ messages: COUNTING, max_tokens: 1 }),
    shorter: chat({ messages: GREETING, max_tokens: 1 }),
    again: chat({ messages: COUNTING, max_tokens: 2 }),
  },
  conforming: { shorter: counted(10, 1), first: counted(80, 1), again: counted(80, 2) },
  rules: {
    'counts-the-whole-prompt': {
      level: 'should',
      sentence: '`prompt_tokens` counts the whole prompt, also what was in the cache.',
      source: 'https://platform.openai.com/docs/guides/prompt-caching',
      breaks: 'context meters of OpenCode and SWE-agent reset; clients trim too late',
      *check({ shorter, first, again }) {
        const [before, after] = [usageCount(first, 'prompt_tokens'), usageCount(again, 'prompt_tokens')]
        if (before === undefined || after === undefined) return inconclusive('one of the two answers has no usage')
        // Either may be the one served from the cache: other suites send this prompt as well.
        const [short, long, observation] = after <= before ? [after, before, again] : [before, after, first]
        if (short !== long) yield wrong(observation, PROMPT_TOKENS, 'the same prompt, counted differently', long, short)
        else if (short <= 1)
          yield wrong(
            observation,
            PROMPT_TOKENS,
            'only what the cache did not hold is counted',
            'the whole prompt',
            short,
          )
        else if (short <= (usageCount(shorter, 'prompt_tokens') ?? 0)) return inconclusive(FLAT_COUNTS)
      },
      violating: [
        { again: counted(0, 2) },
        { again: counted(1, 2) },
        { first: counted(1, 1) },
        { first: counted(1, 1), again: counted(1, 2) },
      ],
      inconclusive: [{ again: answer({ usage: null }) }, { shorter: counted(80, 1) }],
    },
  },
})
