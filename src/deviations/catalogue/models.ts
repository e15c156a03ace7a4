import { replaced } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import type { Hooks } from '../hooks.ts'
import { objects, type JsonObject } from '../server-reply.ts'

const isList = (body: JsonObject): boolean => 'data' in body
const inList = (change: (list: JsonObject) => JsonObject): Hooks => ({
  models: (body) => (isList(body) ? change(body) : body),
})
const inItems = (change: (item: JsonObject) => JsonObject): Hooks => ({
  models: (body) => (isList(body) ? { ...body, data: objects(body['data']).map(change) } : change(body)),
})
const inOne = (change: (model: JsonObject) => JsonObject): Hooks => ({
  models: (body) => (isList(body) ? body : change(body)),
})

const onModels = (single: boolean, status: number, type: string, body: string): Hooks => ({
  response: (reply, { path, method }) =>
    method === 'GET' &&
    reply.status === 200 &&
    path.startsWith('/v1/models') &&
    path.startsWith('/v1/models/') === single
      ? replaced(reply, { status, type, body })
      : reply,
})

const SLASHED = 'owner/model'
/** Lists a name with a slash, and finds it in one form of the path or in none. */
const slashed = (isFound: (path: string) => boolean): Hooks => ({
  ...inList((list) => ({
    ...list,
    data: [...objects(list['data']), { id: SLASHED, object: 'model', created: 1_754_352_000, owned_by: 'owner' }],
  })),
  response: (reply, { path }) =>
    decodeURIComponent(path).endsWith(SLASHED) && isFound(path)
      ? replaced(reply, {
          status: 200,
          type: 'application/json',
          body: JSON.stringify({ id: SLASHED, object: 'model', created: 1_754_352_000, owned_by: 'owner' }),
        })
      : reply,
})

export const deviations: Deviation[] = [
  {
    name: 'list-null',
    about: 'data is null',
    seen: ['Ollama without models'],
    rules: ['models/list/data-type'],
    hooks: inList((list) => ({ ...list, data: null })),
  },
  {
    name: 'list-bare',
    about: 'the list comes without its object',
    rules: ['models/lookup/data-is-an-array'],
    hooks: inList((list) => list['data'] as unknown as JsonObject),
  },
  {
    name: 'list-under-models',
    about: 'the list stands under `models`',
    seen: ['native Ollama'],
    rules: ['models/list/data-present'],
    hooks: inList((list) => ({ models: list['data'] ?? null })),
  },
  {
    name: 'list-object-wrong',
    about: 'object is not `list`',
    rules: ['models/list/object-value'],
    hooks: inList((list) => ({ ...list, object: 'models' })),
  },
  {
    name: 'list-of-names',
    about: 'the list is of strings',
    rules: ['models/list/data-item-type'],
    hooks: inList((list) => ({ ...list, data: objects(list['data']).map(({ id }) => id ?? null) })),
  },
  {
    name: 'list-lacks-served',
    about: 'a model that is served is not listed',
    rules: ['models/lookup/lists-the-model'],
    hooks: inList((list) => ({ ...list, data: objects(list['data']).filter(({ id }) => id !== 'gpt-4o-mini') })),
  },
  {
    name: 'list-unusable-ids',
    about: 'listed ids are not the names to ask for',
    rules: ['models/lookup/lists-the-model'],
    hooks: inList((list) => ({
      ...list,
      data: objects(list['data']).map((item) => ({ ...item, id: `models/${String(item['id'])}` })),
    })),
  },
  {
    name: 'list-404',
    about: 'there is no list',
    seen: ['Ollama before 0.2'],
    rules: ['models/list/answered'],
    hooks: onModels(false, 404, 'text/plain', '404 page not found'),
  },
  {
    name: 'list-html',
    about: 'the list is a page',
    rules: ['models/list/answered'],
    hooks: onModels(false, 200, 'text/html', '<!doctype html><title>Models</title>'),
  },
  {
    name: 'item-names-not-ids',
    about: 'models have names and no ids',
    rules: ['models/list/data-id-present', 'models/retrieve/id-present'],
    hooks: inItems(({ id, ...item }) => ({ ...item, name: id ?? null })),
  },
  {
    name: 'item-created-date',
    about: 'created is an ISO date',
    rules: ['models/list/data-created-type', 'models/retrieve/created-type'],
    hooks: inItems((item) => ({ ...item, created: '2024-07-18T00:00:00Z' })),
  },
  {
    name: 'item-owner-null',
    about: '`owned_by` is null',
    rules: ['models/list/data-owned-by-type', 'models/retrieve/owned-by-type'],
    hooks: inItems((item) => ({ ...item, owned_by: null })),
  },
  {
    name: 'one-404',
    about: 'single models cannot be looked up',
    rules: ['models/retrieve/answered'],
    hooks: onModels(true, 404, 'text/plain', '404 page not found'),
  },
  {
    name: 'one-as-list',
    about: 'a look-up gives a list',
    rules: ['models/lookup/as-listed'],
    hooks: inOne((model) => ({ object: 'list', data: [model] })),
  },
  {
    name: 'one-other',
    about: 'a look-up gives another model',
    rules: ['models/lookup/same-id'],
    hooks: inOne((model) => ({ ...model, id: 'gpt-4.1-nano' })),
  },
  {
    name: 'unknown-found',
    about: 'a look-up of a model that does not exist finds it',
    rules: ['models/lookup/unknown-is-refused'],
    hooks: {
      response: (reply, { path, method }) =>
        method === 'GET' && reply.status === 404 && path.startsWith('/v1/models/')
          ? replaced(reply, { status: 200, body: '{"id":"nope","object":"model","created":1,"owned_by":"system"}' })
          : reply,
    },
  },
  {
    name: 'unknown-null',
    about: 'a look-up of a model that does not exist gives null',
    rules: ['models/lookup/unknown-is-refused'],
    hooks: {
      response: (reply, { path, method }) =>
        method === 'GET' && reply.status === 404 && path.startsWith('/v1/models/')
          ? replaced(reply, { status: 200, body: 'null' })
          : reply,
    },
  },
  {
    name: 'unknown-500',
    about: 'a look-up of a model that does not exist gives a 500',
    rules: ['models/lookup/unknown-is-refused'],
    hooks: {
      refusal: (refusal, { method }) =>
        method === 'GET' && refusal.code === 'model_not_found' ? { ...refusal, status: 500 } : refusal,
    },
  },
  {
    name: 'one-created-now',
    about: 'a look-up tells the moment it was asked',
    rules: ['models/lookup/as-listed'],
    hooks: inOne((model) => ({ ...model, created: 1_790_000_000 })),
  },
  {
    name: 'list-twice',
    about: 'each model is listed twice',
    rules: ['models/sdk/iterates'],
    hooks: inList((list) => ({ ...list, data: objects(list['data']).flatMap((item) => [item, item]) })),
  },
  {
    name: 'list-ends-twice',
    about: 'the last model is listed twice',
    seen: ['Mistral, under each of its names'],
    rules: ['models/lookup/lists-each-once'],
    hooks: inList((list) => ({ ...list, data: [...objects(list['data']), ...objects(list['data']).slice(-1)] })),
  },
  {
    name: 'slash-not-found',
    about: 'a model with a slash in its name is listed and cannot be looked up',
    seen: ['Ollama'],
    rules: ['models/slash/encoded'],
    hooks: slashed(() => false),
  },
  {
    name: 'plain-slash-not-found',
    about: 'a model with a slash in its name is found only where the slash is encoded',
    rules: ['models/slash/plain'],
    hooks: slashed((path) => path.includes('%2F')),
  },
]
