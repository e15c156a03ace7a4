import { CHAT_CALL } from '../../fixtures/sent/calls.ts'
import { notClientError, notJson, otherStatus } from '../../src/checks/errors.ts'
import {
  anyAnswer,
  get,
  inconclusive,
  json,
  native,
  nativeGet,
  post,
  raw,
  refusal,
  suite,
  wrong,
  type Observation,
  type Rule,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/guides/error-codes/api-errors; observed: 404, code null'

const steps = {
  posted: anyAnswer(post('/no-such-endpoint', {})),
  got: anyAnswer(get('/no-such-endpoint')),
  wrongGet: anyAnswer(get('/chat/completions')),
  wrongPost: anyAnswer(post('/models', {})),
  head: anyAnswer({ ...get('/models'), method: 'HEAD' }),
  // Only on servers that have something beside the API at their root: what is there elsewhere is none of ours.
  outside: native('/chat/completions', CHAT_CALL, 1),
  outsideGot: nativeGet('/models'),
}
type Name = keyof typeof steps

const NO_ROUTE = refusal(404, { message: 'Invalid URL (POST /v1/no-such-endpoint)' })
const NOT_ALLOWED = refusal(405, {
  message: 'Not allowed to GET on /v1/chat/completions.',
  code: 'method_not_supported',
})
const PAGE = raw(['<!doctype html><title>Web UI</title>'], { headers: [['content-type', 'text/html']] })
const plainText = (status: number, text: string): ReturnType<typeof raw> =>
  raw([text], { status, headers: [['content-type', 'text/plain']] })

const clientError = (
  names: [Name, ...Name[]],
  about: Pick<Rule, 'level' | 'sentence' | 'breaks'>,
): Rule<typeof steps> => ({
  ...about,
  source: SOURCE,
  reads: names,
  judgesBroken: true,
  *check(observed) {
    for (const name of names) yield* notClientError(observed[name])
  },
  violating: names.flatMap((name) => [
    { [name]: PAGE },
    { [name]: json({ status: 'ok' }) },
    { [name]: refusal(500, { message: 'internal error' }) },
  ]),
})

const inJson = (names: [Name, ...Name[]], text: string, breaks: string, sentence: string): Rule<typeof steps> => ({
  level: 'should',
  sentence,
  source: SOURCE,
  breaks,
  reads: names,
  judgesBroken: true,
  *check(observed) {
    const errors = names.map((name): Observation => observed[name]).filter(({ status }) => (status ?? 0) >= 400)
    if (errors.length === 0) return inconclusive('nothing was refused')
    for (const one of errors) yield* notJson(one)
  },
  violating: names.flatMap((name) => [
    { [name]: plainText(404, text) },
    { [name]: json({ detail: 'Not Found' }, { status: 404 }) },
    { [name]: raw([''], { status: 404 }) },
  ]),
  inconclusive: [Object.fromEntries(names.map((name) => [name, PAGE]))],
})

export default suite({
  id: 'errors/unknown-route',
  about:
    'an endpoint that does not exist, two that do with the wrong method, the list of models by HEAD, and the API without its `/v1`',
  model: 'chat',
  steps,
  conforming: {
    posted: NO_ROUTE,
    got: NO_ROUTE,
    wrongGet: NOT_ALLOWED,
    wrongPost: NOT_ALLOWED,
    head: json({}),
    outside: NO_ROUTE,
    outsideGot: NO_ROUTE,
  },
  rules: {
    'unknown-is-refused': clientError(['posted', 'got'], {
      level: 'should',
      sentence: 'An endpoint that does not exist is refused in a 4xx.',
      breaks:
        'with a wrong base URL the SDK takes the page of a web UI for the answer and fails on `choices` of a string',
    }),
    'unknown-is-404': {
      level: 'should',
      sentence: 'The status for an endpoint that does not exist is 404.',
      source: SOURCE,
      breaks: 'clients that try /responses first fall back to /chat/completions on a 404',
      reads: ['posted', 'got'],
      *check({ posted, got }) {
        for (const one of [posted, got]) yield* otherStatus(one, [404], 'an unknown endpoint has another status')
      },
      violating: [{ posted: refusal(400) }, { got: refusal(403) }],
    },
    // Ollama in every version: the text of its web framework.
    'unknown-in-json': inJson(
      ['posted', 'got'],
      '404 page not found',
      'a base URL without `/v1` shows as "error: undefined" (aichat, llmcord), and nobody sees that the address is wrong',
      'The error for an endpoint that does not exist is JSON.',
    ),
    'wrong-method-is-refused': clientError(['wrongGet', 'wrongPost'], {
      level: 'should',
      sentence: 'The wrong method is refused in a 4xx.',
      breaks: 'health checks that open the address in a browser take a page or a crash for the state of the service',
    }),
    'wrong-method-in-json': inJson(
      ['wrongGet', 'wrongPost'],
      '405 method not allowed',
      'a proxy that turns POST into GET on a redirect shows as an unreadable error',
      'The error for the wrong method is JSON.',
    ),
    'outside-in-json': inJson(
      ['outside', 'outsideGot'],
      '404 page not found',
      'the commonest slip of all, a base URL without `/v1`: the SDK shows "404 404 page not found", aichat and llmcord "error: undefined"',
      'Beside the API base, the paths of the API are refused in JSON, where they are not served.',
    ),
    head: {
      level: 'may',
      sentence: 'A HEAD request for the list of models is answered as a GET is, or refused in a 4xx.',
      source: 'https://www.rfc-editor.org/rfc/rfc9110#section-9.3.2',
      breaks: 'uptime monitors that ask by HEAD report the service as down',
      reads: ['head'],
      judgesBroken: true,
      *check({ head }) {
        const { status } = head
        if (status !== null && ((status >= 200 && status <= 299) || (status >= 400 && status <= 499))) return
        yield wrong(head, 'status', `HTTP ${status} for a HEAD request`, '2xx or 4xx', status)
      },
      conforming: [{}, { head: raw([''], { status: 405 }) }],
      violating: [
        { head: raw([''], { status: 500 }) },
        { head: raw([''], { status: 307, headers: [['location', '/v1/models/']] }) },
      ],
    },
  },
})
