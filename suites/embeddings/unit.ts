import { embedded, UP } from '../../fixtures/replies/embedding.ts'
import { EMBEDDING_CALL } from '../../fixtures/sent/calls.ts'
import { DIGITS, WORDY } from '../../fixtures/sent/units.ts'
import { embeddingBodies } from '../../src/checks/embeddings.ts'
import { isObject } from '../../src/checks/reply.ts'
import { otherUnit } from '../../src/checks/token-unit.ts'
import { embed, suite, type Observation } from '../../src/define/index.ts'

const counted = (tokens: number) => embedded([UP], { usage: { prompt_tokens: tokens, total_tokens: tokens } })

function tokensOf(one: Observation): number | undefined {
  const usage = embeddingBodies(one)[0]?.['usage']
  const count = isObject(usage) ? usage['prompt_tokens'] : undefined
  return typeof count === 'number' ? count : undefined
}

export default suite({
  id: 'embeddings/unit',
  about: 'a word, the same with twenty short words, and with ten long numbers',
  model: 'embedding',
  steps: {
    base: embed(EMBEDDING_CALL),
    wordy: embed({ input: `hello ${WORDY}` }),
    digits: embed({ input: `hello ${DIGITS}` }),
  },
  conforming: { base: counted(1), wordy: counted(24), digits: counted(51) },
  rules: {
    'is-tokens': {
      level: 'should',
      sentence: '`prompt_tokens` of an embeddings answer counts tokens, and not characters, bytes or words.',
      source: 'https://platform.openai.com/docs/api-reference/embeddings/create',
      breaks: 'cost meters are off by a factor, and indexers that fill batches by it send too little or too much',
      *check({ base, wordy, digits }) {
        return yield* otherUnit(
          { base, wordy, digits },
          { wordy: WORDY, digits: DIGITS },
          tokensOf,
          '$.usage.prompt_tokens',
        )
      },
      violating: [
        { base: counted(5), wordy: counted(6 + WORDY.length), digits: counted(6 + DIGITS.length) },
        { wordy: counted(23), digits: counted(11) },
      ],
      inconclusive: [
        { base: embedded([UP], { usage: null }) },
        { base: counted(8), wordy: counted(8), digits: counted(8) },
      ],
    },
  },
})
