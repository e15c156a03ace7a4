import { cpSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { cli, folder, outcomes, reported, withOutcome, type Reported } from './command-line.ts'
import { posted, standIn, type StandIn } from './servers.ts'
import { bytes, merged, sharded } from './sharded.ts'

/** A server that tells a version. */
const ollama = (): Promise<StandIn> =>
  standIn({
    hooks: {
      response: (reply, { path: at }) =>
        at === '/api/version'
          ? {
              ...reply,
              status: 200,
              headers: [['content-type', 'application/json']],
              chunks: [{ afterMs: 0, bytes: '{"version":"1.2.3"}' }],
            }
          : reply,
    },
  })

describe.concurrent('shards of a run over live servers', () => {
  test('send each request once between them, and merge to what a run over the same answers gives', async () => {
    const [target, reference] = [await standIn(), await standIn()]
    const args = [
      '--target',
      target.url,
      '--reference',
      reference.url,
      '--only',
      'chat',
      'stop',
      'tools/call',
      'models',
      'usage',
    ]
    const runs = await sharded(args, 2)
    const one = await merged(runs)
    const sent = posted(target)
    // The same answers, not sharded: the folder of the merged run is gone on with, and nothing is missing.
    const whole = folder()
    for (const side of ['target', 'reference'])
      cpSync(path.join(one.out, side), path.join(whole, side), { recursive: true })
    await cli([...args, '--out', whole, '--resume'])
    expect(posted(target)).toBe(sent)
    expect(bytes(one.out)).toEqual(bytes(whole))
    expect(withOutcome(one.record, 'error')).toEqual([])
    expect(runs.every(({ record }) => record.traffic.target.requests > 0)).toBe(true)
    expect(runs.reduce((sum, { record }) => sum + record.traffic.target.requests, 0)).toBe(
      one.record.traffic.target.requests,
    )
  })

  test('what only all answers together show is seen after merging', async () => {
    const { url } = await standIn({
      hooks: {
        completion: (body, { tools }) => (tools === undefined ? body : { ...body, id: 'chatcmpl-always-the-same' }),
      },
    })
    const runs = await sharded(
      [
        '--target',
        url,
        '--reference',
        'none',
        '--only',
        'chat/id',
        'tools/call',
        'tools/result-round-trip',
        'tools/names',
      ],
      2,
    )
    const id = 'chat/id/unique'
    expect(
      runs.flatMap(({ record }) =>
        record.rules.filter((rule) => rule.id === id && rule.code !== 'not-selected').map(({ outcome }) => outcome),
      ),
    ).toEqual(['pass'])
    expect(outcomes((await merged(runs)).record)[id]).toBe('fail')
  })

  test('a fleet of one release is one target, and the report says how many answered', async () => {
    const ask = async (shard: string, url: string): Promise<Reported> =>
      reported(['--target', url, '--reference', 'none', '--only', 'stop', 'models', '--shard', shard])
    const [one, other] = [await ollama(), await ollama()]
    const { record, report, code } = await merged(
      [await ask('1/2', one.url), await ask('2/2', other.url)],
      ['--fail-on', 'should'],
    )
    expect({ code, failOn: record.options.failOn }).toEqual({ code: 0, failOn: 'should' })
    expect(record.target.note).toBe(`Answers of 2 servers alike: ${one.url}/v1, ${other.url}/v1`)
    expect(report).toContain('Answers of 2 servers alike')
  })

  test('more shards than parts are refused before anything is sent', async () => {
    const server = await standIn()
    const { code, stderr } = await cli([
      '--target',
      server.url,
      '--reference',
      'none',
      '--only',
      'stop/string',
      '--shard',
      '1/2',
      '--out',
      folder(),
    ])
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/only 1 parts? that can be run apart.*at most 1/),
    })
    expect(posted(server)).toBe(0)
  })
})
