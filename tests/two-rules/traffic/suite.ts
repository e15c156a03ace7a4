import { GREETING } from '../../../fixtures/sent/prompts.ts'
import { isChatReply } from '../../../src/checks/pool.ts'
import { answer, chat, eachAnswer, suite, wrong } from '../../../src/define/index.ts'

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
      traffic: eachAnswer('no chat answer', isChatReply, (one) =>
        String(one.reply?.id).endsWith('-trial')
          ? wrong(one, '$.id', 'the id of a trial', 'another', one.reply?.id)
          : undefined,
      ),
      violating: [{ plain: answer({ id: 'chatcmpl-AbCdEf-trial' }) }],
    },
  },
})
