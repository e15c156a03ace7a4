import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import type { RunRecord } from '../../src/record/record.ts'
import { cli, folder, outcomes, reported, withOutcome, written, type Ended } from './command-line.ts'
import { chatRequests, standIn, type StandIn } from './servers.ts'

// Several whole runs in each of these.
const args = (server: StandIn): string[] => [
  '--target',
  server.url,
  '--reference',
  'none',
  '--only',
  'stop',
  'chat/response',
]
const selected = ({ rules }: RunRecord): string[] =>
  rules.filter(({ code }) => code !== 'not-selected').map(({ id }) => id)
const deaf = (): Promise<StandIn> => standIn({ hooks: { request: ({ stop: _stop, ...body }) => body } })

describe.concurrent('a retry', () => {
  test('sends and judges what failed, was an error or stayed inconclusive, beside the run it retries', async () => {
    const [faulty, mended] = [await deaf(), await standIn()]
    const first = await reported(args(faulty))
    const wrong = ['fail', 'error', 'inconclusive'].flatMap((outcome) => withOutcome(first.record, outcome)).sort()
    expect(withOutcome(first.record, 'fail').length).toBeGreaterThan(3)
    const { code } = await cli(['--target', mended.url, '--reference', 'none', '--only-failed', first.out])
    const { record } = written(path.join(first.out, 'retry'))
    expect(selected(record).sort()).toEqual(wrong)
    expect({ code, fail: withOutcome(record, 'fail') }).toEqual({ code: 0, fail: [] })
    expect(chatRequests(mended).length).toBeLessThan(chatRequests(faulty).length)
    expect(outcomes(written(first.out).record)).toEqual(outcomes(first.record))
    // Judged again offline it stays the part that it is.
    expect((await cli(['judge', path.join(first.out, 'retry')])).code).toBe(0)
    expect(selected(written(path.join(first.out, 'retry')).record).sort()).toEqual(wrong)
  })

  test('is narrowed further by --only and --skip, and planned before it is sent', async () => {
    const server = await deaf()
    const { out, record } = await reported(args(server))
    const [one = '', ...others] = withOutcome(record, 'fail')
    const again = await reported(['--target', server.url, '--reference', 'none', '--only-failed', out, '--only', one])
    expect(selected(again.record)).toEqual([one])
    const plan = await cli(['plan', '--target', server.url, '--reference', 'none', '--only-failed', out, '--skip', one])
    expect(plan.stdout).toMatch(
      new RegExp(
        `Skipped, not selected: ${record.suite.rules - others.length - withOutcome(record, 'inconclusive').length} rules`,
      ),
    )
  })

  test('of a rule that this version does not have is left out', async () => {
    const server = await deaf()
    const { out, record } = await reported(args(server))
    const file = path.join(out, 'results.json')
    const [gone = ''] = withOutcome(record, 'fail')
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(`"${gone}"`, '"stop/string/no-longer-there"'))
    const again = await reported(['--target', server.url, '--reference', 'none', '--only-failed', out])
    expect(selected(again.record)).not.toContain(gone)
    expect(withOutcome(again.record, 'fail').length).toBe(withOutcome(record, 'fail').length - 1)
  })

  test('that cannot be is one line', async () => {
    const server = await standIn()
    const { out } = await reported(['--target', server.url, '--reference', 'none', '--only', 'models/list'])
    const refused = async (dir: string, says: RegExp, more: string[] = []): Promise<void> => {
      const { code, stderr }: Ended = await cli([
        '--target',
        server.url,
        '--reference',
        'none',
        '--only-failed',
        dir,
        ...more,
      ])
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(says) })
      expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    }
    await refused(out, /Nothing failed in .*nothing to retry/)
    await refused(folder(), /results\.json does not exist/)
    await refused(out, /--out .* would write over it/, ['--out', out])
    expect(existsSync(path.join(out, 'retry'))).toBe(false)
  })
})
