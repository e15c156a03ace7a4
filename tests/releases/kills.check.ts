import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, watch } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { keptIn } from '../../src/releases/cache.ts'
import { ownPlatform } from '../../src/releases/facts.ts'
import { cli, folder, inOwnProcess, start } from '../cli/command-line.ts'
import { program, tarball, type Files } from './archives.ts'
import { broken, releaseServer, type ReleaseServer } from './release-server.ts'

const FORM = `ollama-${ownPlatform()}.tar.zst`
const AT = `/v0.24.0/${FORM}`
const MANY = 200

/** So many files that a process can be killed while it unpacks them. */
const files: Files = {
  'bin/ollama': program('0.24.0'),
  ...Object.fromEntries(
    Array.from({ length: MANY }, (_, at) => [`lib/ollama/${at}.so`, randomBytes(10_000).toString('hex')]),
  ),
}

const published = async (): Promise<ReleaseServer> =>
  releaseServer([{ version: '0.24.0', archives: { [FORM]: await tarball(files, 'zstd') } }])

function environment({ url }: ReleaseServer): { env: Record<string, string>; at: string } {
  const env = { OLLAMA_CONFORMANCE_RELEASES: url, OLLAMA_CONFORMANCE_CACHE: folder() }
  const at = path.join(env.OLLAMA_CONFORMANCE_CACHE, 'releases', ownPlatform())
  mkdirSync(at, { recursive: true })
  return { env, at }
}

/** Every file of the release is there, as it was published. */
const isWhole = (at: string): boolean =>
  Object.entries(files).every(([name, text]) => {
    const file = path.join(at, '0.24.0', name)
    return existsSync(file) && readFileSync(file, 'utf8') === text
  })

/** Resolves when something whose name ends so appears in a folder. */
const appears = (at: string, ending: string): Promise<void> =>
  new Promise((done) => {
    const watcher = watch(at, (_event, name) => {
      if (!name?.endsWith(ending)) return
      watcher.close()
      done()
    })
  })

describe.concurrent('a process that is killed', () => {
  test.for(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
    'by %s while it downloads leaves what came, and the next goes on',
    async (signal) => {
      const server = await published()
      const { env, at } = environment(server)
      server.once(AT, broken(server.files.get(AT) as Buffer, 1000).answer)
      const begun = appears(at, '.part')
      const running = start(['releases', 'get', '0.24.0'], env)
      await begun
      running.child.kill(signal)
      const { code } = await running.ended
      expect(code).toBe(signal === 'SIGKILL' ? null : 2)
      expect(keptIn(at).filter(({ partly }) => !partly)).toEqual([])
      expect(await cli(['releases', 'get', '0.24.0'], env)).toMatchObject({ code: 0 })
      expect(isWhole(at)).toBe(true)
    },
  )

  test.for(['SIGTERM', 'SIGKILL'] as const)('by %s while it unpacks leaves a whole release or none', async (signal) => {
    const server = await published()
    const { env, at } = environment(server)
    const begun = appears(at, '.new')
    const running = start(['releases', 'get', '0.24.0'], env)
    await begun
    running.child.kill(signal)
    await running.ended
    expect(keptIn(at).some(({ partly }) => !partly)).toBe(isWhole(at))
    expect(await cli(['releases', 'get', '0.24.0'], env)).toMatchObject({ code: 0 })
    expect(isWhole(at)).toBe(true)
    expect(keptIn(at)).toHaveLength(1)
  })
})

test('of two processes that want the same release, one fetches it', async () => {
  const server = await published()
  const { env, at } = environment(server)
  const both = await Promise.all([1, 2].map(() => inOwnProcess(['releases', 'get', '0.24.0'], env)))
  expect(both.map(({ code }) => code)).toEqual([0, 0])
  expect(both[0]?.stdout).toBe(both[1]?.stdout)
  expect(server.asked.filter((one) => one.startsWith(AT))).toEqual([AT])
  expect(isWhole(at)).toBe(true)
})
