import { raw } from '../../src/suite/example.ts'
import type { Exchange } from '../../src/wire/exchange.ts'
import { asks, type Places, some, UNFINISHED } from './invented-exchanges.ts'

const repeats = (more: object, said: string): Exchange => ({
  ...raw([JSON.stringify({ error: { message: `wrong: ${said}` } })], { status: 401 }),
  request: asks(more).request,
})

const header =
  (name: string) =>
  (value: string): Exchange => {
    const one = raw([UNFINISHED])
    one.request.headers.push([name, value])
    return one
  }

const answerHeader =
  (name: string) =>
  (value: string): Exchange =>
    raw([UNFINISHED], {
      headers: [
        ['content-type', 'application/json'],
        [name, value],
      ],
    })

const query =
  (name: string) =>
  (value: string): Exchange => {
    const one = raw([UNFINISHED])
    one.request.path += `?alt=sse&${name}=${encodeURIComponent(value)}`
    return one
  }

const tool = (more: object): Exchange => asks({ tools: [{ type: 'mcp', server_label: 'shop', ...more }] })

/** Those that have a name. */
export const NAMED: Places = {
  // Headers.
  ...Object.fromEntries(
    [
      'X-Upstream-Key',
      'x-hmac-secret',
      'X-Company-Auth',
      'X-Api-Secret',
      'x-apikey',
      'Authentication',
      'X-Session-Id',
      'X-User-JWT',
      'x-goog-iap-jwt-assertion',
      'PRIVATE-TOKEN',
      'X-CSRF-Token',
      'Ocp-Apim-Subscription-Key',
      'x-functions-key',
      'X-Db-Password',
    ].map((name, at): [string, [string, (secret: string) => Exchange]] => [
      `the header ${name}`,
      [some(at, 18), header(name)],
    ]),
  ),
  'a cookie with a plain name': [some(20, 18), (one) => header('Cookie')(`theme=dark; t=${one}`)],
  'a header with another name, by the look': [`ghp_${some(21, 36)}`, header('x-note')],
  'a URL in a header': [some(22, 14), (one) => header('Referer')(`https://me:${one}@app.example/x`)],
  'a header of an answer': [some(23, 18), answerHeader('x-refresh-token')],
  'a redirect with a code': [
    some(24, 18),
    (one) => answerHeader('location')(`https://app.example/back?state=ok&code=${one}`),
  ],
  // Queries.
  ...Object.fromEntries(
    [
      'key',
      'token',
      'code',
      'access_key',
      'accessToken',
      'sig',
      'passwd',
      'X-Amz-Signature',
      'subscription-key',
      'jwt',
      'client_secret',
      'session_id',
    ].map((name, at): [string, [string, (secret: string) => Exchange]] => [
      `the parameter ${name}`,
      [some(30 + at, 16), query(name)],
    ]),
  ),
  'a query in a query': [some(45, 16), (one) => query('next')(`https://app.example/?api_key=${one}`)],
  // Fields of JSON.
  ...Object.fromEntries(
    [
      'access_key',
      'accessKey',
      'private_key',
      'privateKey',
      'passwd',
      'password',
      'bearer',
      'apikey',
      'API-KEY',
      'secretKey',
      'clientSecret',
      'refreshToken',
      'db_password',
      'x_api_key',
      'signingKey',
      'OPENAI_API_KEY',
      'key',
      'token',
      'code',
      'authToken',
    ].map((name, at): [string, [string, (secret: string) => Exchange]] => [
      `the field ${name}`,
      [some(50 + at, 16), (secret) => asks({ extra: { [name]: secret } })],
    ]),
  ),
  'a key of words': ['canary-key-17-of-ann', (one) => asks({ extra: { key: one } })],
  'a password that the answer repeats': ['canary-pass-19', (one) => repeats({ extra: { password: one } }, one)],
  'a password of words that the answer repeats': [
    'plum-tree-in-bloom',
    (one) => repeats({ extra: { password: one } }, one),
  ],
  'a short password of words': ['plum-tree', (one) => asks({ db: { password: one } })],
  'a field of credentials': [some(72, 12), (one) => asks({ credentials: { user: 'ann', pin_code: one } })],
  'a list of secrets': [some(73, 12), (one) => asks({ secrets: ['a', one] })],
  'a value in a field': [some(74, 16), (one) => asks({ api_key: { value: one } })],
  'a value in a key': [some(75, 16), (one) => asks({ token: { value: one } })],
  'a value beside its name': [some(76, 16), (one) => tool({ env: [{ name: 'SHOP_TOKEN', value: one }] })],
  'a header in a tool': [
    some(77, 16),
    (one) => tool({ headers: { 'X-Shop-Auth': 'x', Authorization: `Bearer ${one}` } }),
  ],
  'the URL of a tool': [some(78, 14), (one) => tool({ server_url: `https://ann:${one}@mcp.example/sse` })],
  'the user of the URL of a tool': [some(79, 22), (one) => tool({ server_url: `https://${one}@mcp.example/sse` })],
  'the query of the URL of a tool': [
    some(80, 14),
    (one) => tool({ server_url: `https://mcp.example/sse?token=${one}` }),
  ],
  'what a schema has for an example': [
    some(81, 14),
    (one) =>
      asks({
        tools: [
          {
            type: 'function',
            function: {
              name: 'f',
              parameters: { type: 'object', properties: { api_key: { type: 'string', default: one } } },
            },
          },
        ],
      }),
  ],
  metadata: [some(82, 24), (one) => asks({ metadata: { note: one } })],
  'metadata, by its name': [some(83, 9), (one) => asks({ metadata: { 'db-password': one } })],
  'a field that nobody knows': [some(84, 32), (one) => asks({ x_gateway: { tenant: one } })],
}
