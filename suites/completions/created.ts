import { textAnswerWith, textStreamWith } from '../../fixtures/replies/completion.ts'
import { COUNT_ON } from '../../fixtures/sent/prompts.ts'
import { isTextReply } from '../../src/checks/completions.ts'
import { sentAt, timeFault } from '../../src/checks/times.ts'
import { complete, each, refusable, suite, type Observation } from '../../src/define/index.ts'

/** When the example replies were sent. */
const SENT = Date.parse('2026-01-01T00:00:00Z') / 1000
const BODY = { prompt: COUNT_ON, max_tokens: 16 }
const plain = (created: number) => textAnswerWith((body) => ({ ...body, created }))
const streamed = (created: number) => textStreamWith((all) => all.map((chunk) => ({ ...chunk, created })))

const createdOf = (one: Observation): number | undefined => {
  const created = isTextReply(one) ? one.reply?.created : undefined
  return typeof created === 'number' ? created : undefined
}

export default suite({
  id: 'completions/created',
  about: 'a text completion, plain and streamed: when it says that it was made',
  model: 'chat',
  answered: 'should',
  // Other suites send them as well.
  steps: { plain: refusable(complete(BODY)), streamed: refusable(complete({ ...BODY, stream: true })) },
  conforming: { plain: plain(SENT), streamed: streamed(SENT + 1) },
  rules: {
    'is-now': {
      level: 'should',
      sentence: '`created` of a text completion is the time of the call in whole seconds since 1970.',
      source: 'https://platform.openai.com/docs/api-reference/completions/object#completions/object-created',
      breaks: 'clients that show or sort by the time: milliseconds land 50,000 years ahead, 0 in 1970',
      traffic: each('no text completion says when it was made', createdOf, (created, one) =>
        timeFault(one, '$.created', created, sentAt(one)),
      ),
      violating: [{ plain: plain(SENT * 1000) }, { plain: plain(0) }, { streamed: streamed(SENT * 1000) }],
    },
  },
})
