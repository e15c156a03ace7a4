import { NO_ROUTE } from '../../fixtures/replies/chat.ts'
import { saidResponse as said } from '../../fixtures/replies/response.ts'
import { echoes } from '../../src/checks/echo.ts'
import { notJson } from '../../src/checks/errors.ts'
import { isObject } from '../../src/checks/reply.ts'
import { outputText, responseOf as responseFrom } from '../../src/checks/response-stream.ts'
import { NO_ENDPOINT, givesResponse, notInInput, responseBodies } from '../../src/checks/responses.ts'
import {
  after,
  anyAnswer,
  get,
  inconclusive,
  json,
  refusable,
  refusal,
  respond,
  suite,
  ignored,
  missing,
  wrong,
  type Inconclusive,
  type Observation,
  type Step,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/guides/conversation-state'
const RETRIEVE = 'https://platform.openai.com/docs/api-reference/responses/get'
const CAP = 16
/** The id of every response that the examples give. */
const GIVEN_ID = 'resp_68af4030592c81938ec0a5fbab4a3e9f'
const METADATA = { run: 'conformance' }
/** Long enough that its tokens stand out in the input of the next response. */
const REMEMBERED =
  'Keep in mind for later: the red boat belongs to Anna, the green one to Boris, the blue one to Carla, the white one to Diego, and the old black one to nobody. Say hello.'

const named = (one: Observation | undefined): string | undefined => {
  const id = one && responseBodies(one)[0]?.['id']
  return typeof id === 'string' && /^[\w.:-]+$/.test(id) ? id : undefined
}
const look = (step: string, method: 'GET' | 'DELETE' = 'GET') =>
  after(0, (earlier): Step | Inconclusive => {
    const id = named(earlier[step])
    return id === undefined
      ? inconclusive('the response has no id to ask for')
      : anyAnswer({ ...get(`/responses/${id}`), method })
  })

const first = said('Hello.', 50, { metadata: METADATA })
const UNKNOWN = refusal(404, { message: "Response with id 'resp_x' not found." })

const kept = ({ first: one, got }: { first: Observation; got: Observation }): boolean =>
  got.status === 200 && named(one) !== undefined && responseFrom(got)?.['id'] === named(one)

export default suite({
  id: 'responses/stored',
  about: 'a response that shall be stored: looked up, gone on from, and deleted; and one that shall not',
  model: 'chat',
  answered: 'should',
  steps: {
    alone: respond({ input: 'Say hello.', max_output_tokens: CAP }),
    first: respond({ input: REMEMBERED, store: true, metadata: METADATA, max_output_tokens: CAP }),
    got: look('first'),
    next: after(CAP, ({ first: one }) => {
      const id = named(one)
      return id === undefined
        ? inconclusive('the response has no id to go on from')
        : refusable(respond({ input: 'Say hello.', previous_response_id: id, max_output_tokens: CAP }))
    }),
    deleted: look('first', 'DELETE'),
    unstored: respond({ input: 'Say hello.', store: false, max_output_tokens: CAP }),
    gone: look('unstored'),
    unknown: anyAnswer(get('/responses/resp_000000000000000000000000000000000000000000000000')),
  },
  conforming: {
    alone: said('Hello.'),
    first,
    got: first,
    next: said('Hello.', 70, { previous_response_id: GIVEN_ID }),
    deleted: json({ id: GIVEN_ID, object: 'response', deleted: true }),
    unstored: said('Hello.'),
    gone: UNKNOWN,
    unknown: UNKNOWN,
  },
  rules: {
    retrieved: {
      level: 'should',
      source: `${RETRIEVE}; observed in 4 answers; accounts without any retention aside`,
      reads: ['first', 'got'],
      parameter: 'responses.store',
      sentence: 'A response asked for with `store: true` is there under its id.',
      breaks: 'apps that keep the id and ask for the response later: background jobs, logs, evaluations',
      judgesBroken: true,
      *check({ first: one, got }) {
        if (!givesResponse(one)) return inconclusive(NO_ENDPOINT)
        if (kept({ first: one, got })) {
          const [said, told] = [one, got].map((answer) => outputText(responseFrom(answer)))
          if (said !== told) yield wrong(got, '$.output', 'not what it was answered with', said, told)
          return
        }
        yield ignored(got, 'status', `HTTP ${got.status}: ${got.text.slice(0, 160)}`, 'the response (200)', got.status)
      },
      violating: [
        { got: NO_ROUTE },
        { got: UNKNOWN },
        { got: said('Something else.', 50) },
        { got: json({ object: 'list', data: [] }) },
      ],
      inconclusive: [{ first: refusal(404) }],
    },
    continues: {
      level: 'should',
      source: SOURCE,
      reads: ['alone', 'next'],
      parameter: 'responses.previous_response_id',
      sentence: 'With `previous_response_id` what was said before reaches the model, or the request is refused.',
      breaks: 'the model answers without the conversation so far, and nobody is told',
      *check({ alone, next }) {
        return yield* notInInput(alone, next, REMEMBERED, 'the earlier turn')
      },
      violating: [{ next: said('Hello.', 11) }, { next: said('Hello.', 14) }],
      inconclusive: [{ next: said('Hello.', 0) }, { first: json({}) }],
    },
    'unstored-is-gone': {
      level: 'should',
      source: `${RETRIEVE}; https://platform.openai.com/docs/guides/your-data#v1responses`,
      reads: ['first', 'got', 'unstored', 'gone'],
      parameter: 'responses.store',
      sentence: 'A response asked for with `store: false` is nowhere to be found.',
      breaks: 'users are promised that nothing is kept',
      judgesBroken: true,
      *check({ first: one, got, gone }) {
        if (!kept({ first: one, got })) return inconclusive('the server keeps no responses at all')
        if (gone.status === 200) yield ignored(gone, 'status', 'it was stored all the same', 404, gone.status)
      },
      violating: [{ gone: said('Hello.') }],
      inconclusive: [{ got: UNKNOWN }],
    },
    metadata: {
      level: 'should',
      source: 'https://platform.openai.com/docs/api-reference/responses/create#responses-create-metadata',
      parameter: 'responses.metadata',
      sentence: 'A response has the `metadata` it was asked for with.',
      breaks: 'apps find their responses again by it',
      traffic: echoes('metadata'),
      violating: [{ first: said('Hello.', 50, { metadata: {} }) }, { first: said('Hello.', 50, { metadata: null }) }],
    },
    'previous-is-told': {
      level: 'should',
      source: 'https://platform.openai.com/docs/api-reference/responses/object; observed in 5 of 5 answers',
      parameter: 'responses.previous_response_id',
      sentence: 'A response says the `previous_response_id` it was asked for with.',
      breaks: 'apps that follow a conversation back from its last response lose the way',
      traffic: echoes('previous_response_id'),
      violating: [{ next: said('Hello.', 70) }, { next: said('Hello.', 70, { previous_response_id: 'resp_0' }) }],
    },
    deleted: {
      level: 'should',
      source: 'https://platform.openai.com/docs/api-reference/responses/delete',
      reads: ['first', 'got', 'deleted'],
      judgesBroken: true,
      sentence: 'A stored response can be deleted, and the answer says so.',
      breaks: 'apps that must remove what a user wrote',
      *check({ first: one, got, deleted }) {
        if (!kept({ first: one, got })) return inconclusive('the server keeps no responses at all')
        const body = deleted.json.ok && isObject(deleted.json.value) ? deleted.json.value : {}
        if (deleted.status !== 200 || body['deleted'] !== true)
          yield missing(
            deleted,
            '$.deleted',
            `HTTP ${deleted.status}: ${deleted.text.slice(0, 160)}`,
            true,
            body['deleted'] ?? 'absent',
          )
      },
      violating: [{ deleted: NO_ROUTE }, { deleted: json({ id: 'resp_1', deleted: false }) }],
      inconclusive: [{ got: NO_ROUTE }],
    },
    'unknown-in-json': {
      level: 'should',
      source: 'https://platform.openai.com/docs/guides/error-codes/api-errors',
      reads: ['alone', 'unknown'],
      judgesBroken: true,
      sentence: 'An id that is not known is told by a 4xx, and in JSON.',
      breaks: '`responses.retrieve` of the SDKs throws "404 status code (no body)", as if the address were wrong',
      *check({ alone, unknown }) {
        if (!givesResponse(alone)) return inconclusive(NO_ENDPOINT)
        const { status } = unknown
        if (status === null || status < 400 || status > 499) yield wrong(unknown, 'status', 'no refusal', 404, status)
        else yield* notJson(unknown)
      },
      violating: [{ unknown: NO_ROUTE }, { unknown: said('Hello.') }, { unknown: refusal(500) }],
      inconclusive: [{ alone: NO_ROUTE }],
    },
  },
})
