import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { keptIn } from '../../src/releases/cache.ts'
import { AT, data, inCache, linux, LINUX, releases } from './kept-releases.ts'
import { broken, releaseServer } from './release-server.ts'

describe('checksums', () => {
  test('an archive that is not what was published is removed, and told', async () => {
    const release = await linux('0.24.0')
    const { url, files } = await releaseServer([release])
    files.set(AT, Buffer.from('something else'))
    const { cache, install } = releases({ mirror: url })
    await expect(install('0.24.0')).rejects.toMatchObject({
      code: 'CHECKSUM_WRONG',
      message: expect.stringMatching(/^ollama-linux-amd64\.tar\.zst from 127\.0\.0\.1:\d+ is not what was published/),
    })
    expect(inCache(cache)).toEqual([])
    files.set(AT, data(release))
    await expect(install('0.24.0')).resolves.toMatchObject({ version: '0.24.0' })
  })

  test('the digest in the list counts where a release has no list of its own', async () => {
    const release = await linux('0.24.0')
    const { url, files } = await releaseServer([{ ...release, sums: 'none', digests: true }])
    await expect(releases({ mirror: url }).install('0.24.0')).resolves.toMatchObject({ version: '0.24.0' })
    files.set(AT, Buffer.from('something else'))
    await expect(releases({ mirror: url }).install('0.24.0')).rejects.toMatchObject({ code: 'CHECKSUM_WRONG' })
  })

  test('without any, nothing is fetched', async () => {
    const { url, asked } = await releaseServer([{ ...(await linux('0.24.0')), sums: 'none' }])
    await expect(releases({ mirror: url }).install('0.24.0')).rejects.toMatchObject({ code: 'CHECKSUMS_MISSING' })
    expect(asked).not.toContain(AT)
  })

  test('what an earlier download left of another archive is fetched anew', async () => {
    const { url, asked } = await releaseServer([await linux('0.24.0')])
    const { cache, install } = releases({ mirror: url })
    mkdirSync(path.join(cache, LINUX), { recursive: true })
    writeFileSync(path.join(cache, LINUX, '0.24.0.part'), 'of another archive')
    await expect(install('0.24.0')).resolves.toMatchObject({ version: '0.24.0' })
    expect(asked.slice(1)).toEqual([`${AT} bytes=18-`, AT])
  })
})

describe('a download', () => {
  test('that breaks goes on from there by itself', async () => {
    const release = await linux('0.24.0')
    const { url, asked, once } = await releaseServer([release])
    const { answer, cut } = broken(data(release), 100)
    once(AT, answer)
    const seen: string[] = []
    const { install } = releases({
      mirror: url,
      onProgress: ({ stage, received, total }) => {
        seen.push(`${stage} ${received}/${total}`)
        if (received === 100) cut()
      },
    })
    await install('0.24.0')
    const size = data(release).length
    expect(asked.slice(1)).toEqual([AT, `${AT} bytes=100-`])
    expect(seen).toEqual(expect.arrayContaining([`downloading 100/${size}`, `downloading ${size}/${size}`]))
    expect(seen.at(-1)).toBe(`ready ${size}/${size}`)
  })

  test('that brings nothing more is told, and the next one goes on', async () => {
    const release = await linux('0.24.0')
    const { url, asked, once } = await releaseServer([release])
    const cuts = [broken(data(release), 100), broken(data(release), 100, 100)]
    for (const { answer } of cuts) once(AT, answer)
    const { cache, install } = releases({
      mirror: url,
      onProgress: ({ received }) => received === 100 && cuts.forEach(({ cut }) => cut()),
    })
    await expect(install('0.24.0')).rejects.toMatchObject({
      code: 'DOWNLOAD_BROKEN',
      message: expect.stringContaining('broke off after 100 bytes'),
    })
    expect(keptIn(path.join(cache, LINUX))).toEqual([{ version: '0.24.0', size: 100, partly: true }])
    await install('0.24.0')
    expect(asked.at(-1)).toBe(`${AT} bytes=100-`)
  })

  test('starts anew from a server that knows no ranges', async () => {
    const release = await linux('0.24.0')
    const { url, asked, once } = await releaseServer([release], { ranges: false })
    const { answer, cut } = broken(data(release), 100)
    once(AT, answer)
    const { install } = releases({ mirror: url, onProgress: ({ received }) => received === 100 && cut() })
    await expect(install('0.24.0')).resolves.toMatchObject({ version: '0.24.0' })
    expect(asked.slice(1)).toEqual([AT, `${AT} bytes=100-`])
  })

  test('that was whole when the process was killed is not fetched again', async () => {
    const release = await linux('0.24.0')
    const { url, asked } = await releaseServer([release])
    const { cache, install } = releases({ mirror: url })
    mkdirSync(path.join(cache, LINUX), { recursive: true })
    writeFileSync(path.join(cache, LINUX, '0.24.0.part'), data(release))
    await install('0.24.0')
    expect(asked.slice(1)).toEqual([`${AT} bytes=${data(release).length}-`])
  })

  test('needs room for the archive and what is in it', async () => {
    const release = await linux('0.24.0')
    const { url } = await releaseServer([release])
    const size = data(release).length
    const { cache, install } = releases({ mirror: url, freeSpace: async () => 3 * size - 1 })
    await expect(install('0.24.0')).rejects.toMatchObject({
      code: 'DISK_FULL',
      message: expect.stringMatching(/needs about .* are free.*releases prune.*OLLAMA_CONFORMANCE_CACHE/),
    })
    expect(inCache(cache)).toEqual([])
    await expect(releases({ mirror: url, freeSpace: async () => 3 * size }).install('0.24.0')).resolves.toMatchObject({
      version: '0.24.0',
    })
  })

  test('that is interrupted leaves no release, and the next one goes on', async () => {
    const release = await linux('0.24.0')
    const { url, asked, once } = await releaseServer([release])
    // It sends a part, and then nothing more.
    once(AT, broken(data(release), 100).answer)
    const stop = new AbortController()
    const { cache, install } = releases({
      mirror: url,
      signal: stop.signal,
      onProgress: ({ received }) => received === 100 && stop.abort(),
    })
    await expect(install('0.24.0')).rejects.toMatchObject({ code: 'INTERRUPTED' })
    expect(keptIn(path.join(cache, LINUX))).toEqual([{ version: '0.24.0', size: 100, partly: true }])
    await releases({ mirror: url, cache }).install('0.24.0')
    expect(asked.at(-1)).toBe(`${AT} bytes=100-`)
  })

  test.for(['downloading', 'verifying', 'unpacking'] as const)(
    'that is interrupted while %s leaves no half release',
    async (at) => {
      const { url } = await releaseServer([await linux('0.24.0')])
      const stop = new AbortController()
      const { cache, install } = releases({
        mirror: url,
        signal: stop.signal,
        onProgress: ({ stage }) => stage === at && stop.abort(),
      })
      await expect(install('0.24.0')).rejects.toMatchObject({ code: 'INTERRUPTED' })
      expect(inCache(cache).filter((name) => name !== '0.24.0.part')).toEqual([])
      await expect(releases({ mirror: url, cache }).install('0.24.0')).resolves.toMatchObject({ version: '0.24.0' })
    },
  )
})
