import { anyAnswer, get, inconclusive, json, post, raw, refusal, suite, type Observation, type Rule } from '../../src/define/index.ts'
import { notClientError, notJson, otherStatus } from '../../src/checks/errors.ts'

const SOURCE = 'https://platform.openai.com/docs/guides/error-codes/api-errors; observed: 404, code null'

const steps = {
  posted: anyAnswer(post('/no-such-endpoint', {})),
  got: anyAnswer(get('/no-such-endpoint')),
  wrongGet: anyAnswer(get('/chat/completions')),
  wrongPost: anyAnswer(post('/models', {})),
}
type Name = keyof typeof steps

const NO_ROUTE = refusal(404, { message: 'Invalid URL (POST /v1/no-such-endpoint)' })
const NOT_ALLOWED = refusal(405, { message: 'Not allowed to GET on /v1/chat/completions.', code: 'method_not_supported' })
const PAGE = raw(['<!doctype html><title>Web UI</title>'], { headers: [['content-type', 'text/html']] })
const plainText = (status: number, text: string): ReturnType<typeof raw> => raw([text], { status, headers: [['content-type', 'text/plain']] })

const clientError = (names: Name[], about: Pick<Rule, 'level' | 'sentence' | 'breaks'>): Rule<typeof steps> => ({
  ...about, source: SOURCE, reads: names, judgesBroken: true,
  *check(observed) { for (const name of names) yield* notClientError(observed[name]) },
  violating: names.flatMap((name) => [{ [name]: PAGE }, { [name]: json({ status: 'ok' }) }, { [name]: refusal(500, { message: 'internal error' }) }]),
})

const inJson = (names: Name[], text: string, breaks: string, sentence: string): Rule<typeof steps> => ({
  level: 'should', sentence, source: SOURCE, breaks, reads: names, judgesBroken: true,
  *check(observed) {
    const errors = names.map((name): Observation => observed[name]).filter(({ status }) => (status ?? 0) >= 400)
    if (errors.length === 0) return inconclusive('nothing was refused')
    for (const one of errors) yield* notJson(one)
  },
  violating: names.flatMap((name) => [{ [name]: plainText(404, text) }, { [name]: json({ detail: 'Not Found' }, { status: 404 }) }, { [name]: raw([''], { status: 404 }) }]),
  inconclusive: [Object.fromEntries(names.map((name) => [name, PAGE]))],
})

export default suite({
  id: 'errors/unknown-route',
  about: 'an endpoint that does not exist, and two that do with the wrong method',
  model: 'chat',
  steps,
  conforming: { posted: NO_ROUTE, got: NO_ROUTE, wrongGet: NOT_ALLOWED, wrongPost: NOT_ALLOWED },
  rules: {
    'unknown-is-refused': clientError(['posted', 'got'], {
      level: 'must', sentence: 'An endpoint that does not exist is refused in a 4xx.',
      breaks: 'with a wrong base URL the SDK takes the page of a web UI for the answer and fails on `choices` of a string',
    }),
    'unknown-is-404': {
      level: 'should', sentence: 'The status for an endpoint that does not exist is 404.', source: SOURCE,
      breaks: 'clients that try /responses first fall back to /chat/completions on a 404',
      reads: ['posted', 'got'],
      *check({ posted, got }) { for (const one of [posted, got]) yield* otherStatus(one, [404], 'an unknown endpoint has another status') },
      violating: [{ posted: refusal(400) }, { got: refusal(403) }],
    },
    // Ollama in every version: the text of its web framework.
    'unknown-in-json': inJson(['posted', 'got'], '404 page not found', 'a base URL without `/v1` shows as "error: undefined" (aichat, llmcord), and nobody sees that the address is wrong', 'The error for an endpoint that does not exist is JSON.'),
    'wrong-method-is-refused': clientError(['wrongGet', 'wrongPost'], {
      level: 'should', sentence: 'The wrong method is refused in a 4xx.',
      breaks: 'health checks that open the address in a browser take a page or a crash for the state of the service',
    }),
    'wrong-method-in-json': inJson(['wrongGet', 'wrongPost'], '405 method not allowed', 'a proxy that turns POST into GET on a redirect shows as an unreadable error', 'The error for the wrong method is JSON.'),
  },
})
