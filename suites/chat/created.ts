import { GREETING } from '../../fixtures/sent/prompts.ts'
import { isChatReply, isAzure } from '../../src/checks/pool.ts'
import {
  answer,
  chat,
  stream,
  streamed,
  streamWith,
  suite,
  each,
  wrong,
  type Observation,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/chat/object#chat/object-created'
/** Clocks of two machines may disagree; a day is far from the factor 1000 that milliseconds are off. */
const TOLERANCE_S = 86_400
/** When the example replies were sent. */
const SENT = Date.parse('2026-01-01T00:00:00Z') / 1000

/** When an answer says that it was made, and when it was asked for. */
function datesOf(one: Observation): { created: number; sent: number } | undefined {
  const created = one.reply?.created
  const sent = Date.parse(one.exchange.timing.startedAt) / 1000
  // Azure opens a stream with the verdict on the prompt, in a chunk that has neither id, date nor model.
  if (!isChatReply(one) || (created === 0 && isAzure(one))) return undefined
  return typeof created === 'number' && Number.isFinite(sent) ? { created, sent } : undefined
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
      traffic: each('no answer had both a number in `created` and a known date', datesOf, ({ created, sent }, one) => {
        if (Number.isInteger(created) && Math.abs(created - sent) <= TOLERANCE_S) return undefined
        const isMillis = Math.abs(created / 1000 - sent) <= TOLERANCE_S
        const off = Number.isInteger(created) ? 'not the time of the call' : 'not whole seconds'
        return wrong(
          one,
          '$.created',
          isMillis ? 'milliseconds, not seconds' : off,
          `about ${Math.round(sent)}`,
          created,
        )
      }),
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
