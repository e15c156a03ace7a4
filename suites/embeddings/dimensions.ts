import { embedded, UP } from '../../fixtures/replies/embedding.ts'
import { EMBEDDING, norm, round, vectors } from '../../src/checks/embeddings.ts'
import { eachAnswer, embed, inconclusive, refusable, suite, ignored, wrong } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/embeddings/create#embeddings-create-dimensions'
const WANTED = 32
/** No model has as many. That a request for more is refused is for the rules on parameters. */
const MOST = 20_000
const long = Array.from({ length: 48 }, () => 1 / Math.sqrt(48))
const short = Array.from({ length: WANTED }, () => 1 / Math.sqrt(WANTED))

export default suite({
  id: 'embeddings/dimensions',
  about: 'a text with 32 dimensions asked for, and without',
  model: 'embedding',
  answered: 'should',
  steps: {
    control: embed({ input: 'sun and moon' }),
    asked: refusable(embed({ input: 'sun and moon', dimensions: WANTED })),
  },
  conforming: { control: embedded([long]), asked: embedded([short]) },
  rules: {
    'as-many-as-asked': {
      level: 'should',
      sentence: 'Every vector has as many numbers as `dimensions` asks for, or the request is refused.',
      source: SOURCE,
      breaks: 'vector stores with a column of fixed size refuse every row',
      parameter: 'embeddings.dimensions',
      traffic: eachAnswer(
        'no vector of a number of dimensions came',
        [
          ({ request }) => Number(request['dimensions']) > 0 && Number(request['dimensions']) <= MOST,
          (one) => vectors(one).length > 0,
        ],
        (one) => {
          const [wanted, lengths] = [one.request['dimensions'], vectors(one).map((vector) => vector?.length)]
          const at = lengths.findIndex((length) => length !== undefined && length !== wanted)
          return at < 0
            ? undefined
            : ignored(
                one,
                `$.data[${at}].embedding`,
                `${lengths[at]} numbers for \`dimensions: ${wanted}\``,
                wanted,
                lengths[at],
              )
        },
      ),
      violating: [{ asked: embedded([long]) }, { asked: embedded([UP]) }],
      inconclusive: [{ asked: embedded([]) }],
    },
    'length-1-again': {
      level: 'should',
      sentence: 'A shortened vector has the length 1 again.',
      source: 'https://platform.openai.com/docs/guides/embeddings#use-cases',
      breaks: 'the dot product is no similarity any more',
      parameter: 'embeddings.dimensions',
      *check({ control, asked }) {
        const [whole, cut] = [vectors(control)[0], vectors(asked)[0]]
        if (!whole || !cut || cut.length !== WANTED || whole.length === WANTED)
          return inconclusive('no vector was shortened')
        if (Math.abs(norm(cut) - 1) > 0.01)
          yield wrong(asked, EMBEDDING, 'cut off, and not made of length 1 again', 1, round(norm(cut)))
      },
      violating: [{ asked: embedded([long.slice(0, WANTED)]) }],
      inconclusive: [{ asked: embedded([long]) }],
    },
  },
})
