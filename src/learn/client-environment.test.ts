import { expect, test } from 'vitest'
import { clientEnvironment } from './client-environment.ts'

const PROXY = 'http://127.0.0.1:4000'
const ENV = {
  PATH: '/bin',
  OPENAI_API_KEY: 'key-of-openai-2345\n',
  OPENAI_ORG_ID: 'org-7Yq3xZv9QmL8s2',
  OPENAI_CUSTOM_HEADERS: 'x-gateway: key-4Hb6Wd1Pk5Rt',
  OPENAI_MODEL: 'gpt-4.1-mini-2025-04-14',
  OLLAMA_API_KEY: 'key-of-ollama-8901',
  OTHER_API_KEY: 'key-of-another-6789',
}
const ADDRESSES = {
  OPENAI_BASE_URL: `${PROXY}/v1`,
  OPENAI_API_BASE: `${PROXY}/v1`,
  OLLAMA_HOST: PROXY,
  OLLAMA_BASE_URL: PROXY,
  NO_PROXY: '127.0.0.1',
  no_proxy: '127.0.0.1',
}
const given = (upstream: string, env: Record<string, string> = {}): ReturnType<typeof clientEnvironment> =>
  clientEnvironment({ ...ENV, ...env }, PROXY, new URL(upstream))

test.for([
  'http://gateway.example',
  'http://192.0.2.7:11434',
  'https://api.openai.com.example/v1',
  'http://api.openai.com',
])('%s gets no key and no account of OpenAI', (upstream) => {
  const { OPENAI_ORG_ID: _organization, OPENAI_CUSTOM_HEADERS: _headers, ...rest } = ENV
  expect(given(upstream)).toEqual({
    env: { ...rest, ...ADDRESSES, OPENAI_API_KEY: 'withheld' },
    withheld: ['OPENAI_API_KEY', 'OPENAI_ORG_ID', 'OPENAI_CUSTOM_HEADERS'],
  })
})

test('OpenAI, the address in OPENAI_BASE_URL and this machine get them, without a line end', () => {
  const all = { env: { ...ENV, ...ADDRESSES, OPENAI_API_KEY: 'key-of-openai-2345' }, withheld: [] }
  for (const upstream of ['https://api.openai.com/v1', 'http://127.0.0.1:11434', 'http://[::1]:8080/v1'])
    expect(given(upstream)).toEqual(all)
  expect(given('https://gateway.example/v1', { OPENAI_BASE_URL: 'https://gateway.example/v1' })).toEqual(all)
})

test('a made-up key stays, and no key is added', () => {
  expect(given('http://gateway.example', { OPENAI_API_KEY: 'ollama' }).env['OPENAI_API_KEY']).toBe('ollama')
  expect(clientEnvironment({}, PROXY, new URL('http://gateway.example'))).toEqual({ env: ADDRESSES, withheld: [] })
  expect(() => given('http://127.0.0.1', { OPENAI_API_KEY: 'a\nb' })).toThrow(/^OPENAI_API_KEY is invalid/)
})

test('calls go past the proxies of the environment', () => {
  for (const name of ['NO_PROXY', 'no_proxy'])
    expect(given('http://gateway.example', { [name]: '.corp.example' }).env).toMatchObject({
      NO_PROXY: '.corp.example,127.0.0.1',
      no_proxy: '.corp.example,127.0.0.1',
    })
})
