import { describe, expect, test } from 'vitest'
import { Failure } from '../../src/failure.ts'
import { openServer, type Endpoint } from '../../src/server/open.ts'
import { parseAddress } from '../../src/wire/address.ts'
import { DEADLINES } from './ask-case.ts'
import { catalogue } from './cases/catalogue.ts'
import { JSON_TYPE, whole, type AskedOf, type HostileCase } from './hostile-case.ts'
import { tortureServer } from './torture-server.ts'

/** What opening a server came to: who it is, or the one line that the user reads. */
async function opened(
  hostile: Pick<HostileCase, 'answer' | 'accept' | 'deaf'>,
): Promise<{ endpoint?: Endpoint; line?: string; asked: AskedOf[] }> {
  const server = await tortureServer(hostile)
  try {
    const endpoint = await openServer({
      address: parseAddress(server.url),
      keyHeaders: { authorization: 'Bearer sk-canary' },
      apiKeyEnv: 'OLLAMA_API_KEY',
      secrets: ['sk-canary'],
      deadlines: DEADLINES,
      named: {},
    })
    endpoint.close()
    return { endpoint, asked: server.asked }
  } catch (error) {
    // Anything else is a bug of the suite.
    if (!(error instanceof Failure)) throw error
    return { line: error.message, asked: server.asked }
  } finally {
    await server.stop()
  }
}

describe('a server that is hostile from the first request on is one line, or is let in where a client would', () => {
  test.each(catalogue)('$name', async (hostile) => {
    const { endpoint, line } = await opened(hostile)
    // No list of models is in any of these answers, so nothing can be judged.
    expect(endpoint?.info.models.chat.name ?? null).toBeNull()
    expect(line).toMatch(
      /cannot be reached|does not speak HTTP|answers HTTP \d+( \(.+\))? without a list of models|answers HTTP \d+( \(.+\))?\. .*name a model|has no models|answers HTTP \d+ without JSON|answers with an HTML page/,
    )
  })
})

const JSON_OK = (body: unknown): Buffer =>
  whole('200 OK', JSON_TYPE, typeof body === 'string' ? body : JSON.stringify(body))
const NOT_FOUND = whole('404 Not Found', JSON_TYPE, '{"error":{"message":"no"}}')

/** A server whose discovery says this, by path. Functions answer for themselves. */
const saying = (told: Record<string, unknown>): Pick<HostileCase, 'answer'> => ({
  answer: (socket, { path }) => {
    const body = told[path]
    if (body === 'silence') return
    socket.end(body === undefined ? NOT_FOUND : JSON_OK(body))
  },
})
const list = (...ids: unknown[]): object => ({
  object: 'list',
  data: ids.map((id) => ({ id, object: 'model', created: 1, owned_by: 'x' })),
})

describe('what discovery is told', () => {
  test('a hundred thousand models, and the choice is made', async () => {
    const { endpoint } = await opened(
      saying({ '/v1/models': list(...Array.from({ length: 100_000 }, (_, at) => `model-${at}`)) }),
    )
    expect(endpoint?.info.models.chat.name).toBe('model-0')
  })

  test('invalid ids are no models', async () => {
    const { endpoint } = await opened(
      saying({ '/v1/models': list(null, '', '  ', 7, {}, [], 'x'.repeat(1_000_000), 'tiny', 'tiny', 'tiny') }),
    )
    expect(endpoint?.info.models.chat.name).toBe('tiny')
    expect((await opened(saying({ '/v1/models': list(null, {}, 'x'.repeat(1_000_000)) }))).line).toMatch(
      /has no models/,
    )
  })

  test('names of object members are names', async () => {
    const { endpoint } = await opened(
      saying({
        '/v1/models': list('__proto__'),
        '/api/version': { version: '0.1.0' },
        '/api/tags': { models: [{ model: '__proto__', size: 1 }] },
      }),
    )
    expect(endpoint?.info.models.chat.name).toBe('__proto__')
  })

  test.each<[string, Record<string, unknown>]>([
    ['a version that is no text', { '/api/version': { version: { a: 1 } } }],
    ['a version without end', { '/api/version': 'silence' }],
    ['tags that are no list', { '/api/version': { version: '0.1.0' }, '/api/tags': { models: { a: 1 } } }],
    [
      'tags of nothing',
      {
        '/api/version': { version: '0.1.0' },
        '/api/tags': { models: [null, 7, [], {}, { model: null, size: 'big' }, { model: ['tiny'], size: 1 }] },
      },
    ],
    ['tags that never come', { '/api/version': { version: '0.1.0' }, '/api/tags': 'silence' }],
    [
      'models that are never shown',
      {
        '/api/version': { version: '0.1.0' },
        '/api/tags': { models: Array.from({ length: 40 }, (_, at) => ({ model: `tiny-${at}`, size: at })) },
        '/api/show': 'silence',
      },
    ],
    [
      'models that show nonsense',
      {
        '/api/version': { version: '0.1.0' },
        '/api/tags': { models: [{ model: 'tiny', size: 1e400 }] },
        '/api/show': { capabilities: [{}, null, ['x']], details: 7, template: [], projector_info: 1 },
      },
    ],
  ])('%s', async (_, told) => {
    const { endpoint, line, asked } = await opened(saying({ '/v1/models': list('tiny'), ...told }))
    expect(asked.length).toBeLessThan(12)
    expect(endpoint === undefined ? line : endpoint.info.models.chat.name).toMatch(/^tiny|has no (chat )?models?/)
  })
})
