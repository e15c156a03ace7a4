import { NO_ROUTE } from '../../fixtures/replies/chat.ts'
import { NO_SUCH_MODEL } from '../../fixtures/sent/models.ts'
import { succeeded } from '../../src/checks/pool.ts'
import { asArray, isObject } from '../../src/checks/reply.ts'
import { thrown } from '../../src/checks/sdk.ts'
import {
  anyAnswer,
  get,
  inconclusive,
  json,
  raw,
  refusal,
  suite,
  throughSdk,
  missing,
  wrong,
  type Json,
  type Step,
} from '../../src/define/index.ts'

const model = (id: string, created = 1_760_000_000): Json => ({ id, object: 'model', created, owned_by: 'library' })
const list = (data: Json, more: { [key: string]: Json } = {}): ReturnType<typeof json> =>
  json({ object: 'list', data, ...more })

/** The SDK takes the name it asks for from the body of a step. */
const looking = (body: Step['body']): Step => throughSdk('retrieve-model', { ...get('/models/{model}'), body })

export default suite({
  id: 'models/sdk',
  about: 'the list of models, page by page, one of them, and one that does not exist, through the official SDK',
  model: 'chat',
  steps: {
    list: anyAnswer(throughSdk('list-models', get('/models'))),
    one: anyAnswer(looking({})),
    absent: anyAnswer(looking({ model: NO_SUCH_MODEL })),
  },
  conforming: {
    list: list([model('other'), model('model')]),
    one: json(model('model')),
    absent: refusal(404, { message: `The model '${NO_SUCH_MODEL}' does not exist` }),
  },
  rules: {
    iterates: {
      level: 'should',
      sentence: '`for await (const model of client.models.list())` gives every model of the list, each once.',
      source: 'https://github.com/openai/openai-node#auto-pagination',
      breaks: 'model pickers on the SDK (Open WebUI, LibreChat): they stay empty or fail',
      reads: ['list'],
      *check({ list: one }) {
        const { sdk } = one
        if (!sdk || !succeeded(one)) return inconclusive(`the list was not answered: HTTP ${one.status}`)
        const sent = one.json.ok && isObject(one.json.value) ? asArray(one.json.value['data']).length : 0
        const got = sdk.ok
          ? asArray(sdk.value).flatMap((entry) =>
              isObject(entry) && typeof entry['id'] === 'string' ? [entry['id']] : [],
            )
          : []
        if (!sdk.ok || got.length < Math.max(1, sent) || new Set(got).size < got.length) {
          yield wrong(
            one,
            '$.data',
            sdk.ok
              ? 'not every model of the list, each once'
              : `the SDK throws ${sdk.error.name}: ${sdk.error.message}`,
            `${Math.max(1, sent)} models`,
            got.slice(0, 20),
          )
        }
      },
      violating: [
        { list: list(null) },
        { list: list([]) },
        { list: json([model('model')]) },
        { list: json({ models: [model('model')] }) },
        { list: list([model('model'), model('model')]) },
        { list: list([{ name: 'model' }]) },
        { list: raw(['<!doctype html>'], { headers: [['content-type', 'text/html']] }) },
      ],
      inconclusive: [{ list: NO_ROUTE }],
    },
    retrieves: {
      level: 'should',
      source: 'https://github.com/openai/openai-node/blob/master/src/resources/models.ts',
      reads: ['one'],
      sentence: '`client.models.retrieve(name)` gives the model under its name.',
      breaks: 'apps that check a configured name before they use it',
      *check({ one }) {
        if (!one.sdk || !succeeded(one)) return inconclusive(`the model was not looked up: HTTP ${one.status}`)
        const id = one.sdk.ok && isObject(one.sdk.value) ? one.sdk.value['id'] : undefined
        if (typeof id !== 'string' || id === '')
          yield missing(one, '$.id', thrown(one) ?? 'the caller gets no name', 'its name', id ?? 'absent')
      },
      violating: [
        { one: json({ object: 'model' }) },
        { one: json({ data: model('model') }) },
        { one: raw(['model'], { headers: [['content-type', 'text/plain']] }) },
      ],
      inconclusive: [{ one: refusal(404) }],
    },
    'absent-throws': {
      level: 'should',
      source: 'https://github.com/openai/openai-node#handling-errors',
      reads: ['absent'],
      judgesBroken: true,
      sentence: '`client.models.retrieve(name)` throws NotFoundError for a model that does not exist.',
      breaks: 'apps that pull a model when it is missing',
      *check({ absent }) {
        const { sdk, status } = absent
        if (!sdk || status === null) return inconclusive('no answer reached the SDK')
        const name = sdk.ok ? 'no error' : sdk.error.name
        if (name !== 'NotFoundError')
          yield wrong(absent, 'status', thrown(absent) ?? 'the caller gets a value', 'NotFoundError', name)
      },
      violating: [{ absent: json(model(NO_SUCH_MODEL)) }, { absent: refusal(400) }, { absent: refusal(500) }],
    },
  },
})
