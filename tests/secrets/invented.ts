import { gzipSync } from 'node:zlib'
import { raw } from '../../src/suite/example.ts'
import type { Exchange } from '../../src/wire/exchange.ts'

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/** Letters that come out the same each time and are nobody's key. Two of the first eight are digits, as in most that are made at random. */
function some(seed: number, length: number): string {
  let state = seed + 7919
  return Array.from({ length }, (_, at) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return at === 3 || at === 6 ? String((state >>> 8) % 10) : LETTERS[(state >>> 8) % LETTERS.length]
  }).join('')
}
const hex = (seed: number, length: number): string => Buffer.from(some(seed, length)).toString('hex').slice(0, length)

/** An answer that breaks rules, so that reports show it with its request. */
const UNFINISHED = '{"object":"chat.completion"}'

/** A body of a request or an answer that an app could send, with room for one more field. */
const request = (more: object): string =>
  JSON.stringify({ model: 'small', messages: [{ role: 'user', content: 'Hi' }], ...more })
const asks = (more: object): Exchange => {
  const one = raw([UNFINISHED])
  one.request.body = request(more)
  return one
}
const repeats = (more: object, said: string): Exchange => ({
  ...raw([JSON.stringify({ error: { message: `wrong: ${said}` } })], { status: 401 }),
  request: asks(more).request,
})
const says = (content: string): Exchange => asks({ messages: [{ role: 'user', content }] })
const sends = (body: string, type: string): Exchange => {
  const one = raw([UNFINISHED])
  one.request.body = body
  one.request.headers.push(['content-type', type])
  return one
}
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
const answers = (body: object): Exchange => raw([JSON.stringify({ object: 'chat.completion', ...body })])
const calls = (args: object): Exchange =>
  answers({
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'f', arguments: JSON.stringify(args) } }],
        },
      },
    ],
  })
const event = (data: object): string => `data: ${JSON.stringify(data)}\n\n`
const streams = (...events: string[]): Exchange => raw(events, { headers: [['content-type', 'text/event-stream']] })
const delta = (content: object, index = 0): string =>
  event({ object: 'chat.completion.chunk', choices: [{ index, delta: content }] })
const tool = (more: object): Exchange => asks({ tools: [{ type: 'mcp', server_label: 'shop', ...more }] })
const part = (name: string, value: string): Exchange =>
  sends(
    `--b\r\nContent-Disposition: form-data; name="model"\r\n\r\nsmall\r\n--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n--b--\r\n`,
    'multipart/form-data; boundary=b',
  )

