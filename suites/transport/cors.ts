import { ACCOUNT_NAMES, APP_NAMES, HELPER_NAMES, SDK_HEADERS, SDK_NAMES } from '../../fixtures/sent/browser.ts'
import { NO_SUCH_MODEL } from '../../fixtures/sent/models.ts'
import { GREETING } from '../../fixtures/sent/prompts.ts'
import { refused } from '../../src/checks/accepted.ts'
import { succeeded } from '../../src/checks/pool.ts'
import {
  headerFinding,
  headerOf,
  letsIn,
  namesOnlyByWildcard,
  notAllowed,
  notLetIn,
  PAGE,
} from '../../src/checks/transport.ts'
import {
  answer,
  anyAnswer,
  chat,
  completion,
  inconclusive,
  json,
  raw,
  refusal,
  suite,
  withHeaders,
  wrong,
  type Finding,
  type Inconclusive,
  type Json,
  type Observation,
  type Rule,
  type Step,
} from '../../src/define/index.ts'

const FETCH = 'https://fetch.spec.whatwg.org/#http-cors-protocol'
const SDK = 'https://github.com/openai/openai-node#requirements'

const ALL = [...SDK_NAMES, ...HELPER_NAMES, ...ACCOUNT_NAMES, ...APP_NAMES].sort()

/** A browser sends the preflight by itself, and never with a key. One preflight asks for everything: the answer lists what is allowed. */
const preflight: Step = {
  method: 'OPTIONS',
  path: '/chat/completions',
  body: null,
  withoutKey: true,
  answer: 'any',
  cap: 0,
  headers: {
    accept: '*/*',
    origin: PAGE,
    'access-control-request-method': 'POST',
    'access-control-request-headers': ALL.join(','),
  },
}
const steps = {
  preflight,
  actual: anyAnswer(withHeaders({ origin: PAGE, ...SDK_HEADERS }, chat({ messages: GREETING, max_tokens: 1 }))),
  failing: anyAnswer(withHeaders({ origin: PAGE }, chat({ model: NO_SUCH_MODEL, messages: GREETING, max_tokens: 1 }))),
}

const allows = (list: string | null, origin: string | null = PAGE, status = 204) => ({
  preflight: raw([], {
    status,
    headers: [
      ...(origin === null ? [] : [['Access-Control-Allow-Origin', origin] as [string, string]]),
      ...(list === null ? [] : [['Access-Control-Allow-Headers', list] as [string, string]]),
    ],
  }),
})
const without = (...absent: string[]): string => ALL.filter((name) => !absent.includes(name)).join(', ')
const COMMON: [string, string][] = [['content-type', 'application/json']]
const OPEN: [string, string][] = [
  ...COMMON,
  ['access-control-allow-origin', '*'],
  ['access-control-expose-headers', 'X-Request-ID, CF-Ray'],
]
const ERROR: Json = {
  error: { message: 'The model does not exist', type: 'invalid_request_error', param: null, code: 'model_not_found' },
}
const said = (headers: [string, string][]) => json(completion(), { headers })

/** One rule a kind of header. Those not let in at all are the finding of another rule. */
const allowed = (
  wanted: readonly string[],
  prose: Pick<Rule, 'level' | 'sentence' | 'source' | 'breaks'>,
): Rule<typeof steps> => ({
  ...prose,
  reads: ['preflight'],
  judgesBroken: true,
  *check({ preflight: one }): Generator<Finding, Inconclusive | void> {
    if (!succeeded(one) || !letsIn(one)) return inconclusive('the preflight is not answered for this page')
    const left = notAllowed(one, wanted)
    if (left.length > 0)
      yield headerFinding(one, 'access-control-allow-headers', `not allowed: ${left.join(', ')}`, wanted.join(', '))
  },
  violating: [allows(without(...wanted)), allows(without(wanted[0] ?? '')), allows(null), allows('')],
  conforming: [{}, allows(ALL.join(',').toUpperCase(), '*', 200), allows('*')],
  inconclusive: [allows(ALL.join(','), null), allows(null, null, 405)],
})

