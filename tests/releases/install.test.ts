import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { keptIn } from '../../src/releases/cache.ts'
import { folder } from '../cli/command-line.ts'
import { program, tarball, zip } from './archives.ts'
import { AT, inCache, linux, LINUX, releases } from './kept-releases.ts'
import { releaseServer } from './release-server.ts'

describe('each form that was published', () => {
  test.for([
    ['0.24.0', 'linux-amd64', 'ollama-linux-amd64.tar.zst', 'zstd', 'bin/ollama'],
    ['0.24.0', 'linux-arm64', 'ollama-linux-arm64.tar.zst', 'zstd', 'bin/ollama'],
    ['0.5.7', 'linux-amd64', 'ollama-linux-amd64.tgz', 'gzip', 'bin/ollama'],
    ['0.3.6', 'linux-amd64', 'ollama-linux-amd64', 'none', 'ollama'],
    ['0.24.0', 'darwin-arm64', 'ollama-darwin.tgz', 'gzip', 'ollama'],
    ['0.5.7', 'darwin-amd64', 'ollama-darwin', 'none', 'ollama'],
    ['0.24.0', 'windows-amd64', 'ollama-windows-amd64.zip', 'zip', 'ollama.exe'],
    ['0.3.7', 'windows-amd64', 'ollama-windows-amd64.zip', 'zip', 'bin/ollama.exe'],
    ['0.24.0', 'windows-arm64', 'ollama-windows-arm64.zip', 'zip', 'ollama.exe'],
  ] as const)('%s for %s is %s', async ([version, platform, name, packing, binary]) => {
    const files = { [binary]: program(version), 'lib/ollama/libggml-base.so': 'library' }
    const plain = Buffer.from(program(version))
    const archive = packing === 'none' ? plain : packing === 'zip' ? zip(files) : await tarball(files, packing)
    const { url } = await releaseServer([
      { version, archives: { [name]: archive, 'OllamaSetup.exe': Buffer.from('x') } },
    ])
    const wanted = releases({ mirror: url, platform })
    const installed = await wanted.install(version)
    expect(installed).toEqual({ version, binary: path.join(wanted.cache, platform, version, binary) })
    expect(execFileSync(installed.binary, ['--version'], { encoding: 'utf8' })).toContain(version)
    expect(inCache(wanted.cache, platform)).toEqual([version])
  })

  test('links within the archive stay', async () => {
    const { url } = await releaseServer([await linux('0.24.0')])
    const { binary } = await releases({ mirror: url }).install('0.24.0')
    const linked = path.join(path.dirname(binary), '../lib/ollama/mlx_cuda_v13/libcublas.so.13')
    expect(readFileSync(linked, 'utf8')).toBe('library of the vendor')
  })

  test('of several, the one of its time is taken', async () => {
    const both = { ...(await linux('0.24.0')).archives, ...(await linux('0.24.0', 'gzip')).archives }
    const { url, asked } = await releaseServer([{ version: '0.24.0', archives: both }])
    await releases({ mirror: url }).install('0.24.0')
    expect(asked).toEqual(['/v0.24.0/sha256sum.txt', AT])
  })

  test('one of another time is taken where there is no other', async () => {
    const { url, asked } = await releaseServer([{ ...(await linux('0.24.0', 'gzip')), sums: 'plain' }])
    await releases({ mirror: url }).install('0.24.0')
    expect(asked.at(-1)).toBe('/v0.24.0/ollama-linux-amd64.tgz')
  })
})

describe('what is there', () => {
  test('is not fetched again, nor asked about', async () => {
    const { url, asked } = await releaseServer([await linux('0.24.0')])
    const { cache, install } = releases({ mirror: url })
    const first = await install('0.24.0')
    asked.splice(0)
    const later = releases({ mirror: url, cache })
    expect(await later.resolve('v0.24.0')).toBe('0.24.0')
    expect(await later.install('0.24.0')).toEqual(first)
    expect(asked).toEqual([])
  })

  test('is fetched once where two want it at the same time', async () => {
    const { url, asked } = await releaseServer([await linux('0.24.0')])
    const cache = folder()
    const notes: string[] = []
    const both = await Promise.all(
      [1, 2].map(() => releases({ mirror: url, cache, note: (line) => notes.push(line) }).install('0.24.0')),
    )
    expect(both[0]).toEqual(both[1])
    expect(asked.filter((one) => one === AT)).toHaveLength(1)
    expect(notes).toEqual([expect.stringContaining('waiting')])
  })

  test('is fetched anew where a killed process left half of it', async () => {
    const { url } = await releaseServer([await linux('0.24.0')])
    const { cache, install } = releases({ mirror: url })
    const left = path.join(cache, LINUX, `0.24.0.${'a'.repeat(24)}.new`, 'bin')
    mkdirSync(left, { recursive: true })
    writeFileSync(path.join(left, 'ollama'), program('half'), { mode: 0o755 })
    expect(keptIn(path.join(cache, LINUX))).toEqual([])
    const { binary } = await install('0.24.0')
    expect(execFileSync(binary, ['--version'], { encoding: 'utf8' })).not.toContain('half')
    expect(inCache(cache)).toEqual(['0.24.0'])
  })
})

describe('a platform', () => {
  test('that the vendor does not know is told before anything is asked', async () => {
    const { url, asked } = await releaseServer([await linux('0.24.0')])
    await expect(releases({ mirror: url, platform: 'linux-riscv64' }).install('0.24.0')).rejects.toMatchObject({
      code: 'PLATFORM_UNSUPPORTED',
      message: expect.stringContaining('linux-riscv64'),
    })
    expect(asked).toEqual([])
  })

  test('that a release was not published for is told', async () => {
    const { url } = await releaseServer([await linux('0.1.20')])
    await expect(releases({ mirror: url, platform: 'windows-amd64' }).install('0.1.20')).rejects.toMatchObject({
      code: 'PLATFORM_UNSUPPORTED',
      message: expect.stringContaining('Ollama 0.1.20 was not published for windows-amd64'),
    })
  })
})
