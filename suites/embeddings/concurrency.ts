import { embedded } from '../../fixtures/replies/embedding.ts'
import { cosine, round, vectors } from '../../src/checks/embeddings.ts'
import {
  atOnce,
  embed,
  inconclusive,
  misplaced,
  missing,
  onOneConnection,
  refusable,
  suite,
  wrong,
  type Finding,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/embeddings/create#embeddings-create-input'
const OF = ['red', 'warm', 'broken', 'silent']
const THINGS = ['apple', 'river', 'engine', 'violin', 'mountain']
/** Batches of texts, all of them different. */
const BATCHES = THINGS.map((thing) => OF.map((kind) => `a ${kind} ${thing}`))
const STEPS = BATCHES.map((input) => refusable(embed({ input })))

/** Batches of another size are rounded otherwise; texts that differ are further apart. */
const SAME = 0.999

type Vector = readonly number[] | null | undefined
const alike = (one: Vector, other: Vector): boolean => !!one && !!other && cosine(one, other) >= SAME

/** What is wrong with the vectors of a batch that was sent beside others. */
function* changed(one: Observation, expected: readonly Vector[], others: readonly Vector[]): Generator<Finding> {
  const given = vectors(one)
  if (given.length !== expected.length)
    return yield missing(one, '$.data', 'not a vector for each text', expected.length, given.length)
  for (const [at, vector] of given.entries()) {
    if (alike(vector, expected[at])) continue
    if (others.some((other) => alike(vector, other)))
      return yield misplaced(one, `$.data[${at}].embedding`, 'the vector of another text', 'its own', 'another')
    const near = vector && expected[at] ? round(cosine(vector, expected[at])) : 'no vector'
    return yield wrong(
      one,
      `$.data[${at}].embedding`,
      'not the vector that the text has alone',
      `cosine of ${SAME}`,
      near,
    )
  }
}

const AXES = BATCHES.flat().length
const axis = (at: number): number[] => Array.from({ length: AXES }, (_, place) => (place === at ? 1 : 0))
const places = BATCHES.map((texts, batch) => texts.map((_, at) => batch * texts.length + at))
const reply = (all: number[][]) => all.map((batch) => embedded(batch.map(axis)))
const ALONE = reply(places)
const replaced = (batch: number, value: number[]) => reply(places.map((own, at) => (at === batch ? value : own)))

export default suite({
  id: 'embeddings/concurrency',
  about: 'five batches of texts one after the other, and the same five at once',
  model: 'embedding',
  steps: { alone: onOneConnection(STEPS), together: atOnce(STEPS) },
  conforming: { alone: ALONE, together: ALONE },
  rules: {
    'same-as-alone': {
      level: 'should',
      sentence: 'Batches of texts that are embedded at once have the vectors that they have alone, in the same order.',
      source: SOURCE,
      breaks:
        'indexers send several batches at once: documents are filed under the vectors of others, without an error',
      parameter: 'embeddings.input',
      *check({ alone, together }) {
        const expected = alone.map(vectors)
        const all = expected.flat()
        if (all.length < AXES || all.includes(null)) return inconclusive('there is no vector for each text alone')
        if (all.some((one, at) => all.some((other, place) => place > at && alike(one, other))))
          return inconclusive('texts that differ have one vector, so that a confusion would not show')
        for (const [batch, one] of together.entries()) yield* changed(one, expected[batch] ?? [], all)
      },
      violating: [
        { together: replaced(2, [3, 1, 2, 0]) },
        { together: replaced(2, places[3] ?? []) },
        { together: replaced(4, [16, 17, 18]) },
        { together: ALONE.map((one, at) => (at === 1 ? embedded([axis(4), axis(5), axis(6), [0.5, 0.5]]) : one)) },
      ],
      inconclusive: [{ alone: replaced(0, [0, 0, 0, 0]) }, { alone: replaced(0, [0, 1]) }],
    },
  },
})
