import { NO_ROUTE } from '../../fixtures/replies/chat.ts'
import { NO_SUCH_MODEL } from '../../fixtures/sent/models.ts'
import { notRefused } from '../../src/checks/accepted.ts'
import { asks, succeeded } from '../../src/checks/pool.ts'
import { asArray, isObject, type JsonObject } from '../../src/checks/reply.ts'
import {
  anyAnswer,
  get,
  inconclusive,
  json,
  raw,
  refusal,
  suite,
  each,
  extra,
  missing,
  wrong,
  wrongType,
  type Json,
  type Observation,
} from '../../src/define/index.ts'

const LIST = 'https://platform.openai.com/docs/api-reference/models/list'
const RETRIEVE = 'https://platform.openai.com/docs/api-reference/models/retrieve'

/** The tag a name has by default may be written or not. */
const bare = (name: string): string => name.toLowerCase().replace(/:latest$/, '')
/** The model that was asked for by its name. */
const asked = ({
  exchange: {
    request: { path },
  },
}: Observation): string => decodeURIComponent(path.split('?')[0]?.split('/models/')[1] ?? '')
const bodyOf = (observation: Observation): JsonObject | undefined => {
  const { json: body } = observation
  return succeeded(observation) && body.ok && isObject(body.value) ? body.value : undefined
}

/** The ids that a list of models names; undefined where it names none. */
function listedIds(one: Observation): string[] | undefined {
  if (!asks(one, 'GET', /\/models$/)) return undefined
  const ids = asArray(bodyOf(one)?.['data']).flatMap((entry) =>
    isObject(entry) && typeof entry['id'] === 'string' ? [entry['id']] : [],
  )
  return ids.length > 0 ? ids : undefined
}

const model = (id: string): Json => ({ id, object: 'model', created: 1_760_000_000, owned_by: 'library' })
const list = (data: Json): ReturnType<typeof json> => json({ object: 'list', data })
/** A service with as many models may list one of them twice by accident, as OpenAI has. */
const LONG_LIST = 20
const many = Array.from({ length: LONG_LIST }, (_, at) => model(`model-${at}`))
const ABSENT = refusal(404, { message: `The model '${NO_SUCH_MODEL}' does not exist`, code: 'model_not_found' })

