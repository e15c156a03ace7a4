import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { isAlive } from '../cli/binaries.ts'
import { cli, folder, NOWHERE } from '../cli/command-line.ts'
import { fixed } from '../cli/servers.ts'
import { fakeReleases } from './fake-releases.ts'
import { firstLine, upgraded } from './upgraded.ts'

describe.skipIf(process.platform === 'win32').concurrent('upgrade', () => {
  test('starts the newest release beside the one that runs, and says first that it is safe', async () => {
    const ended = await upgraded('0.24.0', { '0.24.0': null, '0.32.15': null, '0.33.0-rc1': null })
    expect({ code: ended.code, verdict: ended.upgrade?.verdict }).toEqual({ code: 0, verdict: 'safe' })
    expect(firstLine(ended)).toBe('SAFE  Ollama 0.24.0 → Ollama 0.32.15')
    expect(ended.stdout).toMatch(/^Next: Upgrade to Ollama 0\.32\.15\.$/m)
    expect(ended.stdout).toContain(path.join(ended.out, 'upgrade.md'))
    expect(ended.stdout.trim().split('\n').at(-1)).toMatch(/^To install 0\.32\.15: .*0\.32\.15/)
    // Fetched before anything is measured; the comparison takes it out of the cache.
    expect(new Set(ended.releases.installed)).toEqual(new Set(['0.32.15']))
    expect(isAlive(path.join(ended.dir, '0.32.15.pid'))).toBe(false)
  })

  test('tells what the matrix knows before anything is fetched', async () => {
    const ended = await upgraded('0.24.0', { '0.32.15': 'missing' }, [], 'stop reasoning streaming')
    expect(ended.code).toBe(2)
    const [known, missing] = [
      ended.stderr.indexOf('reasoning/text/answer-after-thought  held in 0.24.0, fails in 0.32.15'),
      ended.stderr.indexOf('0.32.15 cannot be fetched.'),
    ]
    expect(known).toBeGreaterThan(-1)
    expect(missing).toBeGreaterThan(known)
    expect(ended.stderr).toContain('streaming/role/once  failed in 0.24.0, holds in 0.32.15')
    expect(ended.stderr).not.toContain('vision/text-only/refused')
  })

  test('where the newest release runs, one line says that nothing is to do', async () => {
    const ended = await upgraded('0.32.15', { '0.32.15': null })
    expect(ended).toMatchObject({
      code: 0,
      stderr: '',
      stdout: 'Nothing to do: Ollama 0.32.15 runs already, and is latest. --anyway compares all the same.\n',
      upgrade: null,
    })
    expect(ended.releases.installed).toEqual([])
  })

  test.for<[string, () => Promise<string>, RegExp]>([
    ['where nobody listens', async () => NOWHERE, /cannot be reached .*ollama serve/],
    [
      'a server of another kind',
      () => fixed(404, 'text/plain', 'nothing'),
      /is no Ollama: GET \/api\/version answers HTTP 404/,
    ],
    ['a version that is none', () => fixed(200, 'application/json', '{"version":7}'), /is no Ollama/],
  ])('%s is told in one line, and nothing is fetched', async ([, address, message]) => {
    const releases = fakeReleases(folder(), { '0.33.0': null })
    const { code, stderr } = await cli(['upgrade', '--out', folder()], { OLLAMA_HOST: await address() }, releases)
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringMatching(message) })
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(releases.installed).toEqual([])
  })

  test('a release that does not start is told in one line', async () => {
    const { code, stderr } = await upgraded('0.24.0', { '0.33.0': 'broken' })
    expect(code).toBe(2)
    expect(stderr.trim().split('\n').at(-1)).toMatch(/0\.33\.0\/ollama serve does not answer .*no such library/)
  })

  test('a release that there is not is told before anything is sent', async () => {
    const { code, stderr, upgrade } = await upgraded('0.24.0', { '0.33.0': null }, ['--to', '0.99.0'])
    expect({ code, stderr, upgrade }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no release 0.99.0'),
      upgrade: null,
    })
  })
})
