import { expect, test } from 'vitest'
import { mayNameSecret, nameSays } from './secret-names.ts'
import { AT, DASH, DIGIT, EQUALS, has, LETTER, PERCENT, RUN, signsOf } from './secret-signs.ts'

test('words have letters only, also in other scripts', () => {
  expect(['', 'The sky is blue.', 'role: user', 'ein Schlüssel', '鍵'].map(signsOf)).toEqual([
    0,
    LETTER,
    LETTER,
    LETTER,
    0,
  ])
})

test('each sign is seen wherever it is', () => {
  const signs = { '%': PERCENT, '@': AT, '=': EQUALS, '-': DASH, '7': DIGIT }
  for (const [text, sign] of Object.entries(signs)) {
    expect([`${text}!  `, `!${text}  `, `!  ${text}`].map(signsOf)).toEqual([sign, sign, sign])
    expect(has(signsOf(`a b ${text}`), sign | LETTER)).toBe(true)
  }
})

test('a run is thirteen characters that a key may have', () => {
  const runs = ['a'.repeat(12), 'a'.repeat(13), `${'a'.repeat(12)} a`, 'SG.abc/def+gh', 'abc def'.repeat(9)]
  expect(runs.map((text) => has(signsOf(text), RUN))).toEqual([false, true, false, true, false])
})

test('whatever name says something has a part that is looked for', () => {
  const owned = ['api', 'accessRefresh', 'X-Auth', 'CLIENT'].flatMap((owner) =>
    ['Key', '_KEYS', '-token', '.pass'].map((what) => owner + what),
  )
  const words =
    'password PASSWD passphrase pass-code passwort pw pwd psk dsn mnemonic seed_phrase privKey phpsessid otp totp secret credentials creds bearer Authorization jwt cookie connectionString dbpassword clientsecret sessiontoken apiTokens keypass key token code auth session sid pin pat nonce'
  for (const name of [...owned, ...words.split(' ')]) {
    expect([name, nameSays(name) === 'nothing']).toEqual([name, false])
    expect([name, mayNameSecret(`a ${name}: b`)]).toEqual([name, true])
  }
  expect(mayNameSecret('Seven lines of words about the sea, 1900')).toBe(false)
})
