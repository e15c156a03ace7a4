import { NO_ROUTE } from '../../fixtures/replies/chat.ts'
import { errorMessage } from '../../src/checks/errors.ts'
import { succeeded } from '../../src/checks/pool.ts'
import { asArray, isObject } from '../../src/checks/reply.ts'
import {
  after,
  anyAnswer,
  get,
  inconclusive,
  json,
  refusal,
  suite,
  wrong,
  type Finding,
  type Inconclusive,
  type Json,
  type Observation,
  type Step,
} from '../../src/define/index.ts'

const SOURCE = 'https://platform.openai.com/docs/api-reference/models/retrieve'
const NAME = 'owner/model'

/** The first listed name with a slash, and how it stands in a path. */
const lookUp =
  (inPath: (name: string) => string) =>
  ({ list }: Record<string, Observation>): Step | Inconclusive => {
    const body = list?.json.ok && isObject(list.json.value) ? list.json.value : {}
    const ids = asArray(body['data']).flatMap((entry) => (isObject(entry) ? [entry['id']] : []))
    const name = ids.find((id) => typeof id === 'string' && id.includes('/'))
    if (typeof name !== 'string') return inconclusive('no listed model has a slash in its name')
    return anyAnswer(get(`/models/${inPath(name)}`))
  }

const namedBy = ({ exchange }: Observation): string =>
  decodeURIComponent(exchange.request.path.split('?')[0]?.split('/models/')[1] ?? '')

/** Findings where a listed model is not found by its name. */
function* notFound(one: Observation): Generator<Finding> {
  const name = namedBy(one)
  const body = one.json.ok && isObject(one.json.value) ? one.json.value : {}
  if (!succeeded(one))
    yield wrong(one, 'status', `\`${name}\` is listed: ${errorMessage(one) ?? one.text.slice(0, 160)}`, 200, one.status)
  else if (name !== '' && body['id'] !== name)
    yield wrong(one, '$.id', 'another model than the one asked for', name, body['id'] ?? 'absent')
}

const model = (id: string): Json => ({ id, object: 'model', created: 1_760_000_000, owned_by: 'library' })
/** A reply to a look-up, which says of itself what was asked. */
const FOUND = json(model(NAME))
const at = (path: string, reply = FOUND) => ({ ...reply, request: { ...reply.request, path: `/v1/models/${path}` } })
const [ENCODED, PLAIN] = ['owner%2Fmodel', NAME]

export default suite({
  id: 'models/slash',
  about: 'a listed model with a slash in its name, looked up with the slash as `%2F` and as it is',
  model: 'chat',
  steps: {
    list: get('/models'),
    encoded: after(0, lookUp(encodeURIComponent)),
    plain: after(
      0,
      lookUp((name) => name.split('/').map(encodeURIComponent).join('/')),
    ),
  },
  conforming: {
    list: json({ object: 'list', data: [model('model'), model(NAME)] }),
    encoded: at(ENCODED),
    plain: at(PLAIN),
  },
  rules: {
    encoded: {
      level: 'should',
      sentence: 'A listed model with a slash in its name is found at `GET /models/{id}` with the slash as `%2F`.',
      source: `${SOURCE}; the official SDKs encode the name so`,
      breaks: 'apps that check a model with `models.retrieve()` take one that is there for missing',
      reads: ['encoded'],
      *check({ encoded }) {
        yield* notFound(encoded)
      },
      violating: [
        { encoded: at(ENCODED, NO_ROUTE) },
        { encoded: at(ENCODED, refusal(404, { message: 'model not found' })) },
        { encoded: at(ENCODED, json(model('owner'))) },
      ],
      inconclusive: [{ list: json({ object: 'list', data: [model('model')] }) }],
    },
    plain: {
      level: 'may',
      sentence: 'A listed model with a slash in its name is found at `GET /models/{id}` with the slash as it is.',
      source: `${SOURCE}; older SDKs put the name into the path as it is`,
      breaks: 'clients that build the address by hand, as the examples do, take the model for missing',
      reads: ['encoded', 'plain'],
      *check({ encoded, plain }) {
        if (!succeeded(encoded)) return inconclusive('the model is not found with the slash as `%2F` either')
        yield* notFound(plain)
      },
      violating: [{ plain: at(PLAIN, NO_ROUTE) }, { plain: at(PLAIN, refusal(404)) }],
      inconclusive: [{ encoded: at(ENCODED, NO_ROUTE), plain: at(PLAIN, NO_ROUTE) }],
    },
  },
})
