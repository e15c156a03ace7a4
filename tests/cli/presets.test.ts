import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { violations } from '../../src/contract/validate.ts'
import type { JsonObject } from '../../src/deviations/server-reply.ts'
import { completion } from '../../src/suite/example.ts'
import type { Exchange } from '../../src/wire/exchange.ts'
import { cli, everythingIn, folder, outcomes, reported, written } from './command-line.ts'
import { bodies, headersOf, KEY, mistral, traces } from './preset-servers.ts'
import { standIn } from './servers.ts'

const exchanges = (dir: string): Exchange[] =>
  readFileSync(path.join(dir, 'exchanges.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Exchange)

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
    expect(run.evidence).toMatch(/Documented departures \(1\)[^]*choices-message-tool-calls-type/)
    expect(run.evidence).toMatch(/Documented, and not seen here[^]*streaming\/usage\/not-unasked/)
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
      request: {
        url: 'https://api.mistral.ai/v1/chat/completions',
        body: { model: body['model'], messages: [{ role: 'user', content: 'Hello.' }] },
      },
      response: { status: 200, headers: { 'content-type': 'application/json' }, body: answer },
    }),
  )
  const judged = async (...more: string[]) => {
    const out = folder()
    return { ...(await cli(['judge', file, '--out', out, '--fail-on', 'should', ...more])), ...written(out) }
  }
  expect((await judged()).code).toBe(1)
  const excused = await judged('--preset', 'mistral')
  expect({ code: excused.code, preset: excused.record.target.preset?.id }).toEqual({ code: 0, preset: 'mistral' })
  expect(violations('run-record', excused.record)).toEqual([])
  expect(excused.evidence).toContain('Documented departures (1)')
  expect((await judged('--preset', 'groq')).record.rules.filter(({ known }) => known)).toHaveLength(1)
  expect((await judged('--preset', 'openai')).code).toBe(1)
})
