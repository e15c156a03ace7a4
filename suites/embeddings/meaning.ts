import { embedded } from '../../fixtures/replies/embedding.ts'
import { cosine, EMBEDDING, round, vectors } from '../../src/checks/embeddings.ts'
import { embed, inconclusive, suite, wrong } from '../../src/define/index.ts'

/** Two sentences, and each of them once more in hardly other words. */
const TEXTS = [
  'The cat sleeps on the old sofa.',
  'The cat is sleeping on the old sofa.',
  'Interest rates rose again in March.',
  'Interest rates went up again in March.',
]
const LIKE = [
  [0, 1],
  [2, 3],
] as const
const UNLIKE = [
  [0, 2],
  [0, 3],
  [1, 2],
  [1, 3],
] as const
/** Every model that was trained at all sets them apart by far more. */
const MARGIN = 0.02

const CAT = [0.6, 0.8, 0, 0]
const CAT_AGAIN = [0.64, 0.768, 0, 0]
const RATES = [0, 0, 0.6, 0.8]
const RATES_AGAIN = [0, 0, 0.64, 0.768]

export default suite({
  id: 'embeddings/meaning',
  about: 'two sentences that mean different things, each in two wordings',
  model: 'embedding',
  steps: { texts: embed({ input: TEXTS }) },
  conforming: { texts: embedded([CAT, CAT_AGAIN, RATES, RATES_AGAIN]) },
  rules: {
    'like-texts-are-near': {
      level: 'should',
      sentence: 'Vectors of two wordings of a sentence are nearer to each other than to those of another sentence.',
      source: 'https://platform.openai.com/docs/guides/embeddings: distance measures the relatedness of texts',
      breaks: 'search finds texts by chance: vectors of the wrong layer, of another text or of an untrained head',
      parameter: 'embeddings.input',
      *check({ texts }) {
        const all = vectors(texts)
        if (all.length !== TEXTS.length || all.includes(null))
          return inconclusive('there are no four vectors to compare')
        const near = ([a, b]: readonly [number, number]): number => cosine(all[a] ?? [], all[b] ?? [])
        const [like, unlike] = [Math.min(...LIKE.map(near)), Math.max(...UNLIKE.map(near))]
        if (like - unlike < MARGIN)
          yield wrong(
            texts,
            EMBEDDING,
            'two wordings of a sentence are no nearer than two different sentences',
            `a cosine of at least ${round(unlike + MARGIN)}`,
            round(like),
          )
      },
      violating: [
        { texts: embedded([CAT, RATES, CAT_AGAIN, RATES_AGAIN]) },
        { texts: embedded([CAT, CAT, CAT, CAT]) },
        { texts: embedded([CAT, RATES_AGAIN, RATES, CAT_AGAIN]) },
      ],
      inconclusive: [{ texts: embedded([CAT]) }],
    },
  },
})
