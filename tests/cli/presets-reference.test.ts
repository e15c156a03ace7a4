import { describe, expect, test } from 'vitest'
import { cli, everythingIn, outcomes, reported } from './command-line.ts'
import { bodies, headersOf, KEY, mistral, traces } from './preset-servers.ts'
import { httpServer, standIn } from './servers.ts'

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
    expect(run.evidence).toMatch(/is held up as an example for `chat`[^]*not compared[^]*ignores logprobs/)
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
