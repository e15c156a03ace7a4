import { ASIDE, DOWN, embedded, UP } from '../../fixtures/replies/embedding.ts'
import {
  cosine,
  embeddingBodies,
  EMBEDDING,
  embeddingsSent,
  norm,
  notOneEach,
  round,
  SAME,
  textsSent,
  vectors,
} from '../../src/checks/embeddings.ts'
import { isObject } from '../../src/checks/reply.ts'
import {
  eachAnswer,
  embed,
  inconclusive,
  suite,
  ignored,
  missing,
  wrong,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/embeddings/create#embeddings-create-input'
const TEXTS = ['sun and moon', 'a red apple', 'the third of three']
const indexes = (places: number[]) => ({
  data: places.map((index, at) => ({ object: 'embedding', index, embedding: [UP, DOWN, ASIDE][at] })),
})

/** An answer to a list of texts. A list of numbers is one text, in tokens. */
const answersList = (one: Observation): boolean =>
  embeddingBodies(one).length > 0 && Array.isArray(one.request['input']) && typeof textsSent(one)[0] === 'string'

export default suite({
  id: 'embeddings/list',
  about: 'three texts in one request, the first of them alone, and one text twice',
  model: 'embedding',
  steps: {
    list: embed({ input: TEXTS }),
    alone: embed({ input: 'sun and moon' }),
    again: embed({ input: ['sun and moon'] }),
    twice: embed({ input: ['sun and moon', 'a red apple', 'sun and moon'] }),
  },
  conforming: {
    list: embedded([UP, DOWN, ASIDE]),
    alone: embedded([UP]),
    again: embedded([UP]),
    twice: embedded([UP, DOWN, UP]),
  },
  rules: {
    'one-each': {
      level: 'should',
      sentence: 'A list of texts gives a vector for each, numbered from 0 in the order of the texts.',
      source: `${SOURCE}; observed in 130 of 130 answers`,
      breaks: 'vector stores file texts under the wrong vector, or lose some',
      parameter: 'embeddings.input',
      traffic: eachAnswer('no list of texts was embedded', answersList, notOneEach),
      violating: [
        { list: embedded([UP]) },
        { list: embedded([UP, DOWN, ASIDE], indexes([0, 0, 0])) },
        { list: embedded([UP, DOWN, ASIDE], indexes([2, 1, 0])) },
        { list: embedded([UP, DOWN, ASIDE], indexes([1, 2, 3])) },
      ],
    },
    'one-alone': {
      level: 'should',
      sentence: 'A text that is sent alone gives one vector, with the index 0.',
      source: `${SOURCE}; observed in all answers to a single text`,
      breaks: 'questions are embedded alone: search takes `data[0]`, and finds nothing or the wrong thing',
      parameter: 'embeddings.input',
      traffic: eachAnswer(
        'no text was embedded alone',
        (one) => embeddingBodies(one).length > 0 && typeof one.request['input'] === 'string',
        notOneEach,
      ),
      violating: [{ alone: embedded([]) }, { alone: embedded([UP, DOWN]) }, { alone: embedded([UP], indexes([1])) }],
    },
    'equal-length': {
      level: 'should',
      sentence: 'All vectors of an answer have the same number of dimensions, and none is empty.',
      source: `${SOURCE}; observed in 130 of 130 answers`,
      breaks: 'vector stores refuse the batch, or the app divides by zero',
      parameter: 'embeddings.input',
      traffic: eachAnswer(
        'no vector came',
        (one) => embeddingsSent(one).length > 0,
        (one) => {
          const lengths = embeddingsSent(one).map((value) =>
            Array.isArray(value) || typeof value === 'string' ? value.length : 0,
          )
          const at = lengths.findIndex((length) => length === 0 || length !== lengths[0])
          return at < 0
            ? undefined
            : wrong(one, `$.data[${at}].embedding`, 'another number of dimensions, or none', lengths[0], lengths[at])
        },
      ),
      violating: [
        { list: embedded([UP, [], ASIDE]) },
        { list: embedded([UP, DOWN, ASIDE.slice(1)]) },
        { alone: embedded([[]]) },
      ],
      inconclusive: [{ list: embedded([]), alone: embedded([]), again: embedded([]), twice: embedded([]) }],
    },
    'never-zero': {
      level: 'should',
      sentence: 'No vector consists of zeros alone.',
      source: `${SOURCE}; observed in all answers`,
      breaks: 'an app that scales vectors divides by zero, and search ranks the text at random',
      parameter: 'embeddings.input',
      traffic: eachAnswer(
        'no vector came',
        (one) => vectors(one).some((vector) => vector !== null),
        (one) => {
          const at = vectors(one).findIndex((vector) => vector?.every((value) => value === 0))
          return at < 0 ? undefined : wrong(one, `$.data[${at}].embedding`, 'zeros alone', 'a vector of length 1', 0)
        },
      ),
      violating: [{ list: embedded([UP, [0, 0, 0, 0], ASIDE]) }, { alone: embedded([[0, 0, 0, 0]]) }],
      inconclusive: [{ list: embedded([]), alone: embedded([]), again: embedded([]), twice: embedded([]) }],
    },
    'same-text-same-vector': {
      level: 'should',
      sentence: 'A text has the same vector alone, in a list of one and among others.',
      source: SOURCE,
      breaks: 'documents are embedded in batches and questions alone: search finds nothing',
      parameter: 'embeddings.input',
      reads: ['list', 'alone', 'again'],
      *check({ list, alone, again }) {
        const [first] = vectors(alone)
        if (!first) return inconclusive('no vector came')
        for (const one of [list, again]) {
          const [other] = vectors(one)
          if (!other || cosine(first, other) < SAME)
            yield wrong(
              one,
              EMBEDDING,
              'not the vector that the text has alone',
              `cosine of at least ${SAME}`,
              other ? round(cosine(first, other)) : 'no vector',
            )
        }
      },
      violating: [{ list: embedded([DOWN, UP, ASIDE]) }, { again: embedded([ASIDE]) }],
      inconclusive: [{ alone: embedded([]) }],
    },
    'repeated-text': {
      level: 'should',
      sentence: 'A text that comes twice in a list gets its vector both times.',
      source: SOURCE,
      breaks: 'servers that embed each distinct text once: the vectors behind the repetition belong to other texts',
      parameter: 'embeddings.input',
      reads: ['twice'],
      *check({ twice }) {
        const all = vectors(twice)
        const [first, second, third] = all
        if (all.length === 0) return inconclusive('no vector came')
        if (all.length !== 3) return yield missing(twice, '$.data', 'not a vector for each text', 3, all.length)
        if (!first || !second || !third) return inconclusive('what came is no vector')
        if (cosine(first, third) < SAME || cosine(first, second) >= SAME)
          yield wrong(
            twice,
            '$.data[2].embedding',
            'not the vector that the same text has before',
            `cosine of at least ${SAME}`,
            round(cosine(first, third)),
          )
      },
      violating: [
        { twice: embedded([UP, DOWN]) },
        { twice: embedded([UP, DOWN, ASIDE]) },
        { twice: embedded([UP, UP, DOWN]) },
      ],
      inconclusive: [{ twice: embedded([]) }],
    },
    'other-text-other-vector': {
      level: 'should',
      sentence: 'Different texts have different vectors.',
      source: SOURCE,
      breaks: 'everything is similar to everything',
      parameter: 'embeddings.input',
      reads: ['list'],
      *check({ list }) {
        const all = vectors(list).filter((one) => one !== null)
        const [first, ...others] = all
        if (!first || others.length === 0) return inconclusive('there are not two vectors to compare')
        if (others.some((other) => cosine(first, other) >= SAME))
          yield ignored(
            list,
            '$.data[].embedding',
            'two different texts have one vector',
            'different vectors',
            others.map((other) => round(cosine(first, other))),
          )
      },
      violating: [{ list: embedded([UP, UP, ASIDE]) }],
      inconclusive: [{ list: embedded([UP]) }],
    },
    'unit-length': {
      level: 'should',
      sentence: 'Vectors have the length 1.',
      source: 'https://platform.openai.com/docs/guides/embeddings#which-distance-function-should-i-use',
      breaks: 'apps that take the dot product for the similarity rank by length',
      reads: ['list'],
      *check({ list }) {
        const all = vectors(list).filter((one) => one !== null)
        if (all.length === 0) return inconclusive('no vector came')
        const off = all.map(norm).find((length) => Math.abs(length - 1) > 0.01)
        if (off !== undefined) yield wrong(list, EMBEDDING, 'the vector is not of length 1', 1, round(off))
      },
      violating: [{ list: embedded([[3, 4, 0, 0], DOWN, ASIDE]) }],
      inconclusive: [{ list: embedded([]) }],
    },
    'usage-adds-up': {
      level: 'should',
      sentence: 'Tokens are counted, `total_tokens` equals `prompt_tokens`, and three texts count more than one.',
      source: 'https://platform.openai.com/docs/api-reference/embeddings/create; observed in 130 of 130 answers',
      breaks: 'cost meters show nothing',
      reads: ['list', 'alone'],
      *check({ list, alone }) {
        const counts = [alone, list].map(
          (one) =>
            embeddingBodies(one).map(({ usage }) =>
              isObject(usage) ? [Number(usage['prompt_tokens']), Number(usage['total_tokens'])] : [0, 0],
            )[0] ?? [0, 0],
        )
        const [[single = 0] = [], [many = 0] = []] = counts
        const unequal = counts.find(([prompt, total]) => prompt !== total || !((prompt ?? 0) > 0))
        if (unequal || single >= many)
          yield wrong(
            list,
            '$.usage',
            'the counts do not add up',
            'prompt_tokens = total_tokens > 0, more for more texts',
            counts,
          )
      },
      violating: [
        { list: embedded([UP, DOWN, ASIDE], { usage: { prompt_tokens: 0, total_tokens: 0 } }) },
        { list: embedded([UP, DOWN, ASIDE], { usage: { prompt_tokens: 4, total_tokens: 4 } }) },
        { alone: embedded([UP], { usage: { prompt_tokens: 4, total_tokens: 5 } }) },
      ],
    },
  },
})
