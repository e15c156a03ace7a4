import { describe, expect, test } from 'vitest'
import { rulesOf } from '../../src/judge/rules.ts'
import { masked } from '../../src/learn/mask.ts'
import { loadSuites } from '../../src/plan/load-suites.ts'
import { raw } from '../../src/suite/example.ts'
import { bodyFor, requestsOf } from '../../src/suite/request.ts'
import { isLater } from '../../src/suite/steps.ts'
import { chunkBytes, type Exchange } from '../../src/wire/exchange.ts'
import { capturedRedactor } from '../../src/wire/redact-captured.ts'
import { isSecretHeader } from '../../src/wire/secret-names.ts'
import { rememberingSearch, secretsInBody } from '../../src/wire/secret-places.ts'

const suites = await loadSuites()
const search = rememberingSearch()

describe('what is no secret stays in traffic of others', () => {
  const KEPT: Record<string, object> = {
    'counts of tokens': {
      max_tokens: 24,
      max_completion_tokens: 5,
      usage: {
        prompt_tokens: 1,
        completion_tokens: 2,
        total_tokens: 3,
        completion_tokens_details: { reasoning_tokens: 0 },
      },
      token_ids: [1, 2],
      tokens: ['Hello', 'w0rld123abc'],
    },
    'tokens of log probabilities': {
      choices: [
        {
          logprobs: {
            content: [
              {
                token: 'a1b2c3d4e5',
                logprob: -0.1,
                bytes: [97],
                top_logprobs: [{ token: 'bytes:\\xf0\\x9f', logprob: -1, bytes: [240] }],
              },
            ],
          },
        },
      ],
    },
    'log probabilities of old completions': {
      choices: [{ logprobs: { tokens: ['password', 'a1b2c3d4e5'], top_logprobs: [{ password: -0.1, key: -2 }] } }],
    },
    'codes of errors': {
      error: {
        message: 'Unsupported parameter: key',
        type: 'invalid_request_error',
        param: 'api_key',
        code: 'unsupported_parameter',
      },
    },
    'a masked key in an error': {
      error: {
        message:
          'Incorrect API key provided: sk-abc***wxyz. Find yours at https://platform.openai.com/account/api-keys.',
        code: 'invalid_api_key',
      },
    },
    'codes of other services': { error: { code: 'E1234abcd99', status: '4290001a' } },
    'names in schemas': {
      tools: [
        {
          type: 'function',
          function: {
            name: 'get',
            parameters: {
              type: 'object',
              properties: {
                key: { type: 'string' },
                password: { type: 'string', description: 'The password of the user', format: 'password', minLength: 8 },
                token: { type: 'string', enum: ['a', 'b'] },
              },
              required: ['key', 'password', 'token'],
            },
          },
        },
      ],
    },
    'small arguments': { arguments: '{"key":"enter","code":"EUR","token":"next","session":"morning"}' },
    'keys of caches': {
      prompt_cache_key: 'user-4f9a8b7c6d5e',
      cache_key: 'a1b2c3d4e5f6a7b8',
      public_key: 'a1b2c3d4e5f6a7b8',
    },
    ids: {
      id: 'chatcmpl-AbCdEfGh1jKlMn0pQrSt2vWxYz012',
      tool_call_id: 'call_aB3dE5fG7hI9jK1lM3nO5pQ',
      previous_response_id: 'resp_67ccd2bed1ec8190b14f964abc0542670bb6a6b452d3795b',
      item_id: 'msg_67ccd2bf17f0819081ff3bb2cf6508e60bb6a6b452d3795b',
      request_id: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
      providerRequestId: 'a1B2c3D4e5F6g7H8i9J0',
    },
    'ids in words': {
      message:
        "No response with id 'resp_67ccd2bed1ec8190b14f964abc0542670bb6a6b452d3795b', nor call_aB3dE5fG7hI9jK1lM3nO5pQ.",
    },
    'names of models': {
      model: 'gpt-4o-mini-2024-07-18',
      other: 'jina-embeddings-v3',
      more: 'hf.co/bartowski/Llama-3.2-1B-Instruct-GGUF:Q4_K_M',
      tuned: 'ft:gpt-4o-mini-2024-07-18:acme::9aBcDeF0',
      pplx: 'pplx-70b-online',
      format: 'xai-responses-v1',
    },
    'what the service adds': {
      system_fingerprint: 'fp_50cad350e4',
      obfuscation: 'a1B2c3D4e5F6g7H8i9J0k1',
      encrypted_content: 'gAAAAABa1B2c3D4e5F6g7H8i9J0k1',
      service_tier: 'default',
      created: 1_760_000_000,
    },
    data: {
      embedding: 'a1B2c3D4e5F6g7H8i9J0k1L2',
      image_url: {
        url: 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQ',
      },
      text: 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ',
    },
    words: {
      content:
        'Set password: required, token = string, and key: see https://example.org/docs?page=2#code. The word is hf_hub_download, or getUserByIdFromDatabase.',
    },
    code: { content: 'const apiKey = process.env.OPENAI_API_KEY; if (password === "") throw new Error("no key")' },
  }

  test.for(Object.keys(KEPT))('%s', (name) => {
    const text = JSON.stringify(KEPT[name])
    const exchange = raw([`data: ${text}\n\n`, text])
    exchange.request.body = text
    expect(capturedRedactor()(exchange)).toEqual(exchange)
  })

  test.for([
    'content-type',
    'x-request-id',
    'www-authenticate',
    'retry-after',
    'x-ratelimit-remaining-tokens',
    'x-ratelimit-reset-tokens',
    'openai-processing-ms',
    'x-stainless-lang',
    'x-api-version',
    'user-agent',
    'x-should-retry',
  ])('the header %s', (name) => {
    expect(isSecretHeader(name)).toBe(false)
  })
})