export default suite({
  id: 'transport/cors',
  about:
    'a chat call as a browser makes it from a page on localhost: the preflight, the call itself, and one that fails',
  model: 'chat',
  steps,
  conforming: { ...allows(ALL.join(', ')), actual: said(OPEN), failing: json(ERROR, { status: 404, headers: OPEN }) },
  rules: {
    preflight: {
      level: 'should',
      sentence: 'A preflight without a key is answered with 2xx and lets the page in.',
      source: FETCH,
      breaks:
        'every app in a browser: nothing is sent at all (proxies that ask for a key also here, LiteLLM without CORS, Portkey)',
      reads: ['preflight'],
      judgesBroken: true,
      check: ({ preflight: one }) => notLetIn(one),
      violating: [
        allows(null, null, 401),
        allows(ALL.join(','), null),
        allows(ALL.join(','), 'https://chat.example'),
        allows(null, null, 403),
        allows(null, null, 307),
        { preflight: refusal(405) },
      ],
      conforming: [{}, allows('*', '*', 200)],
    },
    'sdk-headers': allowed(SDK_NAMES, {
      level: 'should',
      source: `${SDK}; what openai-node 7 sends`,
      sentence: 'The preflight allows every header the official SDK sends.',
      breaks:
        'openai-node in a browser: the call is blocked (Ollama before 0.5.12, each time the SDK had a new header)',
    }),
    'helper-headers': allowed(HELPER_NAMES, {
      level: 'should',
      source: `${SDK}; what openai-node 7 sends`,
      sentence: 'The preflight allows the headers that helpers of the SDK add.',
      breaks:
        '`chat.completions.stream()` and `runTools()` in a browser (Ollama before 0.5.5), beta calls (before 0.6.6)',
    }),
    'account-headers': allowed(ACCOUNT_NAMES, {
      level: 'should',
      source: 'https://platform.openai.com/docs/api-reference/authentication',
      sentence: 'The preflight allows `openai-organization` and `openai-project`.',
      breaks: 'browser apps whose client is set up with an organization or a project: every call is blocked',
    }),
    'app-headers': allowed(APP_NAMES, {
      level: 'may',
      source: 'https://openrouter.ai/docs/app-attribution',
      sentence: "The preflight allows headers of the app's own.",
      breaks: 'browser apps that name themselves to OpenRouter, or whose `defaultHeaders` have anything else',
    }),
    'authorization-by-name': {
      level: 'may',
      sentence: 'A server that allows all headers by `*` names `authorization` as well.',
      source: 'https://fetch.spec.whatwg.org/#http-access-control-allow-headers',
      breaks: 'nobody yet: browsers warn, and have said they will block the call',
      reads: ['preflight'],
      judgesBroken: true,
      *check({ preflight: one }) {
        if (!succeeded(one) || headerOf(one, 'access-control-allow-headers') === undefined)
          return inconclusive('the preflight allows no header')
        if (namesOnlyByWildcard(one))
          yield headerFinding(
            one,
            'access-control-allow-headers',
            '`*` does not stand for authorization',
            'authorization, *',
          )
      },
      violating: [allows('*'), allows('content-type, *', '*', 200)],
      conforming: [{}, allows('authorization, *')],
      inconclusive: [allows(null)],
    },
    'answer-let-in': {
      level: 'should',
      sentence: 'The answer itself carries `access-control-allow-origin` for the page.',
      source: FETCH,
      breaks: 'the browser throws the finished answer away: "Failed to fetch"',
      reads: ['actual'],
      judgesBroken: true,
      *check({ actual }) {
        if (!succeeded(actual))
          yield wrong(
            actual,
            'status',
            `the call of a page is not answered: ${actual.text.slice(0, 160)}`,
            '2xx',
            actual.status,
          )
        else if (!letsIn(actual))
          yield headerFinding(actual, 'access-control-allow-origin', 'the page does not get the answer', PAGE)
      },
      violating: [
        { actual: answer() },
        { actual: said([...COMMON, ['access-control-allow-origin', 'null']]) },
        { actual: raw([], { status: 403, headers: [] }) },
      ],
      conforming: [{}, { actual: said([...COMMON, ['Access-Control-Allow-Origin', PAGE], ['Vary', 'Origin']]) }],
    },
    'error-let-in': {
      level: 'should',
      sentence: 'An error carries `access-control-allow-origin` too.',
      source: FETCH,
      breaks: 'browser apps show a network failure instead of "model not found", and retry it',
      reads: ['failing'],
      judgesBroken: true,
      *check({ failing }: { failing: Observation }) {
        if (!refused(failing)) return inconclusive('the server did not refuse an unknown model')
        if (!letsIn(failing))
          yield headerFinding(failing, 'access-control-allow-origin', 'the page does not get the error', PAGE)
      },
      violating: [{ failing: json(ERROR, { status: 404 }) }, { failing: refusal(404) }],
      inconclusive: [{ failing: answer() }],
    },
    'request-id-exposed': {
      level: 'may',
      sentence: 'A page may read `x-request-id`.',
      source:
        'https://platform.openai.com/docs/api-reference/debugging-requests; access-control-expose-headers observed in 1596 of 1640 answers',
      breaks: "`_request_id` of the SDK's results is null in a browser, so reports of users cannot be traced",
      reads: ['actual'],
      *check({ actual }) {
        const exposed = (headerOf(actual, 'access-control-expose-headers') ?? '').toLowerCase().split(/\s*,\s*/)
        if (!exposed.includes('x-request-id') && !exposed.includes('*'))
          yield headerFinding(
            actual,
            'access-control-expose-headers',
            'the request id is hidden from pages',
            'x-request-id',
          )
      },
      violating: [{ actual: answer() }, { actual: said([...COMMON, ['access-control-expose-headers', 'CF-Ray']]) }],
      conforming: [{}, { actual: said([...COMMON, ['access-control-expose-headers', '*']]) }],
    },
  },
})
