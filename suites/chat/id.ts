import { answer, chat, finding, inconclusive, repeat, suite } from '../../src/define/index.ts'
import { named, smallRange, type Named } from '../../src/checks/ids.ts'
import { chatReplies } from '../../src/checks/pool.ts'
import { GREETING } from '../../fixtures/sent/prompts.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/object#chat/object-id'
/** Fewer answers than this say nothing about how ids are drawn. */
const ENOUGH = 12
/** OpenAI's search models answer with a bare UUID. */
const FORM = /^(chatcmpl-.+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i

const ids = (values: (string | number)[]): ReturnType<typeof answer>[] => values.map((value) => answer({ content: 'Hello', finish: 'length', id: `chatcmpl-${value}` }))
const LONG = Array.from({ length: ENOUGH }, (_, i) => `AbCdEfGhIjKlMnOpQrStUvWxYz0${10 + i}`)
const RANDOM = [412, 87, 990, 3, 655, 231, 778, 540, 119, 902, 364, 47]

export default suite({
  id: 'chat/id',
  about: 'one small chat call a dozen times',
  model: 'chat',
  steps: { calls: repeat(ENOUGH, chat({ messages: GREETING, max_tokens: 1 })) },
  conforming: { calls: ids(LONG) },
  rules: {
    form: {
      level: 'may',
      sentence: 'The `id` of a chat answer begins with `chatcmpl-`.',
      source: `${SOURCE}; observed in all answers but those of search models`,
      breaks: 'log viewers and mock servers that tell the kind of an object by its prefix',
      reads: [],
      *check(_observed, pool) {
        const all = named(chatReplies(pool))
        if (all.length === 0) return inconclusive('no answer had an id')
        const odd = all.find(({ id }) => !FORM.test(id))
        if (odd) yield finding(odd.observation, { kind: 'wrong-value', path: '$.id', message: 'an id of another form', expected: 'chatcmpl-…', actual: odd.id })
      },
      violating: [{ calls: [answer({ id: '8271' })] }, { calls: [answer({ id: 'cmpl-AbCdEf' })] }, { calls: [answer({ id: 'chatcmpl-' })] }],
      conforming: [{}, { calls: [answer({ id: 'b8c1f6a2-3f0e-4c43-9d6e-0f2f7f1a9c11' })] }],
      inconclusive: [{ calls: [answer({ id: '' })] }],
    },
    unique: {
      level: 'should',
      sentence: 'No two answers share an `id`.',
      source: `${SOURCE}: a unique identifier`,
      breaks: 'trace stores and logs keyed on the id drop or merge calls',
      reads: ['calls'],
      *check(_observed, pool) {
        const all = named(chatReplies(pool))
        const first = new Map<string, Named>()
        for (const one of all) {
          const same = first.get(one.id)
          if (same) return yield finding(one.observation, { kind: 'wrong-value', path: '$.id', message: `the same id as another of ${all.length} answers`, expected: 'an id of its own', actual: one.id })
          first.set(one.id, one)
        }
        const range = smallRange([...first.keys()])
        const last = all.at(-1)
        if (range && last) yield finding(last.observation, { kind: 'wrong-value', path: '$.id', message: `ids are drawn from too few numbers: ${all.length} answers lie between ${range.low} and ${range.high}`, expected: 'ids that cannot collide', actual: last.id })
        else if (all.length < ENOUGH) return inconclusive(`only ${all.length} answers had an id`)
      },
      violating: [{ calls: ids([...LONG.slice(1), LONG[5] ?? '']) }, { calls: ids(RANDOM) }, { calls: ids(LONG.map(() => 'local')) }],
      conforming: [{}, { calls: ids(LONG.map((_, i) => i + 1)) }],
      inconclusive: [{ calls: ids(LONG.slice(0, 3)) }],
    },
  },
})