test('of all that rules were shown nothing is masked', () => {
  const replies = suites.flatMap((suite) => [
    suite.conforming,
    ...rulesOf(suite).flatMap(({ rule }) => [
      ...rule.violating,
      ...(rule.conforming ?? []),
      ...(rule.inconclusive ?? []),
    ]),
  ])
  const exchanges = replies
    .flatMap((one) => Object.values(one).flat())
    .filter((one): one is Exchange => typeof one === 'object' && one !== null && 'request' in one)
  const bodies = new Set(
    exchanges.map(({ response }) => Buffer.concat((response?.chunks ?? []).map(chunkBytes)).toString('utf8')),
  )
  expect(bodies.size).toBeGreaterThan(1000)
  expect([...bodies].flatMap((body) => secretsInBody(body, search))).toEqual([])
})

test('nor of what suites send', () => {
  const bodies = suites
    .flatMap(({ steps }) => Object.values(steps))
    .flatMap((step) =>
      isLater(step) ? [] : requestsOf(step).map(({ request }) => JSON.stringify(bodyFor(request, 'model')) ?? ''),
    )
  expect(bodies.length).toBeGreaterThan(300)
  expect(bodies.flatMap((body) => secretsInBody(body, search))).toEqual([])
})

test('a learned profile keeps what its rules need', () => {
  const body = {
    stop: ['END'],
    max_tokens: 5,
    tool_choice: { type: 'function', function: { name: 'dial' } },
    reasoning_effort: 'high',
    verdict: 'low',
    keep_alive: '5m',
    dimensions: 8,
    encoding_format: 'base64',
    response_format: {
      type: 'json_schema',
      json_schema: {
        name: 'answer',
        strict: true,
        schema: {
          type: 'object',
          properties: { user: { type: 'string', enum: ['Ann', 'Bob'] }, metadata: { $ref: '#/$defs/password' } },
          required: ['user', 'metadata'],
          additionalProperties: false,
          $defs: { password: { type: 'string', pattern: '^[a-z]+$', format: 'email' } },
        },
      },
    },
    messages: [{ role: 'tool', tool_call_id: 'call_aB3dE5fG7hI9jK1lM3nO5pQ', content: '5' }],
  }
  expect(masked(body, false)).toEqual({
    ...body,
    messages: [{ role: 'tool', tool_call_id: 'call_aB3dE5fG7hI9jK1lM3nO5pQ', content: '0' }],
  })
  expect(masked({ prompt: 'hello', x_note: 'Plum 7', nested: { word: 'plum' }, user: 'ann' }, false)).toEqual({
    prompt: 'xxxxx',
    x_note: 'xxxx 0',
    nested: { word: 'xxxx' },
  })
})
