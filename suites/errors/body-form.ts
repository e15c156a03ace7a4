import { CHAT_CALL } from '../../fixtures/sent/calls.ts'
import { neitherAnsweredNorRefused, notRefused } from '../../src/checks/accepted.ts'
import {
  answer,
  anyAnswer,
  chat,
  json,
  post,
  raw,
  refusal,
  suite,
  withHeaders,
  type Observation,
  type Rule,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/guides/error-codes/api-errors'
const PATH = '/chat/completions'

const steps = {
  empty: anyAnswer(post(PATH, '')),
  list: anyAnswer(post(PATH, '[]')),
  nothing: anyAnswer(post(PATH, 'null')),
  form: anyAnswer(
    withHeaders({ 'content-type': 'application/x-www-form-urlencoded' }, post(PATH, 'model=any&messages=hello')),
  ),
  text: anyAnswer(withHeaders({ 'content-type': 'text/plain' }, chat(CHAT_CALL))),
  nullModel: anyAnswer(chat({ ...CHAT_CALL, model: null })),
  emptyModel: anyAnswer(chat({ ...CHAT_CALL, model: '' })),
}
type Name = keyof typeof steps

const REFUSED = refusal(400, { message: 'We could not parse the JSON body of your request.' })
const HELLO = answer({ content: 'Hello', finish: 'length', completionTokens: 1 })

const refusedRule = (step: Name, level: Rule['level'], sentence: string, breaks: string): Rule<typeof steps> => ({
  level,
  sentence,
  source: SOURCE,
  breaks,
  reads: [step],
  judgesBroken: true,
  *check(observed) {
    yield* notRefused(observed[step] as Observation)
  },
  violating: [
    { [step]: HELLO },
    { [step]: refusal(500, { message: 'nil pointer dereference', type: 'api_error' }) },
    { [step]: raw(['EOF'], { status: 400, headers: [['content-type', 'text/plain']] }) },
  ],
})

const CRASH = 'a 5xx is retried and reported as an outage, though the client sent it'

export default suite({
  id: 'errors/body-form',
  about: 'chat calls whose body is empty, no object, or of another media type, and two whose model is nothing',
  model: 'chat',
  steps,
  conforming: {
    empty: REFUSED,
    list: REFUSED,
    nothing: REFUSED,
    form: REFUSED,
    text: HELLO,
    nullModel: REFUSED,
    emptyModel: REFUSED,
  },
  rules: {
    'empty-body': refusedRule(
      'empty',
      'should',
      'An empty body is refused in a 4xx.',
      'proxies that lose the body of a retried or redirected call: a 5xx looks like an outage',
    ),
    list: refusedRule('list', 'should', 'A body that is a list is refused in a 4xx.', CRASH),
    null: refusedRule('nothing', 'should', 'A body that is `null` is refused in a 4xx.', CRASH),
    form: refusedRule(
      'form',
      'should',
      'A body of form fields is refused in a 4xx.',
      'the default of `curl -d`: the first thing a newcomer sends by mistake',
    ),
    'text-plain': {
      level: 'may',
      sentence: 'JSON sent as text/plain is answered, or refused in a proper 4xx.',
      source: `${SOURCE}; the service refuses it with unsupported_content_type`,
      breaks: 'browser code that sends text/plain to do without a preflight gets an answer it cannot read',
      reads: ['text'],
      judgesBroken: true,
      *check({ text }) {
        yield* neitherAnsweredNorRefused(text)
      },
      violating: [
        { text: refusal(500) },
        { text: raw(['Unsupported Media Type'], { status: 415, headers: [['content-type', 'text/plain']] }) },
        { text: json({ detail: 'dict expected' }, { status: 422 }) },
      ],
      conforming: [{}, { text: refusal(400, { code: 'unsupported_content_type' }) }, { text: refusal(415) }],
    },
    'null-model': refusedRule(
      'nullModel',
      'should',
      'A call whose `model` is null is refused in a 4xx.',
      'a setting that was never filled in goes unnoticed until the server has two models',
    ),
    'empty-model': refusedRule(
      'emptyModel',
      'should',
      'A call whose `model` is the empty string is refused in a 4xx.',
      'a setting that was never filled in goes unnoticed until the server has two models',
    ),
  },
})
