import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { RunOptions } from '../record/options.ts'
import { nameSides } from './named-sides.ts'
import { readSideName, type Environment, type SideName } from './side-name.ts'

const read = (text: string, env: Environment = {}): SideName => readSideName(text, '--target', env)
const address = (text: string, env: Environment = {}): string => {
  const side = read(text, env)
  return side.kind === 'recording' ? side.dir : `${side.kind} ${side.address.origin}${side.address.apiPath}`
}
const named = (options: Partial<RunOptions>, env: Environment = {}) => nameSides(options as RunOptions, env)

function file(text: string): string {
  const dir = mkdtempSync(path.join(tmpdir(), 'preset-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  const place = path.join(dir, 'mine.yaml')
  writeFileSync(place, text)
  return place
}

describe('a side is named', () => {
  test('by a preset, in any case, or by another of its names', () => {
    expect(address('mistral')).toBe('preset https://api.mistral.ai/v1')
    expect(address('Gemini')).toBe('preset https://generativelanguage.googleapis.com/v1beta/openai')
    expect(read('claude')).toMatchObject({ preset: { id: 'anthropic' } })
    expect(read('llama.cpp')).toMatchObject({ preset: { id: 'llamacpp' } })
  })

  test('by a preset elsewhere: as written, in a region, where its variable points, at a resource', () => {
    expect(address('litellm=https://gateway.example/v1/')).toBe('preset https://gateway.example/v1')
    expect(address('vllm=http://gpu:8000')).toBe('preset http://gpu:8000/v1')
    expect(address('qwen@cn')).toBe('preset https://dashscope.aliyuncs.com/compatible-mode/v1')
    expect(address('openai', { OPENAI_BASE_URL: 'http://127.0.0.1:1/x' })).toBe('preset http://127.0.0.1:1/x')
    expect(address('openai=http://a/v1', { OPENAI_BASE_URL: 'http://127.0.0.1:1/x' })).toBe('preset http://a/v1')
    expect(address('ollama', { OLLAMA_HOST: '0.0.0.0' })).toBe('preset http://127.0.0.1:11434/v1')
    expect(address('ollama@cloud')).toBe('preset https://ollama.com/v1')
    expect(address('azure', { AZURE_OPENAI_ENDPOINT: 'https://mine.openai.azure.com/' })).toBe(
      'preset https://mine.openai.azure.com/openai/v1',
    )
  })

  test('by an address, or by a host that is no slip of a preset', () => {
    expect(address('http://gemni')).toBe('url http://gemni/v1')
    expect(address('127.0.0.1:11434')).toBe('url http://127.0.0.1:11434/v1')
    expect(address('vllm:8000')).toBe('url http://vllm:8000/v1')
    expect(address('gpu-box')).toBe('url http://gpu-box/v1')
    expect(address('localhost/v1')).toBe('url http://localhost/v1')
    expect(address('gateway.example/v1')).toBe('url http://gateway.example/v1')
    expect(address('vllm:8000/v1')).toBe('url http://vllm:8000/v1')
    expect(address('https://user:pass@gateway.example')).toBe('url https://gateway.example/v1')
  })

  test('by a recording', () => {
    expect(read('fixtures/recordings/ollama-0.32.15')).toEqual({
      kind: 'recording',
      dir: 'fixtures/recordings/ollama-0.32.15',
    })
  })
})

test.for<[string, Partial<RunOptions>, RegExp, Environment?]>([
  [
    'a missing key, with where to get one',
    { target: 'mistral' },
    /^--target mistral needs a key, and MISTRAL_API_KEY is not set\. Set MISTRAL_API_KEY \(keys are made at https:\/\/console\.mistral\.ai\/api-keys\), or name another variable with --api-key-env\. Nothing was sent\.$/,
  ],
  [
    'a missing key of several names',
    { target: 'gemini' },
    /GEMINI_API_KEY and GOOGLE_API_KEY are not set/,
    { GEMINI_API_KEY: '' },
  ],
  [
    'a missing key of the reference',
    { target: 'http://127.0.0.1:9', reference: 'openrouter' },
    /--reference openrouter needs a key.*OPENROUTER_API_KEY.*--reference-api-key-env/,
  ],
  [
    "a missing key in a variable of one's own",
    { target: 'groq', apiKeyEnv: 'MY_GROQ' },
    /MY_GROQ is not set/,
    { GROQ_API_KEY: 'x' },
  ],
  [
    'a slip',
    { target: 'gemni' },
    /^--target gemni is no preset; did you mean gemini\? `ollama-conformance presets` lists all\. A host of that name is written http:\/\/gemni\.$/,
  ],
  [
    'a slip with an address',
    { target: 'litelm=http://127.0.0.1:9' },
    /litelm: there is no such preset; did you mean litellm\?/,
  ],
  [
    'a slip of the reference',
    { target: 'http://127.0.0.1:9', reference: 'openruoter' },
    /--reference openruoter.*openrouter/,
  ],
  [
    'an unknown region',
    { target: 'qwen@uk' },
    /qwen@uk: there is no such region\. Did you mean qwen@\w+\? All: intl, us, cn, hk\./,
  ],
  ['a region where there are none', { target: 'mistral@cn' }, /mistral has no regions/],
  [
    'an address that must be given',
    { target: 'generic' },
    /generic has no address of its own: write it as generic=https/,
  ],
  ['an address in a variable', { target: 'azure' }, /AZURE_OPENAI_ENDPOINT must hold/],
])('%s is told before anything is sent', ([, options, says, env]) => {
  expect(() => named({ reference: 'none', ...options }, env)).toThrow(says)
})

test('a header that must be there, and a file that is no preset', () => {
  const preset = {
    id: 'mine',
    name: 'Mine',
    about: 'a test',
    documentation: 'none',
    checked: '2026-11-25',
    baseUrl: 'http://127.0.0.1:9',
    key: { variables: ['K'], required: false },
    reference: { judges: [], cannot: [] },
    sources: [{ for: 'x', link: 'x', seen: '2026-11-25' }],
  }
  const place = file(
    JSON.stringify({ ...preset, headers: [{ name: 'x-team', variable: 'TEAM', required: true, reason: 'billing' }] }),
  )
  expect(() => named({ target: place, reference: 'none' })).toThrow(/needs the header x-team \(billing\): set TEAM/)
  expect(named({ target: place, reference: 'none' }, { TEAM: 'blue' }).target?.name.kind).toBe('preset')
  expect(() => read(file('id: mine\n'))).toThrow(/mine\.yaml is not valid \(.*preset\.schema\.json/)
  expect(() => read(file('{'))).toThrow(/mine\.yaml is not YAML/)
})

test('with a key of OpenAI and no reference named, OpenAI is the reference', () => {
  expect(named({ target: 'http://127.0.0.1:9' }, { OPENAI_API_KEY: 'x' }).reference).toMatchObject({
    name: { kind: 'preset', preset: { id: 'openai' } },
  })
  expect(named({ target: 'http://127.0.0.1:9' }).reference).toEqual({ kind: 'observed' })
})

test('both ways to one server: the gateway is the target, and each has the key that is its own', () => {
  const { target, reference } = named({ target: 'vllm', via: 'litellm=http://gw:4000', apiKeyEnv: 'GW_KEY' })
  expect(target).toMatchObject({
    option: '--via',
    keyEnv: 'GW_KEY',
    name: { preset: { id: 'litellm' }, address: { origin: 'http://gw:4000' } },
  })
  expect(reference).toMatchObject({ option: '--target', keyEnv: undefined, name: { preset: { id: 'vllm' } } })
  expect(named({ via: '127.0.0.1:1' }, { OLLAMA_HOST: 'box' }).reference).toMatchObject({
    name: { kind: 'url', address: { origin: 'http://box:11434' } },
  })
  expect(() => named({ via: 'portkey' })).toThrow(/--via portkey needs a key/)
})
