import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { readProfile } from '../../src/policy/profile-file.ts'
import type { Profile } from '../../src/policy/profile.ts'
import { cli, folder } from './command-line.ts'
import { standIn } from './servers.ts'
import { APP } from './watched-app.ts'

/** Minutes in which some deviations are tried, and by far not all. */
const SOON = '0.02'

const tried = ({ deviations: { breaks = [], survives = [] } = {} }: Profile): number => breaks.length + survives.length

test('a measuring can be interrupted and gone on with; what was written by hand stays, and the rules can be explained', async () => {
  const dir = folder()
  const out = path.join(dir, 'shop.yaml')
  const state = path.join(dir, '.shop.yaml.learning.jsonl')
  const learn = (...args: string[]): ReturnType<typeof cli> =>
    cli(['learn', '--name', 'shop', '--out', out, '--command', APP, '--budget', SOON, ...args])
  const first = await learn('--upstream', (await standIn()).url, '--jobs', '2')
  expect(first.code).toBe(0)
  expect(first.stderr).toMatch(/\d+ deviations can touch this traffic, in \d+ ways: one run each/)
  expect(first.stderr).toContain(`--resume goes on from ${state}`)
  expect(first.stdout).toMatch(/^shop: 2 calls recorded, \d+ deviations tried\.\n/)
  expect(first.stdout).toMatch(/It survives \d+\.\nNot tried: \d+ \(.*\)\. Go on with --resume\.\nWritten to /)
  expect(first.stdout.trim().split('\n').length).toBeLessThan(25)
  const profile = readProfile(out)
  expect(profile).toMatchObject({ id: 'shop', measured: { calls: 2 }, source: expect.stringContaining('measured') })
  expect(profile.requires?.[0]?.rules).toEqual(['app/shop-chat-1/answered', 'app/shop-chat-2/answered'])
  expect(readFileSync(out, 'utf8')).not.toMatch(/Secret|jane|canary/)
  expect([profile.deviations?.['not-tried'] !== undefined, existsSync(state)]).toEqual([true, true])

  writeFileSync(out, `${readFileSync(out, 'utf8')}notes:\n  - seen in May # by Ann\n`)
  const second = await learn('--resume', '--keep-text')
  expect(second.code).toBe(0)
  const text = readFileSync(out, 'utf8')
  expect(text).toContain('seen in May # by Ann')
  expect(text).toContain('# Texts are kept as they were')
  expect(text).toContain('Secret: count from')
  expect(tried(readProfile(out))).toBeGreaterThan(tried(profile))

  const rule = 'app/shop-chat-2/whole-stream'
  expect((await cli(['explain', rule, '--profile', out])).stdout).toContain('data: [DONE]')
  const alone = await cli(['explain', rule])
  expect([alone.code, alone.stderr]).toEqual([2, expect.stringContaining(`explain ${rule} --profile FILE`)])
  const other = await cli(['learn', '--out', out, '--name', 'shop', '--command', 'true', '--resume'])
  expect([other.code, other.stderr]).toEqual([2, expect.stringContaining('is about another command')])
})
