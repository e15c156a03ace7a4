import { promptCounted, textAnswer } from '../../fixtures/replies/completion.ts'
import { promptTokens, PROMPT_TOKENS } from '../../src/checks/tokens.ts'
import { complete, inconclusive, refusable, suite, ignored, misplaced, wrong } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/completions/create#completions-create-prompt'
/** In the vocabulary of every tokenizer, whatever they stand for. Written out, they are several times as many tokens. */
const TOKENS = [1012, 2023, 3034, 4045, 5056, 6067, 7078, 8089, 1190, 2201, 3312, 4423]
const FEWER = TOKENS.slice(0, 5)
/** A server may put a mark at the beginning, or two. */
const MARKS = 3
const CAP = 2

const said = { text: ' the', tokens: CAP }

export default suite({
  id: 'completions/prompt-tokens',
  about: 'a prompt that was made into tokens by the client, and two of them',
  model: 'chat',
  answered: 'may',
  steps: {
    one: refusable(complete({ prompt: TOKENS, max_tokens: CAP })),
    two: refusable(complete({ prompt: [TOKENS, FEWER], max_tokens: CAP })),
  },
  conforming: { one: promptCounted(TOKENS.length, said), two: textAnswer(said, said) },
  rules: {
    'taken-as-tokens': {
      level: 'should',
      sentence: 'A list of numbers is taken for the tokens of one prompt, or the call is refused.',
      source: SOURCE,
      breaks: 'lm-evaluation-harness sends tokens by default: scores are those of another text',
      parameter: 'completions.prompt',
      reads: ['one'],
      *check({ one }) {
        const choices = one.reply?.choices.length ?? 0
        if (choices !== 1) return yield wrong(one, '$.choices', 'each number is taken for a prompt', 1, choices)
        const count = promptTokens(one)
        if (count === undefined) return inconclusive('the prompt was not counted')
        if (count < TOKENS.length || count > TOKENS.length + MARKS)
          yield (count < TOKENS.length ? ignored : wrong)(
            one,
            PROMPT_TOKENS,
            `counted as ${count} tokens`,
            TOKENS.length,
            count,
          )
      },
      violating: [
        { one: promptCounted(61, said) },
        { one: promptCounted(3, said) },
        { one: textAnswer(...TOKENS.map(() => said)) },
      ],
      inconclusive: [{ one: promptCounted(0, said) }],
    },
    'a-choice-for-each-list': {
      level: 'should',
      sentence: 'A list of such lists brings a choice for each, or the call is refused.',
      source: SOURCE,
      breaks: 'lm-evaluation-harness sends batches of token lists: answers are missing',
      parameter: 'completions.prompt',
      reads: ['two'],
      *check({ two }) {
        const places = two.reply?.choices.map(({ index }) => index) ?? []
        if (places.length !== 2 || places.some((index, at) => index !== at))
          yield (places.length === 1 ? ignored : misplaced)(
            two,
            '$.choices[].index',
            'not a choice for each list in order',
            [0, 1],
            places,
          )
      },
      violating: [{ two: textAnswer(said) }, { two: textAnswer(said, said, said) }],
    },
  },
})
