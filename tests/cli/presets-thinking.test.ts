import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/deviations/server-reply.ts'
import { cli, folder, outcomes, reported, written } from './command-line.ts'
import { bodies, KEY } from './preset-servers.ts'
import { errorReply, onChat, standIn, type StandIn } from './servers.ts'

const WITH_KEY = { OPENAI_API_KEY: KEY }
const NANO = 'gpt-5-nano'

/** Efforts that were asked for, in the order of their first request. */
const efforts = (server: StandIn): unknown[] => [
  ...new Set(
    server.requests.flatMap(({ body }) => {
      const value = JSON.parse(body ?? '{}') as JsonObject
      return 'messages' in value ? [value['reasoning_effort']] : []
    }),
  ),
]

describe.concurrent('a model of a family that the preset knows', () => {
  test('is the target: kept from thinking as documented, and what it refuses is unsupported', async () => {
    const server = await standIn()
    const only = ['--only', 'chat/id', 'chat/content', 'stop/string', 'parameters/max-tokens', 'parameters/temperature']
    const run = await reported(
      ['--target', `openai=${server.url}/v1`, '--model', NANO, '--reference', 'none', ...only],
      WITH_KEY,
    )
    // Refused rules leave the verdict open; none fails.
    expect({ code: run.code, failures: run.record.rules.filter(({ outcome }) => outcome === 'fail') }).toEqual({
      code: 2,
      failures: [],
    })
    expect(efforts(server)).toEqual([undefined, 'minimal'])
    expect(run.record.target.models?.chat.traits).toMatchObject({
      thinks: 'optional',
      effort: { chat: { reasoning_effort: 'minimal' } },
      refuses: [
        { parameter: 'max_tokens', instead: 'max_completion_tokens' },
        { parameter: 'temperature', instead: null },
      ],
      documented: { seen: '2026-11-30' },
    })
    expect(outcomes(run.record)).toMatchObject({
      'chat/id/form': 'pass',
      'parameters/max-tokens/caps-the-answer': 'unsupported',
      'stop/string/ends-before-it': 'unsupported',
    })
    expect(run.stdout + run.stderr).toMatch(/documented to refuse .*stop/)
    expect(await cli(['judge', run.out])).toMatchObject({ code: 2 })
    expect(written(run.out).record.rules).toEqual(run.record.rules)
  })

  test('is the reference: asked as the target is, and nothing differs but the family', async () => {
    const target = await standIn()
    const reference = await standIn({ key: KEY })
    const run = await reported(
      [
        '--target',
        target.url,
        '--model',
        'gpt-4o-mini',
        '--reference',
        `openai=${reference.url}/v1`,
        '--reference-model',
        NANO,
        '--only',
        'chat/id',
        'chat/content',
        'streaming/identity',
      ],
      WITH_KEY,
    )
    expect({ code: run.code, kind: run.record.reference.kind }).toEqual({ code: 0, kind: 'live' })
    expect(bodies(reference).length).toBeGreaterThan(3)
    expect(bodies(reference).filter((body) => 'max_tokens' in body || body['reasoning_effort'] !== 'minimal')).toEqual(
      [],
    )
    expect(bodies(target).every((body) => 'max_tokens' in body && !('reasoning_effort' in body))).toBe(true)
    expect(run.record.differences.filter(({ aspect }) => aspect === 'status')).toEqual([])
    expect(run.stderr).toMatch(/Reference +OpenAI live, gpt-5-nano: thinks; turned off with reasoning_effort: minimal/)
  })
})

describe.concurrent('a model that is not listed', () => {
  const planned = async (server: StandIn, model: string, target = `openai=${server.url}/v1`) =>
    cli(['plan', '--target', target, '--model', model, '--reference', 'none', '--only', 'chat/id'], WITH_KEY)

  test('is there if it only refuses a parameter', async () => {
    const request = ({ model, ...body }: JsonObject): JsonObject => ({
      ...body,
      model: model === 'my-deployment' ? NANO : (model ?? null),
    })
    expect(await planned(await standIn({ hooks: { request } }), 'my-deployment')).toMatchObject({ code: 0 })
  })

  test('is replaced by the usual one where it is gone, and by the nearest where it is a slip', async () => {
    const gone = onChat((reply, { body }) =>
      body?.includes('gpt-3.5') ? errorReply(404, 'The model `gpt-3.5` has been deprecated, learn more.') : reply,
    )
    const server = await standIn({ hooks: gone })
    const file = path.join(folder(), 'mine.yaml')
    writeFileSync(
      file,
      JSON.stringify({
        id: 'mine',
        name: 'Mine',
        about: 'a test',
        documentation: 'none',
        checked: '2026-11-30',
        baseUrl: `${server.url}/v1`,
        key: { variables: ['MINE_KEY'], required: false },
        models: { chat: 'gpt-4o-mini' },
        reference: { judges: [], cannot: [] },
        sources: [{ for: 'a test', link: 'https://example.org', seen: '2026-11-30' }],
      }),
    )
    expect((await planned(server, 'gpt-3.5', file)).stderr).toMatch(
      /has no model gpt-3.5 \(HTTP 404: .*deprecated.*\)\. Usual for the preset is gpt-4o-mini\.\n$/,
    )
    expect((await planned(server, 'gpt-5-nan', file)).stderr).toMatch(
      /\. The nearest it has is gpt-5-nano\. Usual for the preset is gpt-4o-mini\.\n$/,
    )
    // The usual model of this preset is not listed, so it would be no help.
    expect((await planned(server, 'gpt-3.5')).stderr).toMatch(/The nearest it has is \S+\.\n$/)
  })
})

test('a model that the list says is shut down is chosen last', async () => {
  const server = await standIn({
    hooks: {
      response: (reply, { path: asked }) => ({
        ...reply,
        chunks: asked.endsWith('/models')
          ? reply.chunks.map((chunk) => ({
              ...chunk,
              bytes: String(chunk.bytes).replaceAll(
                /"id":"gpt-4o-mini[^"]*"/g,
                (id) => `${id},"shutdown_date":"2027-01-14"`,
              ),
            }))
          : reply.chunks,
      }),
    },
  })
  const run = await reported(
    ['--target', `openai=${server.url}/v1`, '--reference', 'none', '--only', 'chat/id'],
    WITH_KEY,
  )
  expect(run.record.target.models?.chat).toMatchObject({ name: NANO, why: expect.stringContaining('gpt-6-luna') })
})