export default suite({
  id: 'models/lookup',
  about: 'the list of models, the tested one by name, and one that does not exist',
  model: 'chat',
  steps: {
    list: anyAnswer(get('/models')),
    one: anyAnswer(get('/models/{model}')),
    absent: anyAnswer(get(`/models/${NO_SUCH_MODEL}`)),
  },
  conforming: { list: list([model('other'), model('model')]), one: json(model('model')), absent: ABSENT },
  rules: {
    'data-is-an-array': {
      level: 'should',
      sentence: '`data` of the list is an array, also where there is no model.',
      source: LIST,
      breaks: 'Open WebUI and other model pickers call `.map` on it and crash',
      reads: ['list'],
      *check({ list: answer }) {
        if (!succeeded(answer)) return inconclusive(`the list was not answered: HTTP ${answer.status}`)
        const data = bodyOf(answer)?.['data']
        if (!Array.isArray(data))
          yield (data === undefined ? missing : wrongType)(
            answer,
            '$.data',
            'not an array',
            'array',
            data ?? (data === null ? null : 'absent'),
          )
      },
      violating: [
        { list: list(null) },
        { list: json([model('model')]) },
        { list: json({ object: 'list', models: [] }) },
        { list: raw(['ok'], { headers: [['content-type', 'text/plain']] }) },
      ],
      conforming: [{}, { list: list([]) }],
      inconclusive: [{ list: refusal(404) }],
    },
    'lists-each-once': {
      level: 'should',
      sentence: 'The list has each model once.',
      source: `${LIST}; observed in all lists but one of 2025-04, which had one of its models twice`,
      breaks: 'model pickers that key their entries by id show one of them, or raise an error',
      traffic: each('the list names no model', listedIds, (ids, one) => {
        const [twice, ...others] = ids.filter((id, at) => ids.indexOf(id) !== at)
        if (twice === undefined) return undefined
        return others.length === 0 && ids.length > LONG_LIST
          ? inconclusive('a single model of a long list is listed twice')
          : extra(one, '$.data[].id', 'a model is listed twice', 'each once', twice)
      }),
      violating: [{ list: list([model('model'), model('other'), model('model')]) }, { list: list([...many, ...many]) }],
      inconclusive: [{ list: list([]) }, { list: list([...many, ...many.slice(-1)]) }],
    },
    'lists-the-model': {
      level: 'should',
      sentence: 'The list has the model that chat calls use, under the same name.',
      source: LIST,
      breaks: 'model pickers and start-up checks that look for the configured name',
      reads: ['list', 'one'],
      *check({ list: answer, one }) {
        const ids = asArray(bodyOf(answer)?.['data']).flatMap((entry) =>
          isObject(entry) && typeof entry['id'] === 'string' ? [entry['id']] : [],
        )
        if (ids.length === 0) return inconclusive('the list names no model')
        const name = asked(one)
        if (!ids.some((id) => bare(id) === bare(name)))
          yield missing(answer, '$.data[].id', 'the model in use is not in the list', name, ids.slice(0, 20))
      },
      violating: [{ list: list([model('other')]) }, { list: list([model('models/model')]) }],
      conforming: [{}, { list: list([model('model:latest')]) }],
      inconclusive: [{ list: list([]) }],
    },
    'same-id': {
      level: 'should',
      sentence: 'A model asked for by name comes back with that name as its `id`.',
      source: RETRIEVE,
      breaks: 'clients that verify the configured model with `models.retrieve()`',
      reads: ['one'],
      *check({ one }) {
        const id = bodyOf(one)?.['id']
        if (id === undefined) return inconclusive('no model came back')
        if (typeof id !== 'string' || bare(id) !== bare(asked(one)))
          yield wrong(one, '$.id', 'another name than the one asked for', asked(one), id)
      },
      violating: [{ one: json(model('other')) }, { one: json(model('')) }],
      inconclusive: [{ one: refusal(404) }],
    },
    'as-listed': {
      level: 'should',
      sentence: 'A model looked up by name is the same as in the list.',
      source: `${RETRIEVE}; observed: the list and the single model have the same four fields`,
      breaks: 'caches and pickers that join the two show other dates and owners each time',
      reads: ['list', 'one'],
      *check({ list: answer, one }) {
        const single = bodyOf(one)
        const entry = asArray(bodyOf(answer)?.['data'])
          .filter(isObject)
          .find(({ id }) => typeof id === 'string' && bare(id) === bare(asked(one)))
        if (!single || !entry) return inconclusive('the model is not both in the list and by its name')
        const other = ['object', 'created', 'owned_by'].find((key) => single[key] !== entry[key])
        if (other)
          yield wrong(
            one,
            `$.${other}`,
            'another value than in the list',
            entry[other] ?? 'absent',
            single[other] ?? 'absent',
          )
      },
      violating: [
        { one: json({ id: 'model', object: 'model', created: 1_760_000_001, owned_by: 'library' }) },
        { one: json({ id: 'model', object: 'model', created: 1_760_000_000, owned_by: 'me' }) },
      ],
      inconclusive: [{ list: list([model('other')]) }, { one: refusal(404) }],
    },
    'unknown-is-refused': {
      level: 'should',
      sentence: 'A model that does not exist is refused in a 4xx.',
      source: RETRIEVE,
      breaks: 'clients that find out with `models.retrieve()` whether a model is there',
      reads: ['absent'],
      judgesBroken: true,
      *check({ absent }) {
        yield* notRefused(absent)
      },
      violating: [
        { absent: json(model(NO_SUCH_MODEL)) },
        { absent: refusal(500, { message: 'model not found' }) },
        { absent: NO_ROUTE },
      ],
    },
    'unknown-is-404': {
      level: 'should',
      sentence: 'The status for a model that does not exist is 404.',
      source: RETRIEVE,
      breaks: 'the SDKs raise NotFoundError by it, which clients catch to pull or choose another model',
      reads: ['absent'],
      *check({ absent }) {
        const { status } = absent
        if (status === null || succeeded(absent) || status >= 500) return inconclusive('it was not refused')
        if (status !== 404) yield wrong(absent, 'status', 'refused under another status', 404, status)
      },
      violating: [{ absent: refusal(400, { message: 'invalid model' }) }],
      inconclusive: [{ absent: json(model(NO_SUCH_MODEL)) }],
    },
  },
})
