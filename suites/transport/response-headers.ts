import {
  FULL,
  LENGTH,
  plain,
  replacing,
  spoken,
  streamWith,
  TYPE,
  typed,
  without,
} from '../../fixtures/replies/headers.ts'
import { COUNTING, GREETING } from '../../fixtures/sent/prompts.ts'
import { asksNative, succeeded, hasHeaders } from '../../src/checks/pool.ts'
import { bodyLength, headerFinding, headerOf, notInForm, RATE_LIMITS } from '../../src/checks/transport.ts'
import {
  chat,
  completion,
  inconclusive,
  json,
  raw,
  stream,
  streamed,
  suite,
  eachAnswer,
  wrong,
  type Finding,
  type Inconclusive,
  type Observation,
} from '../../src/define/index.ts'

const DEBUGGING = 'https://platform.openai.com/docs/api-reference/debugging-requests'
const NO_JSON = 'the run has no JSON answer'

const DURATION = /^(\d+h)?(\d+m)?(\d+(\.\d+)?s)?(\d+ms)?$/

const steps = {
  plain: chat({ messages: GREETING, max_tokens: 16 }),
  streamed: streamed({ messages: COUNTING, max_tokens: 24 }),
}

const isJson = (one: Observation): boolean => one.json.ok && !asksNative(one)

