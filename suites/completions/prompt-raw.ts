import { promptCounted } from '../../fixtures/replies/completion.ts'
import { usageCount } from '../../src/checks/reply.ts'
import { PROMPT_TOKENS } from '../../src/checks/tokens.ts'
import { complete, inconclusive, refusable, suite, wrong } from '../../src/define/index.ts'

const PROMPT = 'Hi'
/** No tokenizer makes more tokens than there are bytes; besides, a server may put a mark or two, or a blank, at the beginning. */
const MOST = PROMPT.length + 3

export default suite({
  id: 'completions/prompt-raw',
  about: 'a prompt of two letters',
  model: 'chat',
  answered: 'should',
  steps: { short: refusable(complete({ prompt: PROMPT, max_tokens: 1 })) },
  conforming: { short: promptCounted(1, { text: ' there', tokens: 1 }) },
  rules: {
    'no-chat-around-it': {
      level: 'should',
      sentence: 'The model sees the prompt as it was sent: no chat is put around it.',
      source:
        'https://platform.openai.com/docs/guides/completions; observed: a prompt of two words is counted as 2 tokens',
      breaks:
        'the text is an answer to the prompt and not what follows it: code completion, base models, lm-evaluation-harness, clients that write the template of the model themselves',
      parameter: 'completions.prompt',
      *check({ short }) {
        const count = usageCount(short, 'prompt_tokens')
        if (count === undefined || count === 0) return inconclusive('the prompt was not counted')
        if (count > MOST)
          yield wrong(
            short,
            PROMPT_TOKENS,
            `"${PROMPT}" is counted as ${count} tokens: the template of a chat is around it`,
            `at most ${MOST}`,
            count,
          )
      },
      violating: [{ short: promptCounted(10, { text: 'Hello!', tokens: 1 }) }],
      conforming: [{}, { short: promptCounted(3) }],
      inconclusive: [{ short: promptCounted(0) }],
    },
  },
})
