import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { RunRecord } from '../../src/record/record.ts'
import type { RecordingInfo } from '../../src/recording/recording.ts'
import { cli, folder, reported, written, type Ended, type Reported } from './command-line.ts'
import { bytes, merged, sharded } from './sharded.ts'

// Each of these is several whole runs.
const RECORDING = new URL('../../fixtures/recordings/ollama-0.32.15', import.meta.url).pathname

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
