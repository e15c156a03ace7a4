import { textAnswerWith } from '../../fixtures/replies/completion.ts'
import { TEXT_CALL } from '../../fixtures/sent/calls.ts'
import { isTextReply } from '../../src/checks/completions.ts'
import { idOf, uniqueIds } from '../../src/checks/ids.ts'
import { complete, refusable, repeat, suite, each, wrong } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/completions/object#completions/object-id'
/** Fewer answers than this say nothing about how ids are drawn; the other suites on text completions bring most of them. */
const ENOUGH = 12
const OWN = 3

const answers = (values: (string | number)[]) =>
  values.map((value) => textAnswerWith((body) => ({ ...body, id: `cmpl-${value}` })))
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
      traffic: each(
        'no answer had an id',
        (one) => (isTextReply(one) ? idOf(one) : undefined),
        (id, one) => (/^cmpl-./.test(id) ? undefined : wrong(one, '$.id', 'an id of another form', 'cmpl-…', id)),
      ),
      violating: [
        { calls: [textAnswerWith((body) => ({ ...body, id: 'chatcmpl-AbCdEf' }))] },
        { calls: answers(['']) },
      ],
      inconclusive: [{ calls: [textAnswerWith((body) => ({ ...body, id: '' }))] }],
    },
    unique: {
      level: 'should',
      sentence: 'No two answers share an `id`.',
      source: `${SOURCE}: a unique identifier`,
      breaks: 'trace stores and logs keyed on the id drop or merge calls',
      reads: ['calls'],
      check: (_observed, pool) => uniqueIds(pool.filter(isTextReply), ENOUGH),
      violating: [{ calls: answers([...LONG.slice(1), LONG[5] ?? '']) }, { calls: answers(RANDOM) }],
      conforming: [{}, { calls: answers(LONG.map((_, at) => at + 1)) }],
      inconclusive: [{ calls: answers(LONG.slice(0, 3)) }],
    },
  },
})
