import { GREETING } from '../../fixtures/sent/prompts.ts'
import { isChatReply, isAzure } from '../../src/checks/pool.ts'
import { sentAt, timeFault } from '../../src/checks/times.ts'
import { answer, chat, stream, streamed, streamWith, suite, each, type Observation } from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/object#chat/object-created'
/** When the example replies were sent. */
const SENT = Date.parse('2026-01-01T00:00:00Z') / 1000

/** When an answer says that it was made. */
function createdOf(one: Observation): number | undefined {
  const created = one.reply?.created
  // Azure opens a stream with the verdict on the prompt, in a chunk that has neither id, date nor model.
  if (!isChatReply(one) || (created === 0 && isAzure(one))) return undefined
  return typeof created === 'number' ? created : undefined
}

export default suite({
  id: 'chat/created',
  about: 'a plain and a streamed chat answer',
  model: 'chat',
  steps: {
    plain: chat({ messages: GREETING, max_tokens: 16 }),
    stream: streamed({ messages: GREETING, max_tokens: 16, stream_options: { include_usage: true } }),
  },
  conforming: { plain: answer({ created: SENT }), stream: stream({ created: SENT + 1 }, { usage: true }) },
  rules: {
    'is-now': {
      level: 'should',
      sentence: '`created` is the time of the call in whole seconds since 1970.',
      source: SOURCE,
      breaks: 'clients that show or sort by the time: milliseconds land 50,000 years ahead, 0 in 1970',
      traffic: each('no answer had a number in `created`', createdOf, (created, one) =>
        timeFault(one, '$.created', created, sentAt(one)),
      ),
      violating: [
        { plain: answer({ created: SENT * 1000 }) },
        { plain: answer({ created: 0 }) },
        { plain: answer({ created: SENT + 0.25 }) },
        { stream: stream({ created: SENT * 1000 }) },
      ],
      conforming: [
        {},
        { plain: answer({ created: SENT - 3000 }) },
        {
          stream: streamWith({ created: SENT }, (all) => [
            { id: '', object: '', created: 0, model: '', choices: [], prompt_filter_results: [] },
            ...all,
          ]),
        },
      ],
    },
  },
})
