import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Upgrade } from '../../src/history/upgrade.ts'
import { ownPlatform } from '../../src/releases/facts.ts'
import { linuxFiles, tarball } from '../releases/archives.ts'
import { releaseServer, type ReleaseServer } from '../releases/release-server.ts'
import { store } from './binaries.ts'
import { cli, folder, reported, type Ended } from './command-line.ts'

const FLAWS: Record<string, string> = { '0.32.15': 'deaf' }
const VERSIONS = ['0.24.0', '0.32.15', '0.33.0-rc2']
const FORM = `ollama-${ownPlatform()}.tar.zst`

/** Releases for this machine, of which one ignores `stop`. */
const published = async (): Promise<ReleaseServer> =>
  releaseServer(
    await Promise.all(
      VERSIONS.map(async (version) => ({
        version,
        archives: { [FORM]: await tarball(linuxFiles(version, FLAWS[version]), 'zstd') },
      })),
    ),
  )

/** Where releases come from and are kept, and models to serve. */
const environment = ({ url }: ReleaseServer): Record<string, string> => ({
  OLLAMA_CONFORMANCE_RELEASES: url,
  OLLAMA_CONFORMANCE_CACHE: folder(),
  OLLAMA_MODELS: store(),
})

describe.concurrent('a side by the name of a release', () => {
  const compared = async (
    sides: string[],
    env: Record<string, string>,
    options: string[] = [],
  ): Promise<Ended & { upgrade: Upgrade; report: string }> => {
    const out = folder()
    const ended = await cli(['compare', ...sides, '--only', 'stop/string', '--out', out, ...options], env)
    const text = (name: string): string => readFileSync(path.join(out, name), 'utf8')
    return { ...ended, upgrade: JSON.parse(text('upgrade.json')) as Upgrade, report: text('upgrade.md') }
  }

  test('is fetched, started, compared and named by its version', async () => {
    const server = await published()
    const env = environment(server)
    const regressing = await compared(['0.24.0', 'latest'], env)
    expect(regressing).toMatchObject({ code: 1, upgrade: { verdict: 'regresses' } })
    expect(regressing.upgrade.stages.map(({ name }) => name)).toEqual(['Ollama 0.24.0', 'Ollama 0.32.15'])
    expect(regressing.report).toContain('Ollama 0.24.0 → Ollama 0.32.15')
    expect(regressing.stderr).toMatch(/^Ollama 0\.24\.0: fetching, 0% of .*\n[\s\S]*^Ollama 0\.24\.0: is ready$/m)
    expect(regressing.stderr).toMatch(/^1 of 2: Ollama 0\.24\.0$/m)
    server.asked.splice(0)
    const same = await compared(['v0.24.0', '0.24.0'], env)
    expect(same).toMatchObject({ code: 0, upgrade: { verdict: 'safe' } })
    expect(server.asked).toEqual([])
  })

  test('is a target of a run, whose report names no port that is gone', async () => {
    const env = environment(await published())
    const { OLLAMA_CONFORMANCE_RELEASES: mirror = '', ...rest } = env
    const options = [
      '--target',
      '0.33.0-rc2',
      '--reference',
      'none',
      '--only',
      'stop/string',
      '--releases-from',
      mirror,
    ]
    const { code, record, report } = await reported(options, rest)
    expect({ code, label: record.target.label, baseUrl: record.target.baseUrl }).toEqual({
      code: 0,
      label: 'Ollama 0.33.0-rc2',
      baseUrl: null,
    })
    // The last line repeats the command, with the mirror in it.
    expect(report.replace(/<sub>.*/s, '')).not.toMatch(/127\.0\.0\.1:(?!11434)\d/)
    const binary = path.join(env['OLLAMA_CONFORMANCE_CACHE'] ?? '', 'releases', ownPlatform(), '0.33.0-rc2/bin/ollama')
    const started = await reported(['--target', binary, '--reference', 'none', '--only', 'stop/string'], rest)
    expect(started.record.target.label).toBe('Ollama 0.33.0-rc2')
  })

  test('is planned for', async () => {
    const { code, stdout } = await cli(
      ['plan', '--target', '0.24.0', '--reference', 'none', '--only', 'stop/string'],
      environment(await published()),
    )
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('stop/string') })
  })

  test('that is not there is told before anything is fetched, and so is a rule that is not there', async () => {
    const server = await published()
    const env = environment(server)
    const unknown = await cli(['compare', '0.24.0', '0.32.16', '--out', folder()], env)
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringMatching(/Did you mean 0\.32\.15\?/) })
    const noRule = await cli(['compare', '0.24.0', 'latest', '--only', 'stop/strong', '--out', folder()], env)
    expect(noRule).toMatchObject({ code: 2, stderr: expect.stringContaining('No rule matches stop/strong') })
    const gateway = await cli(['--target', '0.24.0', '--via', 'http://127.0.0.1:9', '--out', folder()], env)
    expect(gateway).toMatchObject({ code: 2, stderr: expect.stringContaining('Name the URL of that server') })
    expect(server.asked.filter((one) => one.includes(FORM))).toEqual([])
  })
})

describe.concurrent('releases', () => {
  test('are fetched, listed and removed', async () => {
    const env = environment(await published())
    const list = async (...options: string[]): Promise<string> => (await cli(['releases', ...options], env)).stdout
    const at = path.join(env['OLLAMA_CONFORMANCE_CACHE'] ?? '', 'releases', ownPlatform())
    expect(await list()).toBe(`0 releases in ${at}, 0 bytes\n`)
    const fetched = await cli(['releases', 'get', 'latest-rc'], env)
    expect(fetched).toMatchObject({ code: 0, stdout: `Ollama 0.33.0-rc2 is ${at}/0.33.0-rc2/bin/ollama\n` })
    await cli(['releases', 'get', '0.24.0'], env)
    expect(await list()).toMatch(/^2 releases in .*, .* bytes\n0\.24\.0 {6}\d+ bytes\n0\.33\.0-rc2 {2}\d+ bytes\n$/)
    expect(await list('--available')).toMatch(
      /\n3 releases published, oldest first\n0\.24\.0 {2}in the cache\n0\.32\.15\n0\.33\.0-rc2 {2}in the cache\n$/,
    )
    const pruned = await cli(['releases', 'prune', 'v0.24.0'], env)
    expect(pruned).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Removed 1 release, \d+ bytes: 0\.24\.0\n$/),
    })
    expect((await cli(['releases', 'prune'], env)).stdout).toBe('Removed 0 releases, 0 bytes\n')
    expect((await cli(['releases', 'prune', '--all'], env)).stdout).toMatch(/^Removed 1 release, .*: 0\.33\.0-rc2\n$/)
    expect(await list()).toContain('0 releases')
  })

  test('what was meant otherwise is told in one line', async () => {
    const env = environment(await published())
    for (const [words, says] of [
      [['get', '0.24.1'], /There is no release 0\.24\.1 of Ollama\. Did you mean 0\.24\.0\?/],
      [['prune', '0.24.0'], /There is no release 0\.24\.0 in .*`ollama-conformance releases` lists what is there/],
      [
        ['get', '0.24.0', '--releases-from', 'http://mirror.example'],
        /--releases-from http:\/\/mirror\.example is not/,
      ],
      [['--available', '--releases-from', 'http://127.0.0.1:9'], /127\.0\.0\.1:9 cannot be reached/],
      [['fetch', '0.24.0'], /releases --help/],
    ] as const)
      expect(await cli(['releases', ...words], env)).toMatchObject({ code: 2, stderr: expect.stringMatching(says) })
  })
})
