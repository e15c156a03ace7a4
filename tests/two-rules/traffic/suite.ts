import { answer, chat, finding, inconclusive, suite } from '../../../src/define/index.ts'
import { chatReplies } from '../../../src/checks/pool.ts'
import { GREETING } from '../../../fixtures/sent/prompts.ts'

/** A rule over every chat answer of a run, on a request that another suite sends already. */
export default suite({
  id: 'stop/trial-traffic',
  about: 'a plain chat answer',
  model: 'chat',
  steps: { plain: chat({ messages: GREETING, max_tokens: 16 }) },
  conforming: { plain: answer() },
  rules: {
    'no-trial': {
      level: 'may',
      sentence: 'The `id` of a chat answer must not end with `-trial`.',
      source: 'invented for tests/two-rules',
      breaks: 'nobody: no server does it',
      reads: [],
      *check(_observed, pool) {
        const all = chatReplies(pool)
        if (all.length === 0) return inconclusive('no chat answer')
        const wrong = all.find(({ reply: { id } }) => String(id).endsWith('-trial'))
        if (!wrong) return
        yield finding(wrong.observation, {
          kind: 'wrong-value', path: '$.id', message: 'the id of a trial', expected: 'another', actual: wrong.reply.id,
        })
      },
      violating: [{ plain: answer({ id: 'chatcmpl-AbCdEf-trial' }) }],
    },
  },
})
