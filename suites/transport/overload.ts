import { GREETING } from '../../fixtures/sent/prompts.ts'
import { answeredChat } from '../../src/checks/accepted.ts'
import { notJson } from '../../src/checks/errors.ts'
import { headerFinding, headerOf } from '../../src/checks/transport.ts'
import {
  answer,
  anyAnswer,
  atOnce,
  chat,
  inconclusive,
  json,
  measured,
  raw,
  refusal,
  suite,
  wrong,
  type Observation,
} from '../../src/define/index.ts'

/** More than a small server works on together, and so few that the test stays cheap: one token each. */
const MANY = 16
/** The statuses by which clients know that they may come again. */
const LATER = [429, 503]

const SOURCE = 'https://platform.openai.com/docs/guides/error-codes#api-errors'
const OLLAMA = 'https://github.com/ollama/ollama/issues/4159: 503 "server busy" where more wait than OLLAMA_MAX_QUEUE'

type Reply = ReturnType<typeof answer>
const hello = answer({ content: 'Hello', finish: 'length' })
const busy = (retryAfter?: string, status = 503): Reply =>
  json(
    {
      error: {
        message: 'server busy, please try again. maximum pending requests exceeded',
        type: 'api_error',
        param: null,
        code: null,
      },
    },
    {
      status,
      headers: [
        ['content-type', 'application/json'],
        ...(retryAfter === undefined ? [] : [['Retry-After', retryAfter] as [string, string]]),
      ],
    },
  )
/** The last few of the calls brought this. */
const late = (...replies: Reply[]) => ({
  calls: [...Array.from({ length: MANY - replies.length }, () => hello), ...replies],
})

const refusedOf = (calls: readonly Observation[]): Observation[] =>
  calls.filter(({ status }) => status !== null && LATER.includes(status))
const NONE_REFUSED = `all of ${MANY} calls at once were answered`
/** Seconds, or a date as HTTP writes it. */
const isTime = (value: string): boolean =>
  /^\d+(\.\d+)?$/.test(value.trim()) || /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/.test(value.trim())
const slowest = (calls: readonly Observation[]): number =>
  Math.round(Math.max(...calls.map(({ exchange }) => exchange.timing.endMs)))

export default suite({
  id: 'transport/overload',
  about: `${MANY} short calls at once`,
  model: 'chat',
  steps: { calls: atOnce(Array.from({ length: MANY }, () => anyAnswer(chat({ messages: GREETING, max_tokens: 1 })))) },
  conforming: { calls: Array.from({ length: MANY }, () => hello) },
  rules: {
    'answered-or-later': {
      level: 'should',
      source: `${SOURCE}; ${OLLAMA}`,
      judgesBroken: true,
      sentence: 'Of many calls at once each is answered, or told by 429 or 503 to come again.',
      breaks: 'SDKs try again after these; any other status ends the work of a batch, or an agent, for good',
      *check({ calls }) {
        for (const one of calls.filter((call) => !answeredChat(call) && !refusedOf([call]).length).slice(0, 3)) {
          yield wrong(
            one,
            'status',
            `under ${MANY} calls at once: HTTP ${one.status} ${one.text.slice(0, 160)}`,
            'an answer, 429 or 503',
            one.status,
          )
        }
        const refused = refusedOf(calls).length
        return measured(
          `${MANY} calls at once: ${MANY - refused} answered, ${refused} told to come again, the last after ${slowest(calls)} ms`,
        )
      },
      conforming: [{}, late(busy()), late(refusal(429, { code: 'rate_limit_exceeded' }), busy('1'))],
      violating: [
        late(refusal(500, { message: 'no slots available' })),
        late(refusal(404)),
        late(raw(['upstream connect error'], { status: 502 })),
        late(json({ choices: [] })),
      ],
    },
    'refusal-in-json': {
      level: 'should',
      source: SOURCE,
      judgesBroken: true,
      sentence: 'Who is told to come again is told so in JSON with a message.',
      breaks: 'clients show "503 status code (no body)", or fail while they parse the page of a proxy',
      *check({ calls }) {
        const refused = refusedOf(calls)
        if (refused.length === 0) return inconclusive(NONE_REFUSED)
        for (const one of refused.slice(0, 3)) yield* notJson(one)
      },
      conforming: [late(busy())],
      violating: [
        late(raw(['server busy'], { status: 503, headers: [['content-type', 'text/plain']] })),
        late(json({ error: 'server busy' }, { status: 503 })),
        late(raw([''], { status: 429 })),
      ],
      inconclusive: [{}],
    },
    'retry-after': {
      level: 'should',
      source: 'https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3; https://github.com/openai/openai-node#retries',
      judgesBroken: true,
      sentence: 'A `retry-after` beside such a refusal is a number of seconds, or a date.',
      breaks: 'clients that wait by it: a value they cannot read makes them come again at once, or never',
      *check({ calls }) {
        const told = refusedOf(calls).filter((one) => headerOf(one, 'retry-after') !== undefined)
        if (told.length === 0)
          return inconclusive(refusedOf(calls).length === 0 ? NONE_REFUSED : 'no refusal says when to come again')
        for (const one of told.slice(0, 3))
          if (!isTime(headerOf(one, 'retry-after') ?? ''))
            yield headerFinding(one, 'retry-after', 'neither seconds nor a date', 'a number of seconds')
      },
      conforming: [late(busy('2')), late(busy('0.5')), late(busy('Thu, 01 Oct 2026 12:00:00 GMT'))],
      violating: [late(busy('soon')), late(busy('')), late(busy('1m30s'))],
      inconclusive: [{}, late(busy())],
    },
  },
})
