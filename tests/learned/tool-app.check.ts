import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { deviationNamed } from '../../src/deviations/catalogue.ts'
import { readProfile } from '../../src/policy/profile-file.ts'
import { gate } from '../apps/gate.ts'
import { cli, folder } from '../cli/command-line.ts'
import { standIn } from '../cli/servers.ts'

const APP = `'${process.execPath}' '${fileURLToPath(new URL('tool-app.mjs', import.meta.url))}'`

test('an app with a streamed tool loop, through the official SDK, gets a gate that is true', async () => {
  const out = path.join(folder(), 'weather.yaml')
  const { url } = await standIn()
  const args = ['learn', '--upstream', url, '--command', APP, '--name', 'weather', '--out', out, '--jobs', '2']
  const { code, stderr } = await cli(args)
  expect(code, stderr).toBe(0)
  const profile = readProfile(out)
  const { breaks = [], survives = [], flaky = [], 'not-tried': notTried = [] } = profile.deviations ?? {}
  expect(breaks.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['stream-finish-stop', 'silently-cut', 'stream-arguments-wrapped']),
  )
  expect(survives).toEqual(expect.arrayContaining(['absent:chat-completion-chunk.id']))
  expect([flaky.length < 3, notTried]).toEqual([true, []])
  expect(await gate(profile)).toMatchObject({ verdict: 'works', open: [] })
  for (const name of ['stream-finish-stop', 'silently-cut'])
    expect(await gate(profile, deviationNamed(name).hooks)).toMatchObject({ verdict: 'breaks' })
})
