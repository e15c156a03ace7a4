import { existsSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { releaseColumns } from '../../src/run/release-columns.ts'
import { cli, folder } from '../cli/command-line.ts'
import { fakeReleases } from './fake-releases.ts'

test.for<[string, string[], RegExp]>([
  ['a release that there is not', ['--releases', '0.1.0,0.9.0'], /no release 0\.9\.0/],
  ['a name that is no release', ['--releases', '0.1.0,latst'], /--releases latst is no release.* latest\./],
  ['no name between commas', ['--releases', '0.1.0,,0.2.0'], /names with commas between them/],
  ['a rule that there is not', ['--releases', '0.1.0', '--only', 'stop/strin'], /No rule matches stop\/strin/],
  ['a run folder that there is not', ['no/such-run', '--releases', '0.1.0'], /no\/such-run does not exist/],
  ['models for no release', ['--models', 'm'], /--models is about releases that are run/],
  ['--anew for no release', ['--anew'], /--anew is about releases that are run/],
])('a matrix of releases with %s is told in one line, and nothing is fetched', async ([, args, message]) => {
  const out = path.join(folder(), 'out')
  const releases = fakeReleases(folder(), { '0.1.0': null, '0.2.0': null })
  const { code, stdout, stderr } = await cli(['matrix', ...args, '--out', out], {}, releases)
  expect({ code, stdout, stderr }).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(message) })
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect(releases.installed).toEqual([])
  expect(existsSync(out)).toBe(false)
})

test('each release has a folder for each model, also where names differ in a mark only', () => {
  const names = (models: string[]): string[] =>
    releaseColumns(['0.1.0', '0.2.0-rc1'], models, 'out').map(({ dir }) => path.relative('out', dir))
  expect(names([])).toEqual([path.join('runs', '0.1.0'), path.join('runs', '0.2.0-rc1')])
  const runs = ['0.1.0-a-b', '0.1.0-a-b-2', '0.2.0-rc1-a-b', '0.2.0-rc1-a-b-2']
  expect(names(['a:b', 'a-b'])).toEqual(runs.map((name) => path.join('runs', name)))
})
