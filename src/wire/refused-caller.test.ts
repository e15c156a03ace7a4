import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { namedOrigins, refusalOf } from './refused-caller.ts'

const code = (
  headers: { host?: string; origin?: string },
  { url = '/v1/models', port = 4321, origins = '' } = {},
): string | undefined =>
  refusalOf({ url, headers: { host: '127.0.0.1:4321', ...headers } } as IncomingMessage, port, namedOrigins(origins))
    ?.code

test.for(['127.0.0.1:4321', 'localhost:4321', 'LOCALHOST:4321', '127.1.2.3:4321', '[::1]:4321'])(
  'the Host %s is answered',
  (host) => expect(code({ host })).toBeUndefined(),
)

test.for([
  '',
  'localhost',
  '127.0.0.1',
  '127.0.0.1:11434',
  'evil.example',
  'evil.example:4321',
  '127.0.0.1.evil.example:4321',
  'localhost.:4321',
  'a.localhost:4321',
  '127.0.0.1:4321, evil.example',
  '127.0.0.1:4321@evil.example',
  'evil.example/127.0.0.1:4321',
  '0.0.0.0:4321',
  '192.168.1.7:4321',
  'evil.example\n127.0.0.1:4321',
])('the Host %j is refused', (host) => expect(code({ host })).toBe('host_not_allowed'))

test('a Host without a port means port 80', () =>
  expect([code({ host: 'localhost' }, { port: 80 }), code({ host: 'localhost:80' }, { port: 80 })]).toEqual([
    undefined,
    undefined,
  ]))

test('a whole URL in place of the path is refused, whatever the Host', () => {
  expect(
    ['http://evil.example/v1/models', 'http://127.0.0.1:4321/v1/models', '*'].map((url) => code({}, { url })),
  ).toEqual(Array(3).fill('host_not_allowed'))
})

test.for([
  undefined,
  'http://localhost',
  'https://localhost',
  'http://localhost:3000',
  'https://127.0.0.1:8443',
  'http://127.0.0.1',
  'http://0.0.0.0:5173',
  'app://obsidian.md',
  'file://',
  'tauri://localhost',
  'vscode-webview://1a2b',
  'vscode-file://vscode-app',
])('the Origin %s is answered, as Ollama does', (origin) =>
  expect(code(origin === undefined ? {} : { origin })).toBeUndefined(),
)

test.for([
  '',
  'null',
  'http://evil.example',
  'http://evil.example:4321',
  'https://localhost.evil.example',
  'http://127.0.0.1.evil.example',
  'http://[::1]:3000',
  'http://192.168.1.7:3000',
  'http://my.local',
  'chrome-extension://abcdef',
  'moz-extension://abcdef',
  'ftp://localhost',
])('the Origin %j is refused, as Ollama does', (origin) => expect(code({ origin })).toBe('origin_not_allowed'))

test('OLLAMA_ORIGINS allows others', () => {
  const origins = ' https://app.example , chrome-extension://*,http://*.lan'
  const allowed = ['https://app.example', 'chrome-extension://abcdef', 'http://box.lan', 'http://localhost:3000']
  expect(allowed.map((origin) => code({ origin }, { origins }))).toEqual(allowed.map(() => undefined))
  expect(
    ['https://app.example.evil', 'https://other.example', 'https://box.lan', 'http://.la'].map((origin) =>
      code({ origin }, { origins }),
    ),
  ).toEqual(Array(4).fill('origin_not_allowed'))
  expect(code({ origin: 'https://anything.example' }, { origins: '*' })).toBeUndefined()
  expect(code({ origin: 'http://evil.example', host: 'evil.example' }, { origins: '*' })).toBe('host_not_allowed')
})
