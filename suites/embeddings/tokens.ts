import { DOWN, embedded, UP } from '../../fixtures/replies/embedding.ts'
import {
  cosine,
  embeddingBodies,
  EMBEDDING,
  embeddingsSent,
  notOneEach,
  round,
  SAME,
  sendsTokens,
  vectors,
} from '../../src/checks/embeddings.ts'
import { isObject } from '../../src/checks/reply.ts'
import { eachAnswer, embed, inconclusive, refusable, suite, ignored, wrong } from '../../src/define/index.ts'

const SOURCE =
  'https://platform.openai.com/docs/api-reference/embeddings/create#embeddings-create-input; observed: taken in 7 of 7 requests'
const BREAKS =
  "LangChain's OpenAIEmbeddings sends lists of tokens unless told otherwise, and so does every client that cuts texts to size itself"
/** Numbers that are words in every vocabulary of some size. */
const ONE = [2023, 2003, 1037]
const OTHER = [1996, 4100]
const counted = (tokens: number) => ({ usage: { prompt_tokens: tokens, total_tokens: tokens } })
const isTokens = (input: unknown): boolean => Array.isArray(input) && Number.isInteger(input[0])
const NONE = inconclusive('there are not two vectors to compare')

export default suite({
  id: 'embeddings/tokens',
  about: 'a text as a list of its tokens, and a list of two such lists',
  model: 'embedding',
  answered: 'should',
  steps: { list: refusable(embed({ input: ONE })), lists: refusable(embed({ input: [ONE, OTHER] })) },
  conforming: { list: embedded([UP], counted(3)), lists: embedded([UP, DOWN], counted(5)) },
  rules: {
    'one-vector': {
      level: 'should',
      sentence: 'A list of tokens is one text: one vector comes, with the index 0.',
      source: SOURCE,
      breaks: BREAKS,
      parameter: 'embeddings.input',
      traffic: eachAnswer(
        'no list of tokens was embedded alone',
        [(one) => embeddingBodies(one).length > 0, sendsTokens, ({ request }) => isTokens(request['input'])],
        (one) => {
          const got = embeddingsSent(one).length
          return got === 1
            ? notOneEach(one)
            : wrong(one, '$.data', got > 1 ? 'each number was taken for a text' : 'no vector came', 1, got)
        },
      ),
      violating: [
        { list: embedded([UP, DOWN, UP]) },
        { list: embedded([]) },
        { list: embedded([UP], { data: [{ object: 'embedding', index: 1, embedding: UP }] }) },
      ],
    },
    'one-each': {
      level: 'should',
      sentence: 'A list of lists of tokens gives a vector for each list, in order.',
      source: SOURCE,
      breaks: BREAKS,
      parameter: 'embeddings.input',
      traffic: eachAnswer(
        'no list of lists of tokens was embedded',
        [(one) => embeddingBodies(one).length > 0, sendsTokens, ({ request }) => !isTokens(request['input'])],
        notOneEach,
      ),
      violating: [
        { lists: embedded([UP]) },
        { lists: embedded([UP, DOWN, UP, DOWN, UP]) },
        {
          lists: embedded([UP, DOWN], { data: [1, 0].map((index) => ({ object: 'embedding', index, embedding: UP })) }),
        },
      ],
    },
    'same-tokens-same-vector': {
      level: 'should',
      sentence: 'A list of tokens has the same vector alone and among others.',
      source: SOURCE,
      breaks: 'documents are embedded in batches and questions alone: search finds nothing',
      parameter: 'embeddings.input',
      *check({ list, lists }) {
        const [alone, among] = [vectors(list)[0], vectors(lists)[0]]
        if (!alone || !among) return NONE
        if (cosine(alone, among) < SAME)
          yield wrong(
            lists,
            EMBEDDING,
            'not the vector that the list has alone',
            `cosine of at least ${SAME}`,
            round(cosine(alone, among)),
          )
      },
      violating: [{ lists: embedded([DOWN, UP]) }],
      inconclusive: [{ list: embedded([]) }],
    },
    'tokens-tell': {
      level: 'should',
      sentence: 'Different lists of tokens have different vectors.',
      source: SOURCE,
      breaks: 'the tokens never reach the model, and everything is similar to everything',
      parameter: 'embeddings.input',
      reads: ['lists'],
      *check({ lists }) {
        const [one, other] = vectors(lists)
        if (!one || !other) return NONE
        if (cosine(one, other) >= SAME)
          yield ignored(
            lists,
            EMBEDDING,
            'two different lists have one vector',
            'different vectors',
            round(cosine(one, other)),
          )
      },
      violating: [{ lists: embedded([UP, UP]) }],
      inconclusive: [{ lists: embedded([UP]) }],
    },
    'counted-as-sent': {
      level: 'may',
      sentence: '`prompt_tokens` is the number of tokens sent.',
      source: 'https://platform.openai.com/docs/api-reference/embeddings/create; observed in 7 of 7 answers',
      breaks: 'clients that count their tokens before they send them, to stay within a budget',
      parameter: 'embeddings.input',
      *check({ list, lists }) {
        for (const [one, sent] of [
          [list, ONE.length],
          [lists, ONE.length + OTHER.length],
        ] as const) {
          const [usage] = embeddingBodies(one).map((body) => body['usage'])
          const count = isObject(usage) ? usage['prompt_tokens'] : undefined
          if (typeof count !== 'number') return inconclusive('the answer has no usage')
          if (count !== sent) yield wrong(one, '$.usage.prompt_tokens', 'another number than was sent', sent, count)
        }
      },
      violating: [{ list: embedded([UP], counted(5)) }, { lists: embedded([UP, DOWN], counted(2)) }],
      inconclusive: [{ list: embedded([UP], { usage: null }) }],
    },
  },
})
