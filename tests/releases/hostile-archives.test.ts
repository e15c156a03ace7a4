import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { folder } from '../cli/command-line.ts'
import { hostileTar, program, tarball, zip } from './archives.ts'
import { inCache, releases, ZST } from './kept-releases.ts'
import { releaseServer } from './release-server.ts'

describe('an archive that leads out of its folder is refused', () => {
  test.for([
    ['a name with two dots', 'linux-amd64', hostileTar('../../../outside')],
    ['two dots within a name', 'linux-amd64', hostileTar('bin/../../../../outside')],
    ['a path from the root', 'linux-amd64', hostileTar('/tmp/conformance-outside')],
    ['a link to elsewhere', 'linux-amd64', hostileTar('bin', { type: '2', link: '../../..' })],
    ['a link to a path from the root', 'linux-amd64', hostileTar('bin', { type: '2', link: '/tmp' })],
    ['a hard link to elsewhere', 'linux-amd64', hostileTar('bin/ollama', { type: '1', link: '../../../outside' })],
    ['a device', 'linux-amd64', hostileTar('bin/ollama', { type: '3' })],
    ['a zip with two dots', 'windows-amd64', zip({ '../../../outside': 'outside', 'ollama.exe': program('1') })],
    ['a zip with a path from the root', 'windows-amd64', zip({ '/tmp/conformance-outside': 'outside' })],
  ] as const)('%s', async ([, platform, archive]) => {
    const name = platform === 'linux-amd64' ? ZST : 'ollama-windows-amd64.zip'
    const { url } = await releaseServer([{ version: '0.24.0', archives: { [name]: archive } }])
    const outer = folder()
    const { cache, install } = releases({ mirror: url, cache: path.join(outer, 'cache'), platform })
    await expect(install('0.24.0')).rejects.toMatchObject({
      code: 'ARCHIVE_INVALID',
      message: expect.stringMatching(/cannot be unpacked \(.*\)\. Name another release/),
    })
    expect(readdirSync(outer)).toEqual(['cache'])
    expect(existsSync('/tmp/conformance-outside')).toBe(false)
    expect(inCache(cache, platform).filter((one) => !one.endsWith('.part'))).toEqual([])
  })

  test('one that is no archive, or has no binary, is told as well', async () => {
    const text = Buffer.from('<html>not what you want</html>')
    const empty = await tarball({ 'lib/ollama/libggml-base.so': 'library' }, 'zstd')
    for (const [archive, says] of [
      [text, /cannot be unpacked/],
      [empty, /has no bin\/ollama in it/],
    ] as const) {
      const { url } = await releaseServer([{ version: '0.24.0', archives: { [ZST]: archive } }])
      await expect(releases({ mirror: url }).install('0.24.0')).rejects.toThrow(says)
    }
  })
})
