import { promptCounted } from '../../fixtures/replies/completion.ts'
import { LONG_TEXT } from '../../fixtures/sent/prompts.ts'
import { text, textPath } from '../../src/checks/reply.ts'
import { FLAT_COUNTS, countsGrow, leastTokens, NO_COUNT, promptTokens, PROMPT_TOKENS } from '../../src/checks/tokens.ts'
import { complete, inconclusive, refusable, suite, extra, ignored } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/completions/create#completions-create-suffix'
const PROMPT = 'The capital of'
/** Two endings that want different words before them, each far longer than the text may get. */
const PARIS =
  ' is Paris, the city on the Seine with the Eiffel Tower, the Louvre, the church of Notre-Dame and the Arc de Triomphe.'
const TOKYO =
  ' is Tokyo, the city on the Sumida with the Shibuya crossing, the temple of Senso-ji and the gardens of the old palace.'
const CAP = 4

const said = (words: string) => ({ text: words, tokens: CAP })
const UNMOVED = said(' the United Kingdom')

export default suite({
  id: 'completions/suffix',
  about: 'a text to be completed between a prompt and a `suffix`, for two different ones and without',
  model: 'chat',
  answered: 'should',
  steps: {
    control: refusable(complete({ prompt: PROMPT, max_tokens: CAP })),
    // Shows whether longer prompts are counted as longer at all.
    long: refusable(complete({ prompt: LONG_TEXT, max_tokens: CAP })),
    paris: refusable(complete({ prompt: PROMPT, suffix: PARIS, max_tokens: CAP })),
    tokyo: refusable(complete({ prompt: PROMPT, suffix: TOKYO, max_tokens: CAP })),
  },
  conforming: {
    control: promptCounted(3, UNMOVED),
    long: promptCounted(60, said(' 7, 8')),
    paris: promptCounted(34, said(' France')),
    tokyo: promptCounted(35, said(' Japan')),
  },
  rules: {
    'reaches-the-model': {
      level: 'should',
      sentence: 'A `suffix` reaches the model, or the call is refused.',
      source: SOURCE,
      breaks:
        'editors that complete inside code (Continue, llm.nvim, Copilot-like plugins) get text that ignores what follows the cursor',
      parameter: 'completions.suffix',
      *check({ control, long, paris, tokyo }) {
        const [bare, less, more] = [control, paris, tokyo].map((one) => promptTokens(one))
        if (bare === undefined || less === undefined || more === undefined) return inconclusive(NO_COUNT)
        if (less - bare >= leastTokens(PARIS) && more - bare >= leastTokens(TOKYO)) return
        if (!countsGrow(control, long)) return inconclusive(FLAT_COUNTS)
        if (new Set([control, paris, tokyo].map(text)).size > 1)
          return inconclusive('the suffix is not counted, and the texts differ')
        yield ignored(
          paris,
          PROMPT_TOKENS,
          'neither of two suffixes changes the text, and neither is counted',
          `at least ${bare + leastTokens(PARIS)} tokens, another text, or a 4xx`,
          less,
        )
      },
      violating: [{ paris: promptCounted(3, UNMOVED), tokyo: promptCounted(3, UNMOVED) }],
      inconclusive: [
        { paris: promptCounted(0) },
        { paris: promptCounted(3, said(' France')), tokyo: promptCounted(3, said(' Japan')) },
        { long: promptCounted(3), paris: promptCounted(3, UNMOVED), tokyo: promptCounted(3, UNMOVED) },
      ],
    },
    'not-in-the-text': {
      level: 'should',
      sentence: 'The text is what belongs between prompt and suffix, without the suffix.',
      source: SOURCE,
      breaks: 'editors put what follows the cursor into the file a second time',
      reads: ['paris', 'tokyo'],
      *check({ paris, tokyo }) {
        // The cap leaves no room to write it by chance.
        for (const [one, suffix] of [
          [paris, PARIS],
          [tokyo, TOKYO],
        ] as const) {
          if (text(one).includes(suffix.trim()))
            yield extra(one, textPath(one), 'the suffix comes back', 'the text between', text(one).slice(-200))
        }
      },
      violating: [{ paris: promptCounted(34, said(` France${PARIS}`)) }],
    },
  },
})
