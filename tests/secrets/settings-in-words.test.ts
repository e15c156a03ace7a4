import { describe, expect, test } from 'vitest'
import { raw } from '../../src/suite/example.ts'
import type { Exchange } from '../../src/wire/exchange.ts'
import { capturedRedactor } from '../../src/wire/redact-captured.ts'

/** Too short to be masked for its look alone. */
const SECRET = 'kd7fqw4mzt'

const asks = (body: object): Exchange => {
  const one = raw(['{"object":"chat.completion"}'])
  one.request.body = JSON.stringify({ model: 'small', ...body })
  return one
}
const says = (content: string): Exchange => asks({ messages: [{ role: 'user', content }] })
const masked = (exchange: Exchange): string => JSON.stringify(capturedRedactor()(exchange))
const SAID = /\\"(?:content|thought|transcript|reasoning_text)\\":\\"(.*?)\\"/g
const spelled = (exchange: Exchange): string => [...masked(exchange).matchAll(SAID)].map(([, said]) => said).join('')

describe('a secret is masked in words', () => {
  test.for([
    // What stands before a name is no name of a secret, and takes it in.
    `Note: password=${SECRET}`,
    `INFO: token=${SECRET}`,
    `error: api_key=${SECRET}`,
    `config: DB_PASSWORD: ${SECRET}`,
    `$Env:OPENAI_API_KEY = '${SECRET}'`,
    `run --verbose --api-key ${SECRET}`,
    `run --no-cache --password=${SECRET}`,
    `java -Ddb.password=${SECRET} -jar x`,
    `//registry.example/:_authToken=${SECRET}`,
    // Forms of settings.
    `**Password:** ${SECRET}`,
    `**API key**: \`${SECRET}\``,
    `_Password_: ${SECRET}`,
    `PASSWORD         = ${SECRET}`,
    `password: |\n  ${SECRET}`,
    `password: str = "${SECRET}"`,
    `password == b'${SECRET}'`,
    `password → ${SECRET}`,
    `<password>${SECRET}</password>`,
    `ENV DB_PASSWORD ${SECRET}`,
    `setx OPENAI_API_KEY "${SECRET}"`,
    `password="a;b,${SECRET}"`,
    `Authorization: token ${SECRET}`,
    `https://app.example/back#access_token=${SECRET}`,
    `curl -uann:${SECRET} https://app.example`,
    `curl -su ann:${SECRET} https://app.example`,
    // Names in one word, and what may stand behind them.
    ...[
      'dbpassword',
      'PGPASSWORD',
      'clientsecret',
      'secretaccesskey',
      'keypass',
      'PHPSESSID',
      'wifi_psk',
      'pass_phrase',
      'password1',
      'newPassword2',
      'passwordConfirm',
      'apiKeyV2',
    ].map((name) => `set ${name}=${SECRET} then`),
  ])('%s', (text) => expect(masked(says(text))).not.toContain(SECRET))
})

test.for<[string, object]>([
  ['behind the name of an option', { args: ['-y', 'server', '--api-key', SECRET] }],
  ['beside its name', { list: [{ field: 'password', value: SECRET }] }],
  ['beside its name, otherwise', { list: [{ key: 'DB_PASSWORD', val: SECRET }] }],
])('a secret is masked in JSON: %s', ([, extra]) => expect(masked(asks({ extra }))).not.toContain(SECRET))

test('a name that is written with escapes is a name', () => {
  const one = asks({})
  one.request.body = `{"model":"small","p\\u0061ssword":"${SECRET}"}`
  expect(masked(one)).not.toContain(SECRET)
})

test.for([
  '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',
  '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',
  'pat-na1-a9b68557-8701-fd12-45e9-cde1d37be4d4',
  'access-sandbox-660b1b33-47a1-e03b-ddc8-f43d29513429',
])('the issuer of %s is known', (secret) => expect(masked(says(`with ${secret}`))).not.toContain(secret))

describe('a secret that a stream spells out is masked', () => {
  const secret = 'gsk_b7Kq2Zx9Wm4Tn6Rv8Lp3Jd5Hc1Fs0Ga'
  const pieces = secret.match(/.{1,4}/g) ?? []

  test.for(['thought', 'transcript', 'reasoning_text'])('in %s', (field) => {
    const choices = pieces.map((said) => [{ index: 0, delta: { [field]: said } }])
    const events = choices.map((each) => `data: ${JSON.stringify({ choices: each })}\n\n`)
    expect(spelled(raw([events.join('')]))).toBe('[redacted]')
  })

  test('in lines of JSON, as Ollama streams them', () => {
    const lines = pieces.map((content) => `${JSON.stringify({ message: { content }, done: false })}\n`)
    expect(spelled(raw([lines.join('')]))).toBe('[redacted]')
  })
})

test('what is no secret stays', () => {
  const texts = [
    'max_tokens: 4096 and token count: 12 tokens',
    'the key = value pairs of step2',
    'pass: the test was passed in 3 runs',
    '**Tokens:** about 1500 words',
    'password --length 12x',
    'ENV NODE_VERSION 24.1.0-x',
    'status: key: value',
    'temperature == 0.7 | top_p == 1',
    'Password: choose 12 letters',
    'hf_hub_download and hf_transfer',
    'set bypass=version2',
  ]
  for (const text of texts) expect(masked(says(text))).toBe(JSON.stringify(says(text)))
  const body = {
    args: ['--model', 'llama3.2-1b', '--max-tokens', '4096'],
    required: ['api_key', 'password', 'auth0domain'],
  }
  expect(masked(asks(body))).toBe(JSON.stringify(asks(body)))
})