export default suite({
  id: 'transport/response-headers',
  about: 'the headers of a plain and of a streamed answer',
  model: 'chat',
  steps,
  conforming: { ...plain(FULL), streamed: stream({ content: '1, 2, 3' }) },
  rules: {
    'json-type': {
      level: 'should',
      sentence: 'A JSON answer has the content type `application/json`.',
      source: 'https://platform.openai.com/docs/api-reference/introduction; observed in all answers',
      breaks:
        'openai-node and the AI SDK choose by it: under another type the caller gets a string in place of the object',
      // A recorder may have kept no header at all.
      traffic: eachAnswer(NO_JSON, [succeeded, isJson, hasHeaders], (one) =>
        /^application\/(.+\+)?json$/.test(one.mediaType)
          ? undefined
          : headerFinding(one, 'content-type', 'JSON goes under another type', 'application/json'),
      ),
      violating: [
        plain([['content-type', 'text/plain; charset=utf-8']]),
        plain([['content-type', 'text/html']]),
        plain([['date', 'Thu, 01 Oct 2026 12:00:00 GMT']]),
      ],
      conforming: [{}, plain([['Content-Type', 'Application/JSON; charset=utf-8']])],
      inconclusive: [{ plain: stream() }],
    },
    'json-charset': {
      level: 'should',
      sentence: 'A JSON answer is valid UTF-8.',
      source: 'https://www.rfc-editor.org/rfc/rfc8259#section-8.1',
      breaks:
        'openai-python and strict decoders (Rust, Go with validation) raise an error; all others show replacement characters',
      traffic: eachAnswer(NO_JSON, isJson, (one) =>
        one.invalidUtf8 ? wrong(one, 'body', 'the bytes are not valid UTF-8', 'UTF-8', 'other bytes') : undefined,
      ),
      violating: [{ plain: raw([Buffer.from(JSON.stringify(completion({ content: 'café' })), 'latin1')]) }],
      conforming: [{}, { plain: json(completion({ content: 'café 🚀 \uFFFD' })) }],
      inconclusive: [{ plain: stream() }],
    },
    charset: {
      level: 'should',
      sentence: 'Where the content type names a charset, it is UTF-8.',
      source: 'https://www.rfc-editor.org/rfc/rfc8259#section-8.1; observed `charset=utf-8` or none',
      breaks: 'clients that decode by it (Java, .NET, requests) garble every letter beyond ASCII',
      *check({ plain: one, streamed: other }) {
        for (const observation of [one, other]) {
          const named = /charset\s*=\s*"?([^";\s]+)/i.exec(headerOf(observation, 'content-type') ?? '')?.[1]
          if (named !== undefined && !/^utf-?8$/i.test(named))
            yield headerFinding(observation, 'content-type', 'another charset than UTF-8', 'charset=utf-8')
        }
      },
      violating: [
        plain([['content-type', 'application/json; charset=iso-8859-1']]),
        typed('text/event-stream;charset=us-ascii'),
      ],
      conforming: [{}, plain([['content-type', 'application/json; Charset="UTF-8"']]), typed('text/event-stream')],
    },
    'content-length': {
      level: 'should',
      sentence: 'A `content-length` is the length of the body in bytes.',
      source: 'https://www.rfc-editor.org/rfc/rfc9112#section-6.2',
      breaks: 'clients cut the body, or wait for bytes that never come',
      judgesBroken: true,
      *check({ plain: one, streamed: other }) {
        for (const observation of [one, other]) {
          const { failure } = observation.exchange
          const announced = headerOf(observation, 'content-length')
          const came = bodyLength(observation)
          const hungUp = failure !== null && failure.stage !== 'body'
          if (announced !== undefined && !hungUp && Number(announced) !== came)
            yield headerFinding(observation, 'content-length', 'the body has another length', came)
        }
      },
      violating: [
        plain([...TYPE, ['content-length', String(LENGTH - 1)]]),
        plain([...TYPE, ['content-length', String(LENGTH + 7)]]),
        streamWith('content-length', '0'),
      ],
      conforming: [{}, plain([...TYPE, ['Content-Length', String(LENGTH)]])],
    },
    'http-version': {
      level: 'should',
      sentence: 'Answers come in HTTP/1.1 or later.',
      source: 'https://www.rfc-editor.org/rfc/rfc9112#section-7.1: chunks and kept connections are of HTTP/1.1',
      breaks:
        'each call opens a connection, and a stream that breaks off looks like one that ended (nginx with its stock `proxy_http_version`)',
      *check({ plain: one, streamed: other }) {
        for (const observation of [one, other]) {
          const version = observation.exchange.response?.httpVersion ?? ''
          if (/^1\.0$|^0/.test(version)) yield wrong(observation, 'httpVersion', 'an old protocol', '1.1', version)
        }
      },
      violating: [spoken('1.0'), spoken('0.9')],
      conforming: [{}, spoken('2.0'), spoken('3')],
    },
    'not-cached': {
      level: 'should',
      sentence: 'No answer may be kept by a shared cache.',
      source: 'https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2; observed `no-cache, must-revalidate` or nothing',
      breaks: 'a proxy gives the answer of one user to another',
      *check({ plain: one, streamed: other }) {
        for (const observation of [one, other]) {
          const control = headerOf(observation, 'cache-control') ?? ''
          if (/\bpublic\b|\b(s-maxage|max-age)=0*[1-9]/i.test(control) && !/no-store|no-cache|private/i.test(control))
            yield headerFinding(observation, 'cache-control', 'caches may keep it', 'no-cache, or no such header')
        }
      },
      violating: [plain([...TYPE, ['cache-control', 'public, max-age=3600']])],
      conforming: [
        {},
        plain([...TYPE, ['cache-control', 'no-cache, must-revalidate']]),
        plain([...TYPE, ['cache-control', 'max-age=0, private']]),
      ],
    },
    date: {
      level: 'may',
      sentence: 'Answers carry the `date`.',
      source: 'https://www.rfc-editor.org/rfc/rfc9110#section-6.6.1; observed in all answers',
      breaks: 'clients that read `retry-after` dates or correct a clock by it',
      reads: ['plain'],
      check: ({ plain: one }) => notInForm(one, 'date', /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/),
      violating: [without('date'), replacing('date', '2026-10-01T12:00:00Z')],
    },
    'request-id': {
      level: 'may',
      sentence: 'Answers carry an `x-request-id`.',
      source: `${DEBUGGING}; observed in 1638 of 1640 answers`,
      breaks: "`_request_id` of the SDK's results is null: a call cannot be found in the server's log",
      reads: ['plain'],
      check: ({ plain: one }) => notInForm(one, 'x-request-id', /\S/),
      violating: [without('request-id'), replacing('x-request-id', '')],
    },
    'request-ids-differ': {
      level: 'should',
      sentence: 'No two answers have the same `x-request-id`.',
      source: DEBUGGING,
      breaks: 'logs and traces joined by it mix up calls',
      *check(_observed, pool): Generator<Finding, Inconclusive | void> {
        const ids = pool
          .filter((one) => !asksNative(one))
          .flatMap((one) => {
            const id = headerOf(one, 'x-request-id')
            return id ? [{ one, id }] : []
          })
        if (ids.length === 0) return inconclusive('no answer has an x-request-id')
        const again = ids.find(({ id }, at) => ids.findIndex((earlier) => earlier.id === id) !== at)
        if (again) yield headerFinding(again.one, 'x-request-id', 'another answer has the same', 'one of its own')
      },
      violating: [{ ...plain(FULL), ...streamWith('x-request-id', 'req_1') }],
      inconclusive: [without('request-id')],
    },
    'processing-time': {
      level: 'may',
      sentence: 'Answers tell their `openai-processing-ms`.',
      source: `${DEBUGGING}; observed in all answers`,
      breaks: 'dashboards that show the time in the server apart from that on the network',
      reads: ['plain'],
      check: ({ plain: one }) => notInForm(one, 'openai-processing-ms', /^\d+$/),
      violating: [without('processing'), replacing('openai-processing-ms', '211ms')],
    },
    'rate-limits': {
      level: 'may',
      sentence: 'Answers tell the rate limits and what is left of them.',
      source:
        'https://platform.openai.com/docs/guides/rate-limits#rate-limits-in-headers; observed in 1633 of 1640 answers',
      breaks: 'clients that slow down by themselves (LiteLLM, batch runners) have nothing to go by',
      reads: ['plain'],
      *check({ plain: one }) {
        const absent = RATE_LIMITS.filter((name) => headerOf(one, name) === undefined)
        if (absent[0] !== undefined)
          yield headerFinding(
            one,
            absent[0],
            `absent: ${absent.join(', ')}`,
            'x-ratelimit-{limit,remaining,reset}-{requests,tokens}',
          )
      },
      violating: [without('ratelimit'), without('reset')],
    },
    'rate-limit-values': {
      level: 'should',
      sentence: 'Rate limits are whole numbers, and resets are durations such as `6m0s`.',
      source: 'https://platform.openai.com/docs/guides/rate-limits#rate-limits-in-headers',
      breaks: 'clients that compute a pause from them: `parseInt` of a date, or NaN',
      reads: ['plain'],
      *check({ plain: one }) {
        const sent = RATE_LIMITS.filter((name) => headerOf(one, name) !== undefined)
        if (sent.length === 0) return inconclusive('no rate limits are told')
        for (const name of sent) {
          const value = headerOf(one, name) ?? ''
          const reset = name.includes('reset')
          if (!(reset ? value !== '' && DURATION.test(value) : /^-?\d+$/.test(value)))
            yield headerFinding(one, name, 'not in the form of OpenAI', reset ? 'a duration' : 'a whole number')
        }
      },
      violating: [
        replacing('x-ratelimit-limit-tokens', 'unlimited'),
        replacing('x-ratelimit-reset-requests', '2026-10-01T12:00:00Z'),
        replacing('x-ratelimit-reset-tokens', ''),
      ],
      conforming: [{}, replacing('x-ratelimit-reset-tokens', '1h2m3s'), replacing('x-ratelimit-reset-tokens', '30ms')],
      inconclusive: [without('ratelimit')],
    },
  },
})
