import { expect, test } from 'vitest'
import { commandLineSecrets, withoutKeys } from '../../src/cli/secrets.ts'

const KEY = 'sk-canary-7Yq/3+x=Zv9QmL8s2'
const coded = encodeURIComponent(KEY)

test.for([
  ['user info', ['--target', `http://me:${coded}@host.example`], '--target http://[redacted]@host.example'],
  ['a query', ['--target', `http://host.example?key=${coded}`], '--target http://host.example?key=[redacted]'],
  [
    'an assignment',
    ['learn', '--command', `MY_API_KEY=${KEY} node app.js`],
    'learn --command MY_API_KEY=[redacted] node app.js',
  ],
  [
    'the value of a variable',
    ['matrix', 'a', '--title', `With ${KEY}`],
    'matrix a --title With [redacted]',
    { SOME_TOKEN: KEY },
  ],
  [
    'a variable that only an option makes a key',
    ['--api-key-env', 'PLAIN', '--model', KEY],
    '--api-key-env PLAIN --model [redacted]',
    { PLAIN: KEY },
  ],
  ['the look of a key', ['--model', 'sk-proj-0123456789abcdef'], '--model [redacted]'],
] as [string, string[], string, Record<string, string>?][])(
  '%s is in no line that is shown',
  ([, args, shown, env = {}]) => {
    expect(withoutKeys(args.join(' '), commandLineSecrets(env, args))).toBe(shown)
  },
)

test('a side is no key, whatever it is called, nor is a path or a word', () => {
  const args = ['--target', 'portkey=http://127.0.0.1:8787/v1', '--reference', 'observed']
  const env = {
    SSH_KEY_PATH: '/home/me/.ssh/id_ed25519',
    PORTKEY_PROVIDER: 'openai',
    KEYBOARD: 'some-keyboard-layout',
    TOKEN_URL: 'https://login.example/token',
  }
  expect(commandLineSecrets(env, args)).toEqual([])
  expect(withoutKeys(args.join(' '), [])).toBe(args.join(' '))
})
