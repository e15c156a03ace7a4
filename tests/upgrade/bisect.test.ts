import { expect, test } from 'vitest'
import { cli, folder } from '../cli/command-line.ts'
import { fakeReleases } from './fake-releases.ts'

test.for<[string, string[], RegExp]>([
  ['no rule', ['0.1.0', '0.2.0'], /either --rule ID, or --profile/],
  ['a rule and a client', ['0.1.0', '0.2.0', '--rule', 'x', '--profile', 'codex'], /either --rule ID, or --profile/],
  [
    'a rule that there is not',
    ['0.1.0', '0.2.0', '--rule', 'stop/string/ends-befor-it'],
    /nearest is stop\/string\/ends-before-it/,
  ],
  ['a client that there is not', ['0.1.0', '0.2.0', '--profile', 'codexx'], /nearest client is codex/],
  ['a release that there is not', ['0.1.0', '0.9.0', '--profile', 'codex'], /no release 0\.9\.0/],
  ['one release', ['0.1.0', '0.1.0', '--profile', 'codex'], /GOOD and BAD are both 0\.1\.0/],
])('bisect with %s is told in one line, and nothing is fetched', async ([, args, message]) => {
  const releases = fakeReleases(folder(), { '0.1.0': null, '0.2.0': null })
  const { code, stdout, stderr } = await cli(['bisect', ...args, '--out', folder()], {}, releases)
  expect({ code, stdout, stderr }).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(message) })
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect(releases.installed).toEqual([])
})
