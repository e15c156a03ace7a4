import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { store } from '../cli/binaries.ts'
import { cli, folder } from '../cli/command-line.ts'
import { listening } from '../cli/servers.ts'
import { fakeReleases } from './fake-releases.ts'
import { releaseServer } from './release-server.ts'
import { firstLine, upgraded } from './upgraded.ts'

describe.concurrent('upgrade', () => {
  test('says first that the other release regresses, and does not advise to install it', async () => {
    const ended = await upgraded('0.24.0', { '0.33.0-rc1': 'deaf' }, ['--to', 'latest-rc'])
    expect(ended.code).toBe(1)
    expect(firstLine(ended)).toBe('REGRESSES  Ollama 0.24.0 → Ollama 0.33.0-rc1')
    expect(ended.stdout).toContain('stop/string/ends-before-it')
    expect(ended.stdout.trim().split('\n').at(-1)).toMatch(/^To install 0\.33\.0-rc1 all the same: /)
  })

  test('a known deviation counts for nothing, and one that is mended can be dropped', async () => {
    const known = path.join(folder(), 'known.yaml')
    writeFileSync(known, '- rule: stop/**\n  reason: we cut by ourselves\n')
    const kept = await upgraded('0.24.0', { '0.33.0': 'deaf' }, ['--known', known], 'stop/string/ends-before-it')
    expect(kept.code).toBe(0)
    expect(firstLine(kept)).toBe('SAFE but for 1 known deviation  Ollama 0.24.0 → Ollama 0.33.0')
    expect(kept.stdout).not.toContain('Bring the list of known deviations up to date')
    const dropped = await upgraded('0.24.0', { '0.33.0': null }, ['--known', known], 'stop/string/ends-before-it')
    expect(dropped.stdout).toMatch(/Bring the list of known deviations up to date: .*stop\/\*\*/)
  })

  test('what is mended is told', async () => {
    const dir = folder()
    const url = await listening(releaseServer('0.24.0', true), 'http://')
    const args = ['upgrade', '--target', url, '--only', 'stop/string', '--out', folder()]
    const { stdout, code } = await cli(args, { OLLAMA_MODELS: store() }, fakeReleases(dir, { '0.25.0': null }))
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Mended:\n {2}must {2}stop\/string\/ends-before-it {2}/m)
  })

  test('with --anyway the same release is compared with itself, and is safe', async () => {
    const ended = await upgraded('0.32.15', { '0.32.15': null }, ['--anyway'])
    expect(ended.code).toBe(0)
    expect(firstLine(ended)).toBe('SAFE  Ollama 0.32.15 (1) → Ollama 0.32.15 (2)')
  })

  test('the newest release is no step back, and one that is named may be', async () => {
    const newer = await upgraded('0.33.0', { '0.24.0': null, '0.33.0-rc1': null }, ['--to', 'latest-rc'])
    expect(newer).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /^Nothing to do: Ollama 0\.33\.0 runs, which is newer than latest-rc, 0\.33\.0-rc1\./,
      ),
    })
    const older = await upgraded('0.33.0', { '0.24.0': null }, ['--to', '0.24.0'])
    expect(older.stderr).toContain('0.24.0 is older: this tells what the way back would change.')
    expect(firstLine(older)).toBe('SAFE  Ollama 0.33.0 → Ollama 0.24.0')
  })
})
