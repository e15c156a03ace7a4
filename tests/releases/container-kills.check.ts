import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { store } from '../cli/binaries.ts'
import { cli, folder, start } from '../cli/command-line.ts'
import { until } from '../cli/until.ts'
import { fakeEngine, isAlive, type EngineFault, type FakeEngine } from './engines.ts'
import { releaseServer } from './release-server.ts'

const hasCall =
  (word: string) =>
  ({ calls }: FakeEngine): boolean =>
    calls().some((call) => call[0] === word)

const MOMENTS: { moment: string; fault: EngineFault; isReached: (engine: FakeEngine) => boolean }[] = [
  { moment: 'while it is fetched', fault: 'slow', isReached: hasCall('pull') },
  { moment: 'while it starts', fault: 'mute', isReached: ({ containers }) => containers().length > 0 },
  { moment: 'whose command ends first', fault: 'stubborn', isReached: ({ containers }) => containers().length > 0 },
]

describe.concurrent.each(MOMENTS)('a container $moment', ({ fault, isReached }) => {
  test.for<NodeJS.Signals>(['SIGINT', 'SIGTERM', 'SIGKILL'])('is gone after %s', async (signal) => {
    const [engine, temporary] = [fakeEngine('docker', fault), folder()]
    const env = { PATH: engine.PATH, OLLAMA_MODELS: store(), TMPDIR: temporary }
    const sides = ['compare', '0.24.0', '0.32.15', '--with', 'docker', '--out', folder()]
    const { child, ended } = start(sides, env)
    await until(() => isReached(engine))
    const pids = engine.containers()
    // To the whole group, as a terminal sends Ctrl-C, and as `kill -9 -PID` does.
    process.kill(-(child.pid ?? 0), signal)
    expect((await ended).code).not.toBe(0)
    await until(() => engine.containers().length === 0 && !pids.some(isAlive))
    await until(() => readdirSync(temporary).filter((name) => name.startsWith('ollama-conformance')).length === 0)
  })
})

test('releases between two are bisected as containers', async () => {
  const engine = fakeEngine('podman')
  const versions = ['0.24.0', '0.30.0', '0.32.15']
  const { url } = await releaseServer(versions.map((version) => ({ version, archives: {} })))
  const { code, stdout } = await cli(
    ['bisect', '0.24.0', '0.32.15', '--rule', 'stop/string/ends-before-it', '--with', 'podman', '--out', folder()],
    { PATH: engine.PATH, OLLAMA_MODELS: store(), OLLAMA_CONFORMANCE_RELEASES: url },
  )
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('FLIPPED in 0.32.15') })
  expect(engine.calls().filter(([word]) => word === 'pull')).toHaveLength(3)
  expect(engine.containers()).toEqual([])
})
