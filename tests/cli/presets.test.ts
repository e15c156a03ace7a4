import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { violations } from '../../src/contract/validate.ts'
import { completion } from '../../src/suite/example.ts'
import type { Exchange } from '../../src/wire/exchange.ts'
import { isObject, type JsonObject } from '../../stand-in/exchange-types.ts'
import type { Hooks } from '../../stand-in/hooks.ts'
import { cli, everythingIn, folder, outcomes, reported, written } from './command-line.ts'
import { chatRequests, errorReply, httpServer, onChat, standIn, type StandIn } from './servers.ts'

const KEY = 'sk-preset-9Zx/3+y='
/** Where a secret can still be read, with what is around it. */
const traces = (text: string): string[] =>
  (text.match(/.{0,60}(sk-preset|9Zx|virtual-key-77|hush-hush-99).{0,40}/g) ?? []).slice(0, 3)
const bodies = (server: StandIn): JsonObject[] =>
  chatRequests(server).flatMap(({ body }) => {
    const value: unknown = JSON.parse(body ?? 'null')
    return isObject(value) ? [value] : []
  })
const headersOf = (server: StandIn, name: string): string[] => [
  ...new Set(
    server.requests.flatMap(({ headers }) => headers.filter(([one]) => one === name).map(([, value]) => value)),
  ),
]
const exchanges = (dir: string): Exchange[] =>
  readFileSync(path.join(dir, 'exchanges.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Exchange)

/** As Mistral does: it has a name of its own for the seed, and refuses what it does not know. */
const mistral: Hooks = {
  request: ({ random_seed: seed, ...body }) => ({ ...body, ...(seed === undefined ? {} : { seed }) }),
  ...onChat((reply, { body }) => {
    const unknown = Object.keys(JSON.parse(body ?? '{}') as JsonObject).filter((name) =>
      ['seed', 'max_completion_tokens'].includes(name),
    )
    return unknown.length === 0 ? reply : errorReply(422, `extra_forbidden: ${unknown.join()}`)
  }),
}

/** The same, with null for the calls of an answer that has none. */
const nullCalls = {
  hooks: {
    ...mistral,
    completion: (body: JsonObject): JsonObject => ({
      ...body,
      choices: (body['choices'] as JsonObject[]).map((choice) => ({
        ...choice,
        message: { tool_calls: null, ...(choice['message'] as JsonObject) },
      })),
    }),
  },
}

describe.concurrent('a preset as the target', () => {
  test('gets its key, and requests as it takes them; the rest of the run is as ever', async () => {
    const server = await standIn({ hooks: mistral, key: KEY })
    const only = [
      '--reference',
      'none',
      '--only',
      'chat/id',
      'parameters/seed',
      'parameters/max-completion-tokens',
      'parameters/max-tokens',
    ]
    const run = await reported(['--target', `mistral=${server.url}/v1`, '--model', 'gpt-4o-mini', ...only], {
      MISTRAL_API_KEY: KEY,
    })
    expect({ code: run.code, stderr: run.stderr }).toMatchObject({ code: 0 })
    expect(violations('run-record', run.record)).toEqual([])
    expect(headersOf(server, 'authorization')).toEqual([`Bearer ${KEY}`])
    expect(bodies(server).length).toBeGreaterThan(3)
    expect(bodies(server).filter((body) => 'seed' in body || 'max_completion_tokens' in body)).toEqual([])
    expect(bodies(server).every((body) => body['random_seed'] === 7)).toBe(true)
    expect(outcomes(run.record)).toMatchObject({
      'chat/id/form': 'pass',
      'parameters/max-tokens/caps-the-answer': 'pass',
      'parameters/seed/repeats': 'skip',
      'parameters/max-completion-tokens/caps-the-answer': 'skip',
    })
    expect(run.record.rules.find(({ id }) => id === 'parameters/seed/repeats')?.reason).toContain(
      '`seed` is sent as `random_seed`',
    )
    expect(run.report).toContain('Judged as Mistral AI')
    expect(traces(everythingIn(run.out) + run.stdout + run.stderr)).toEqual([])
    const plain = await reported([
      '--target',
      (await standIn()).url,
      '--model',
      'gpt-4o-mini',
      '--reference',
      'none',
      '--only',
      'chat/id',
    ])
    const adaptedOnes = new Map(exchanges(path.join(run.out, 'target')).map((one) => [one.key, one]))
    const shared = exchanges(path.join(plain.out, 'target')).filter(({ key }) => adaptedOnes.has(key))
    expect(shared.length).toBeGreaterThan(3)
    for (const { key, request } of shared)
      expect([request.body, adaptedOnes.get(key)?.request.body]).toEqual([
        expect.stringContaining('"seed":7'),
        expect.stringContaining('"random_seed":7'),
      ])
  })

  test('is excused what is documented, seen or not, and the run can be judged again', async () => {
    const server = await standIn(nullCalls)
    const run = await reported(
      [
        '--target',
        `mistral=${server.url}/v1`,
        '--model',
        'gpt-4o-mini',
        '--reference',
        'none',
        '--only',
        'chat/response',
        'parameters/seed',
        'streaming/usage',
      ],
      { MISTRAL_API_KEY: KEY },
    )
    expect({ code: run.code, problems: run.record.knownProblems }).toEqual({ code: 0, problems: [] })
    const rule = run.record.rules.find(({ id }) => id === 'chat/response/choices-message-tool-calls-type')
    expect(rule).toMatchObject({
      outcome: 'fail',
      known: { documented: { preset: 'mistral', observed: expect.stringContaining('34 of 59') } },
    })
    expect(run.report).toMatch(/Documented departures \(1\)[^]*choices-message-tool-calls-type/)
    expect(run.report).toMatch(/Documented, and not seen here[^]*streaming\/usage\/not-unasked/)
    expect(await cli(['judge', run.out])).toMatchObject({ code: 0 })
    expect(written(run.out).record.rules).toEqual(run.record.rules)
  })

  test('takes its usual model where that is listed, and says so where not', async () => {
    const server = await standIn()
    const listed = await cli(
      ['plan', '--target', `openai=${server.url}/v1`, '--reference', 'none', '--only', 'chat/id'],
      { OPENAI_API_KEY: KEY },
    )
    expect(listed.stdout).toMatch(/chat\/id\s+\|\s+gpt-4o-mini/)
    const run = await reported(['--target', `groq=${server.url}/v1`, '--reference', 'none', '--only', 'chat/id'], {
      GROQ_API_KEY: KEY,
    })
    expect(run.record.target.models?.chat.why).toContain(
      'llama-3.1-8b-instant, which is usual for the preset, is not listed',
    )
  })

  test("of one's own is a file", async () => {
    const server = await standIn({ key: KEY })
    const file = path.join(folder(), 'mine.yaml')
    writeFileSync(
      file,
      JSON.stringify({
        id: 'mine',
        name: 'My gateway',
        about: 'a test',
        documentation: 'none',
        checked: '2026-11-25',
        baseUrl: `${server.url}/v1`,
        key: { variables: ['MINE_KEY'], required: true },
        headers: [
          { name: 'x-team', value: 'blue', reason: 'a test' },
          { name: 'x-secret', variable: 'MINE_SECRET', secret: true, reason: 'a test' },
        ],
        reference: { judges: [], cannot: [] },
        sources: [{ for: 'a test', link: 'https://example.org', seen: '2026-11-25' }],
      }),
    )
    const run = await reported(['--target', file, '--reference', 'none', '--only', 'chat/id'], {
      MINE_KEY: KEY,
      MINE_SECRET: 'hush-hush-99',
    })
    expect({ code: run.code, software: run.record.target.preset?.id }).toEqual({ code: 0, software: 'mine' })
    expect([headersOf(server, 'x-team'), headersOf(server, 'x-secret')]).toEqual([['blue'], ['hush-hush-99']])
    expect(traces(everythingIn(run.out))).toEqual([])
  })
})

describe.concurrent('a preset as the reference', () => {
  test('is asked and compared only in what it may judge, and the report says so', async () => {
    const target = await standIn()
    const reference = await standIn({ key: KEY })
    const run = await reported(
      [
        '--target',
        target.url,
        '--reference',
        `anthropic=${reference.url}/v1`,
        '--reference-model',
        'gpt-4o-mini',
        '--only',
        'chat/id',
        'logprobs/asked',
        'errors/json',
      ],
      { ANTHROPIC_API_KEY: KEY },
    )
    expect({ code: run.code, kind: run.record.reference.kind }).toEqual({ code: 0, kind: 'live' })
    expect(bodies(target).some((body) => 'logprobs' in body)).toBe(true)
    expect(bodies(reference).some((body) => 'logprobs' in body)).toBe(false)
    expect(bodies(reference).length).toBeGreaterThan(3)
    expect(headersOf(target, 'authorization')).toEqual([])
    expect(run.stderr).toMatch(/Anthropic Claude is asked for \d of \d suites/)
    expect(reference.requests.some(({ path }) => path.endsWith('/models'))).toBe(false)
    expect(run.report).toMatch(/is held up as an example for `chat`[^]*not compared[^]*ignores logprobs/)
  })

  test('is not compared in fields in which it departs itself', async () => {
    const target = await standIn()
    const other = await standIn({
      hooks: {
        completion: (body) => {
          const { system_fingerprint: _left, ...rest } = body
          return rest
        },
      },
    })
    const only = ['--only', 'chat/id', '--reference-model', 'gpt-4o-mini']
    const pathsOf = (differences: { path: string }[]): string[] => differences.map((one) => one.path)
    const plain = await reported(['--target', target.url, '--reference', `${other.url}/v1`, ...only])
    expect(pathsOf(plain.record.differences)).toContain('$.system_fingerprint')
    const preset = await reported(['--target', target.url, '--reference', `anthropic=${other.url}/v1`, ...only], {
      ANTHROPIC_API_KEY: KEY,
    })
    expect(pathsOf(preset.record.differences)).not.toContain('$.system_fingerprint')
  })

  test('is sent requests as it takes them, and the target as ever', async () => {
    const target = await standIn()
    const reference = await standIn({ hooks: mistral })
    const run = await reported(
      [
        '--target',
        target.url,
        '--reference',
        `mistral=${reference.url}/v1`,
        '--reference-model',
        'gpt-4o-mini',
        '--only',
        'chat/content',
        'parameters/max-completion-tokens',
      ],
      { MISTRAL_API_KEY: KEY },
    )
    expect(run.code).toBe(0)
    expect(bodies(target).every((body) => body['seed'] === 7)).toBe(true)
    expect(bodies(reference).every((body) => body['random_seed'] === 7 && !('seed' in body))).toBe(true)
    expect(run.record.differences.filter(({ aspect }) => aspect === 'status')).toEqual([])
    expect(outcomes(run.record)).toMatchObject({ 'parameters/max-completion-tokens/caps-the-answer': 'pass' })
  })
})

describe.concurrent('before anything is sent, one line tells', () => {
  test.for<[string, string[], RegExp]>([
    [
      'a missing key',
      ['--target', 'mistral'],
      /--target mistral needs a key, and MISTRAL_API_KEY is not set.*Set MISTRAL_API_KEY \(.*Nothing was sent/,
    ],
    ['a slip', ['--target', 'gemni'], /--target gemni is no preset; did you mean gemini\?/],
    ['an unknown preset to show', ['presets', 'clude'], /clude: there is no such preset; did you mean claude\?/],
    ['an unknown preset of traffic', ['judge', 'x.jsonl', '--preset', 'opnai'], /--preset opnai.*openai/],
  ])('%s', async ([, args, says]) => {
    const { code, stdout, stderr } = await cli(args)
    expect(stderr).toMatch(says)
    expect({ code, stdout, lines: stderr.trimEnd().split('\n').length }).toEqual({ code: 2, stdout: '', lines: 1 })
  })
})

test('where no models are listed, the usual one is tried, and what is wrong with it or the key is told', async () => {
  const server = await standIn({ key: KEY })
  const tried = (key: string): Promise<{ code: number | null; stderr: string }> =>
    cli(['plan', '--target', `anthropic=${server.url}/v1`, '--reference', 'none', '--only', 'chat/id'], {
      ANTHROPIC_API_KEY: key,
    })
  expect(await tried(KEY)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/has no model claude-haiku-4-5 \(HTTP 404/),
  })
  expect(await tried('another-key')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/refuses the key \(HTTP 401.*ANTHROPIC_API_KEY/),
  })
})

describe.concurrent('the keys of presets', () => {
  test('go in the header that is theirs, and are nowhere afterwards', async () => {
    const seen: Record<string, unknown>[] = []
    const server = await standIn()
    const front = await httpServer(async (request, response) => {
      seen.push(request.headers)
      const echo = `${KEY} ${String(request.headers['x-portkey-virtual-key'])}`
      const parts: Buffer[] = []
      for await (const part of request) parts.push(part as Buffer)
      const { status, headers, body } = await fetch(server.url + String(request.url).replace('/openai', ''), {
        method: request.method ?? 'GET',
        ...(parts.length > 0 ? { body: Buffer.concat(parts) } : {}),
      })
      const text = body === null ? '' : await new Response(body).text()
      response
        .writeHead(status, { 'content-type': headers.get('content-type') ?? '', 'x-echo': echo })
        .end(text.replaceAll('"model":', `"echo":"${echo}","model":`))
    })
    const only = ['--model', 'gpt-4o-mini', '--reference', 'none', '--only', 'chat/id', 'errors/json']
    const azure = await reported(['--target', 'azure', ...only], {
      AZURE_OPENAI_API_KEY: KEY,
      AZURE_OPENAI_ENDPOINT: `${front}/`,
    })
    expect(seen.every((headers) => headers['api-key'] === KEY && headers['authorization'] === undefined)).toBe(true)
    seen.length = 0
    const portkey = await reported(['--target', `portkey=${front}/v1`, ...only], {
      PORTKEY_API_KEY: KEY,
      PORTKEY_VIRTUAL_KEY: 'virtual-key-77',
      PORTKEY_PROVIDER: 'openai',
    })
    expect(
      seen.every(
        (headers) =>
          headers['x-portkey-api-key'] === KEY &&
          headers['x-portkey-virtual-key'] === 'virtual-key-77' &&
          headers['x-portkey-provider'] === 'openai',
      ),
    ).toBe(true)
    for (const run of [azure, portkey]) {
      expect(run.record.summary.rules).toBeGreaterThan(0)
      expect(traces(everythingIn(run.out) + run.stdout + run.stderr)).toEqual([])
    }
    expect(everythingIn(portkey.out).includes('x-portkey-provider')).toBe(true)
  })

  test('of OpenAI goes to no other preset', async () => {
    const server = await standIn()
    await reported(['--target', `litellm=${server.url}/v1`, '--reference', 'none', '--only', 'chat/id'], {
      OPENAI_API_KEY: KEY,
    })
    expect(headersOf(server, 'authorization')).toEqual([])
  })
})

test('all presets are listed, and one is told with its sources', async () => {
  const all = await cli(['presets'], { GROQ_API_KEY: KEY })
  expect(all).toMatchObject({ code: 0, stderr: '' })
  expect(all.stdout).toMatch(
    /gemini +Google Gemini: https:\/\/generativelanguage[^]*key: GEMINI_API_KEY or GOOGLE_API_KEY[^]*reference for: chat/,
  )
  expect(all.stdout).toMatch(/key: GROQ_API_KEY \(set\)/)
  expect(all.stdout).not.toContain(KEY)
  const one = await cli(['presets', 'claude'])
  expect(one).toMatchObject({ code: 0, stderr: '' })
  expect(one.stdout).toMatch(/response_format is ignored.*docs\.anthropic\.com.*2026-11-25/)
})

test('captured traffic of a provider is excused what is documented of it', async () => {
  const file = path.join(folder(), 'calls.jsonl')
  const body = completion()
  const [choice] = body['choices'] as unknown as JsonObject[]
  const answer = {
    ...body,
    choices: [{ ...choice, message: { ...(choice?.['message'] as JsonObject), tool_calls: null } }],
  }
  writeFileSync(
    file,
    JSON.stringify({
      request: { url: 'https://api.mistral.ai/v1/chat/completions', body: { model: body['model'], messages: [] } },
      response: { status: 200, headers: { 'content-type': 'application/json' }, body: answer },
    }),
  )
  const judged = async (...more: string[]) => {
    const out = folder()
    return { ...(await cli(['judge', file, '--out', out, ...more])), ...written(out) }
  }
  expect((await judged()).code).toBe(1)
  const excused = await judged('--preset', 'mistral')
  expect({ code: excused.code, preset: excused.record.target.preset?.id }).toEqual({ code: 0, preset: 'mistral' })
  expect(violations('run-record', excused.record)).toEqual([])
  expect(excused.report).toContain('Documented departures (1)')
  expect((await judged('--preset', 'groq')).record.rules.filter(({ known }) => known)).toHaveLength(1)
  expect((await judged('--preset', 'openai')).code).toBe(1)
})
