import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { RunRecord } from '../../src/record/record.ts'
import type { RecordingInfo } from '../../src/recording/recording.ts'
import { cli, folder, outcomes, reported, withOutcome, written, type Ended, type Reported } from './command-line.ts'
import { standIn, type StandIn } from './servers.ts'

// Each of these is several whole runs.
const RECORDING = new URL('../../fixtures/recordings/ollama-0.32.15', import.meta.url).pathname

/** Runs every shard, each in a folder of its own. */
const sharded = async (args: string[], of: number): Promise<Reported[]> => {
  const runs: Reported[] = []
  for (let at = 1; at <= of; at++) runs.push(await reported([...args, '--shard', `${at}/${of}`]))
  return runs
}
const merged = (runs: readonly { out: string }[], more: string[] = []): Promise<Reported> =>
  reported(['merge', ...runs.map(({ out }) => out), ...more])

/** The bytes of the record and the report without the block, and the line, that say when and how. */
function bytes(out: string): { results: string; report: string } {
  const read = (name: string): string => readFileSync(path.join(out, name), 'utf8')
  return {
    results: read('results.json').replace(/\n  "metadata": \{.*?\n  \}/s, ''),
    report: read('report.md').replace(/\n<sub>Started .*\n/, ''),
  }
}

describe('shards of a run over a recording', () => {
  const args = ['--target', RECORDING, '--reference', 'observed']
  let runs: Reported[]
  beforeAll(async () => {
    runs = await sharded(args, 3)
  })

  test('merge, in any order, to the bytes of the run that is not sharded', async () => {
    const [whole, one] = [await reported(args), await merged([...runs].reverse())]
    expect(bytes(one.out)).toEqual(bytes(whole.out))
    expect(one.code).toBe(whole.code)
    expect((await cli(['judge', one.out])).code).toBe(whole.code)
    expect(bytes(one.out)).toEqual(bytes(whole.out))
    expect(one.record.metadata.startedAt).toBe(runs.map(({ record }) => record.metadata.startedAt).sort()[0])
  })

  test('each is said to be a part, and judges its own rules alone', () => {
    const judged = runs.map(({ record }) =>
      record.rules.filter(({ outcome }) => outcome !== 'skip').map(({ id }) => id),
    )
    expect(new Set(judged.flat()).size).toBe(judged.flat().length)
    for (const { record, stdout, report } of runs)
      for (const text of [record.summary.sentence, stdout, report]) expect(text).toMatch(/Shard \d of 3: /)
  })

  test('what does not belong together is one line', async () => {
    const [first, second, third] = runs.map(({ out }) => out)
    const changed = (change: (record: RunRecord) => void, info: Partial<RecordingInfo> = {}, of = second): string => {
      const dir = folder()
      cpSync(of ?? '', dir, { recursive: true })
      const { record } = written(dir)
      change(record)
      writeFileSync(path.join(dir, 'results.json'), JSON.stringify(record))
      const place = path.join(dir, 'target', 'recording.json')
      writeFileSync(place, JSON.stringify({ ...(JSON.parse(readFileSync(place, 'utf8')) as RecordingInfo), ...info }))
      return dir
    }
    const same = (): void => {}
    const refused = async (dirs: (string | undefined)[], says: RegExp): Promise<void> => {
      const { code, stdout, stderr }: Ended = await cli([
        'merge',
        ...dirs.flatMap((dir) => dir ?? []),
        '--out',
        folder(),
      ])
      expect({ code, stdout, lines: stderr.trimEnd().split('\n').length }).toEqual({ code: 2, stdout: '', lines: 1 })
      expect(stderr).toMatch(says)
    }
    await refused([first, third], /Shard 2\/3 is missing\. Run it with --shard 2\/3/)
    await refused([first], /Shard 2\/3, 3\/3 is missing/)
    await refused([first, second, second, third], /are both shard 2\/3/)
    await refused(
      [
        first,
        changed(({ options }) => {
          options.shard = { index: 2, of: 4, plan: 'x' }
        }),
        third,
      ],
      /is a shard of 3 and .* is a shard of 4\. Name the shards of one run/,
    )
    await refused(
      [
        first,
        changed(({ suite }) => {
          suite.version = '0.0.9'
        }),
        third,
      ],
      /suite 0\.1\.0 .*suite 0\.0\.9/,
    )
    await refused(
      [
        first,
        changed(({ options }) => {
          options.only = ['stop']
        }),
        third,
      ],
      /has its own --only/,
    )
    await refused(
      [
        first,
        changed(({ options }) => {
          options.shard = { index: 2, of: 3, plan: 'other' }
        }),
        third,
      ],
      /is a part of its own plan/,
    )
    await refused(
      [
        first,
        changed(({ reference }) => {
          reference.kind = 'none'
        }),
        third,
      ],
      /has the reference .* Run all shards with the same --reference/,
    )
    await refused([first, second, RECORDING], /results\.json does not exist/)
    const unsharded = changed(({ options }) => {
      delete options.shard
    })
    await refused([first, unsharded, third], /holds a whole run, not a shard/)
    await refused(
      [first, changed(same, { server: { software: 'Ollama', version: '0.5.7' } }), third],
      /Ollama 0\.32\.15.* and .* of Ollama 0\.5\.7.*one target/,
    )
    // Where no version is told, only the address says that it is the same server.
    const nameless = { server: { software: 'OpenAI-compatible server', version: null } }
    await refused(
      [
        changed(same, nameless, first),
        changed(same, { ...nameless, baseUrl: 'http://127.0.0.1:2/v1' }),
        changed(same, nameless, third),
      ],
      /at http:\/\/127\.0\.0\.1:\d+\/v1 and .* at http:\/\/127\.0\.0\.1:2\/v1\. Shards are of one target/,
    )
    const { code, stderr } = await cli(['merge', ...runs.map(({ out }) => out), '--out', first ?? ''])
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/--out .* would write over it/) })
  })

  test('are not merged into a folder behind a link', async () => {
    const [out, elsewhere] = [folder(), folder()]
    cpSync(RECORDING, elsewhere, { recursive: true })
    symlinkSync(elsewhere, path.join(out, 'target'))
    const { code, stderr } = await cli(['merge', ...runs.map((one) => one.out), '--out', out])
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining(`${path.join(out, 'target')} is a link`),
    })
    expect(readFileSync(path.join(elsewhere, 'exchanges.jsonl'))).toEqual(
      readFileSync(path.join(RECORDING, 'exchanges.jsonl')),
    )
  })
})

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
  const asked = ({ requests }: StandIn): number => requests.filter(({ method }) => method === 'POST').length

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
    const sent = asked(target)
    // The same answers, not sharded: the folder of the merged run is gone on with, and nothing is missing.
    const whole = folder()
    for (const side of ['target', 'reference'])
      cpSync(path.join(one.out, side), path.join(whole, side), { recursive: true })
    await cli([...args, '--out', whole, '--resume'])
    expect(asked(target)).toBe(sent)
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
    expect(asked(server)).toBe(0)
  })
})
