import { anyAnswer, finding, get, inconclusive, json, raw, suite, throughSdk, type Json } from '../../src/define/index.ts'
import { asArray, isObject } from '../../src/checks/reply.ts'
import { succeeded } from '../../src/checks/pool.ts'

const model = (id: string, created = 1_760_000_000): Json => ({ id, object: 'model', created, owned_by: 'library' })
const list = (data: Json, more: { [key: string]: Json } = {}): ReturnType<typeof json> => json({ object: 'list', data, ...more })

export default suite({
  id: 'models/sdk',
  about: 'the list of models through the official SDK, page by page',
  model: 'chat',
  steps: { list: anyAnswer(throughSdk('list-models', get('/models'))) },
  conforming: { list: list([model('other'), model('model')]) },
  rules: {
    'iterates': {
      level: 'must',
      sentence: '`for await (const model of client.models.list())` gives every model of the list, each once.',
      source: 'https://github.com/openai/openai-node#auto-pagination',
      breaks: 'model pickers on the SDK (Open WebUI, LibreChat): they stay empty or fail',
      *check({ list: one }) {
        const { sdk } = one
        if (!sdk || !succeeded(one)) return inconclusive(`the list was not answered: HTTP ${one.status}`)
        const sent = one.json.ok && isObject(one.json.value) ? asArray(one.json.value['data']).length : 0
        const got = sdk.ok ? asArray(sdk.value).flatMap((entry) => (isObject(entry) && typeof entry['id'] === 'string' ? [entry['id']] : [])) : []
        if (!sdk.ok || got.length < Math.max(1, sent) || new Set(got).size < got.length) {
          yield finding(one, { kind: 'wrong-value', path: '$.data', message: sdk.ok ? 'not every model of the list, each once' : `the SDK throws ${sdk.error.name}: ${sdk.error.message}`, expected: `${Math.max(1, sent)} models`, actual: got.slice(0, 20) })
        }
      },
      violating: [{ list: list(null) }, { list: list([]) }, { list: json([model('model')]) }, { list: json({ models: [model('model')] }) }, { list: list([model('model'), model('model')]) }, { list: list([{ name: 'model' }]) }, { list: raw(['<!doctype html>'], { headers: [['content-type', 'text/html']] }) }],
      inconclusive: [{ list: raw(['404 page not found'], { status: 404, headers: [['content-type', 'text/plain']] }) }],
    },
  },
})
