import { GREETING } from '../../fixtures/sent/prompts.ts'
import { idOf, uniqueIds } from '../../src/checks/ids.ts'
import { isChatReply } from '../../src/checks/pool.ts'
import { answer, chat, repeat, suite, each, wrong } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/object#chat/object-id'
/** Fewer answers than this say nothing about how ids are drawn. */
const ENOUGH = 12
/** OpenAI's search models answer with a bare UUID. */
const FORM = /^(chatcmpl-.+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i

const ids = (values: (string | number)[]): ReturnType<typeof answer>[] =>
  values.map((value) => answer({ content: 'Hello', finish: 'length', id: `chatcmpl-${value}` }))
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
      traffic: each(
        'no answer had an id',
        (one) => (isChatReply(one) ? idOf(one) : undefined),
        (id, one) => (FORM.test(id) ? undefined : wrong(one, '$.id', 'an id of another form', 'chatcmpl-…', id)),
      ),
      violating: [
        { calls: [answer({ id: '8271' })] },
        { calls: [answer({ id: 'cmpl-AbCdEf' })] },
        { calls: [answer({ id: 'chatcmpl-' })] },
      ],
      conforming: [{}, { calls: [answer({ id: 'b8c1f6a2-3f0e-4c43-9d6e-0f2f7f1a9c11' })] }],
      inconclusive: [{ calls: [answer({ id: '' })] }],
    },
    unique: {
      level: 'should',
      sentence: 'No two answers share an `id`.',
      source: `${SOURCE}: a unique identifier`,
      breaks: 'trace stores and logs keyed on the id drop or merge calls',
      reads: ['calls'],
      check: (_observed, pool) => uniqueIds(pool.filter(isChatReply), ENOUGH),
      violating: [
        { calls: ids([...LONG.slice(1), LONG[5] ?? '']) },
        { calls: ids(RANDOM) },
        { calls: ids(LONG.map(() => 'local')) },
      ],
      conforming: [{}, { calls: ids(LONG.map((_, i) => i + 1)) }],
      inconclusive: [{ calls: ids(LONG.slice(0, 3)) }],
    },
  },
})
