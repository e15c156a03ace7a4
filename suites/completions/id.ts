import { complete, finding, inconclusive, refusable, repeat, suite } from '../../src/define/index.ts'
import { textReplies } from '../../src/checks/completions.ts'
import { named, smallRange, type Named } from '../../src/checks/ids.ts'
import { TEXT_CALL } from '../../fixtures/sent/calls.ts'
import { textAnswerWith } from '../../fixtures/replies/completion.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/completions/object#completions/object-id'
/** Fewer answers than this say nothing about how ids are drawn; the other suites on text completions bring most of them. */
const ENOUGH = 12
const OWN = 3

const answers = (values: (string | number)[]) => values.map((value) => textAnswerWith((body) => ({ ...body, id: `cmpl-${value}` })))
const LONG = Array.from({ length: ENOUGH }, (_, at) => `AbCdEfGhIjKlMnOpQrStUvWxYz0${10 + at}`)
const RANDOM = [412, 87, 990, 3, 655, 231, 778, 540, 119, 902, 364, 47]

export default suite({
  id: 'completions/id',
  about: 'one small text completion several times, and all others of the run',
  model: 'chat',
  answered: 'should',
  steps: { calls: repeat(OWN, refusable(complete(TEXT_CALL))) },
  conforming: { calls: answers(LONG) },
  rules: {
    form: {
      level: 'may',
      sentence: 'The `id` of a text completion begins with `cmpl-`.',
      source: `${SOURCE}; observed in all answers`,
      breaks: 'log viewers and mock servers that tell the kind of an object by its prefix',
      reads: [],
      *check(_observed, pool) {
        const all = named(textReplies(pool))
        if (all.length === 0) return inconclusive('no answer had an id')
        const odd = all.find(({ id }) => !/^cmpl-./.test(id))
        if (odd) yield finding(odd.observation, { kind: 'wrong-value', path: '$.id', message: 'an id of another form', expected: 'cmpl-…', actual: odd.id })
      },
      violating: [{ calls: [textAnswerWith((body) => ({ ...body, id: 'chatcmpl-AbCdEf' }))] }, { calls: answers(['']) }],
      inconclusive: [{ calls: [textAnswerWith((body) => ({ ...body, id: '' }))] }],
    },
    unique: {
      level: 'should',
      sentence: 'No two answers share an `id`.',
      source: `${SOURCE}: a unique identifier`,
      breaks: 'trace stores and logs keyed on the id drop or merge calls',
      reads: ['calls'],
      *check(_observed, pool) {
        const all = named(textReplies(pool))
        const first = new Map<string, Named>()
        for (const one of all) {
          if (first.has(one.id)) return yield finding(one.observation, { kind: 'wrong-value', path: '$.id', message: `the same id as another of ${all.length} answers`, expected: 'an id of its own', actual: one.id })
          first.set(one.id, one)
        }
        const range = smallRange([...first.keys()])
        const last = all.at(-1)
        if (range && last) yield finding(last.observation, { kind: 'wrong-value', path: '$.id', message: `ids are drawn from too few numbers: ${all.length} answers lie between ${range.low} and ${range.high}`, expected: 'ids that cannot collide', actual: last.id })
        else if (all.length < ENOUGH) return inconclusive(`only ${all.length} answers had an id`)
      },
      violating: [{ calls: answers([...LONG.slice(1), LONG[5] ?? '']) }, { calls: answers(RANDOM) }],
      conforming: [{}, { calls: answers(LONG.map((_, at) => at + 1)) }],
      inconclusive: [{ calls: answers(LONG.slice(0, 3)) }],
    },
  },
})