/** Where somebody's secret may be that nobody has named, each with one of its own. */
const PLACES: Record<string, [secret: string, at: (secret: string) => Exchange]> = {
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
  // Words.
  'a URL in words': [some(90, 14), (one) => says(`Look at postgres://app:${one}@db.example:5432/shop please`)],
  'a signed URL in words': [some(91, 20), (one) => says(`Read https://blob.example/a.pdf?sv=2024&sig=${one}&se=1 now`)],
  'a setting in words': [some(92, 14), (one) => says(`My .env:\nexport DB_PASSWORD=${one}\nPORT=80`)],
  'a curl line in words': [some(93, 14), (one) => says(`curl -u ann:${one} https://app.example -H "x-api-key: none"`)],
  'an option in words': [some(94, 14), (one) => says(`run it with --api-key ${one} --verbose`)],
  'a scheme in words': [some(95, 20), (one) => says(`It sends Bearer ${one} each time`)],
  'JSON in words': [some(96, 14), (one) => says(`Use {"user": "ann", "password": "${one}"} for it`)],
  'words between quotes and JSON': [some(88, 14), (one) => says(`"This" is it:\n{"a": 1}\nDB_PASSWORD=${one}`)],
  'a program in words': [some(87, 14), (one) => says(`{ user: "ann", password: "${one}" }`)],
  'words of which a part is masked': [
    some(86, 14),
    (one) => says(`{"a": "[redacted]"} and [redacted] and token=${one}`),
  ],
  'a long random string in words': [some(97, 32), (one) => says(`It is ${one}, I think`)],
  'hex in words': [hex(98, 40), (one) => says(`It is ${one}.`)],
  'a private key in words': [
    some(99, 48),
    (one) => says(`-----BEGIN PRIVATE KEY-----\nMIIB\n${one}\n-----END PRIVATE KEY-----`),
  ],
  ...Object.fromEntries(
    [
      `sk-proj-${some(100, 40)}`,
      `sk-ant-api03-${some(101, 40)}`,
      `AIza${some(102, 35)}`,
      `AKIA${some(103, 16).toUpperCase()}`,
      `github_pat_${some(104, 22)}_${some(105, 40)}`,
      `xoxb-1234567890-${some(106, 24)}`,
      `SG.${some(107, 22)}.${some(108, 43)}`,
      `eyJ${some(109, 20)}.eyJ${some(110, 30)}.${some(111, 40)}`,
      `glpat-${some(112, 20)}`,
      `hvs.${some(113, 40)}`,
      `123456789:AA${some(114, 33)}`,
      `sk_live_${some(115, 24)}`,
      `r8_${some(116, 37)}`,
      `lsv2_pt_${hex(117, 32)}_${hex(118, 10)}`,
    ].map((secret): [string, [string, (one: string) => Exchange]] => [
      `a key that begins with ${secret.slice(0, 5)}`,
      [secret, (one) => says(`with ${one}`)],
    ]),
  ),
  // Other kinds of bodies.
  'a form': [
    some(120, 14),
    (one) => sends(`grant_type=password&client_secret=${one}&scope=all`, 'application/x-www-form-urlencoded'),
  ],
  'the first field of a form': [
    some(121, 14),
    (one) => sends(`api_key=${one}&scope=all`, 'application/x-www-form-urlencoded'),
  ],
  'a part of a form': [some(122, 14), (one) => part('api_key', one)],
  'a part of a form that is JSON': [
    some(123, 14),
    (one) => part('options', JSON.stringify({ token: 'x', password: one })),
  ],
  // Arguments of tools, in requests and answers.
  'arguments of a call': [some(130, 14), (one) => calls({ url: 'https://app.example', apiKey: one })],
  'arguments of a call, in a URL': [some(131, 14), (one) => calls({ url: `https://ann:${one}@app.example/` })],
  'arguments of a call, nested': [some(132, 14), (one) => calls({ headers: { 'x-auth-token': one } })],
  'arguments in arguments': [some(133, 14), (one) => calls({ body: JSON.stringify({ login: { password: one } }) })],
  'arguments that are sent back': [
    some(134, 14),
    (one) =>
      asks({
        messages: [
          {
            role: 'assistant',
            tool_calls: [
              { id: 'call_1', type: 'function', function: { name: 'f', arguments: JSON.stringify({ token: one }) } },
            ],
          },
        ],
      }),
  ],
  'the result of a tool': [
    some(135, 14),
    (one) =>
      asks({ messages: [{ role: 'tool', tool_call_id: 'call_1', content: JSON.stringify({ session_token: one }) }] }),
  ],
  // Answers.
  'an answer': [some(140, 14), (one) => answers({ x_debug: { upstream_key: `${one}${one.length}`, api_key: one } })],
  'an error': [
    `sk-${some(141, 30)}`,
    (one) => answers({ error: { message: `Incorrect API key provided: ${one}`, code: 'invalid_api_key' } }),
  ],
  'an error in words': [
    some(142, 14),
    (one) =>
      raw([`Cannot reach http://ann:${one}@10.0.0.1/v1`], { status: 502, headers: [['content-type', 'text/plain']] }),
  ],
  'an answer that is compressed': [
    some(139, 14),
    (one) =>
      raw([gzipSync(JSON.stringify({ object: 'chat.completion', debug: { api_key: one } }))], {
        headers: [
          ['content-type', 'application/json'],
          ['content-encoding', 'gzip'],
        ],
      }),
  ],
  'an event of a stream': [
    some(143, 14),
    (one) => streams(delta({ role: 'assistant' }), event({ debug: { access_key: one } }), 'data: [DONE]\n\n'),
  ],
  'an event that is cut by packets': [
    some(144, 14),
    (one) => {
      const text = event({ debug: { access_key: one } })
      return streams(text.slice(0, 34), text.slice(34))
    },
  ],
  'text over the events of a stream': [
    `sk-proj-${some(145, 30)}`,
    (one) =>
      streams(
        delta({ role: 'assistant', content: 'It is ' }),
        ...(one.match(/.{1,5}/g)?.map((content) => delta({ content })) ?? []),
        'data: [DONE]\n\n',
      ),
  ],
  'arguments over the events of a stream': [
    some(146, 20),
    (one) =>
      streams(
        ...(JSON.stringify({ api_key: one })
          .match(/.{1,4}/g)
          ?.map((piece) => delta({ tool_calls: [{ index: 0, function: { arguments: piece } }] })) ?? []),
      ),
  ],
  'two texts over the events of a stream': [
    `sk-proj-${some(147, 30)}`,
    (one) =>
      streams(
        ...(one.match(/.{1,5}/g)?.flatMap((content) => [delta({ content }), delta({ content: 'and ' }, 1)]) ?? []),
      ),
  ],
  'a response over its events': [
    `glpat-${some(148, 30)}`,
    (one) =>
      streams(
        ...(one.match(/.{1,5}/g)?.map((piece) =>
          event({
            type: 'response.output_text.delta',
            item_id: 'msg_1',
            output_index: 0,
            content_index: 0,
            delta: piece,
          }),
        ) ?? []),
      ),
  ],
  'a comment of a stream': [
    some(149, 14),
    (one) => streams(`: upstream https://ann:${one}@10.0.0.1\n\n`, delta({ content: 'a' })),
  ],
}

export interface Invented {
  place: string
  secret: string
  exchange: Exchange
}

/** Invented secrets of others, each in a place of its own. */
export const INVENTED: Invented[] = Object.entries(PLACES).map(([place, [secret, at]], number) => ({
  place,
  secret,
  exchange: { ...at(secret), key: `call-${number}` },
}))
