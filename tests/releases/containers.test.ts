import { existsSync, mkdirSync, realpathSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { ENGINES } from '../../src/server/engine.ts'
import { serveContainer } from '../../src/server/serve-container.ts'
import { store } from '../cli/binaries.ts'
import { cli, folder, reported } from '../cli/command-line.ts'
import { listening } from '../cli/servers.ts'
import { until } from '../cli/until.ts'
import { releaseServer as runningOllama } from '../upgrade/release-server.ts'
import { fakeEngine, isAlive, type EngineFault, type FakeEngine } from './engines.ts'
import { releaseServer } from './release-server.ts'

const image = (version: string): string => `docker.io/ollama/ollama:${version}`

/** Folders for temporary files of its own, so that what is left there can be seen. */
const environment = ({ PATH }: FakeEngine, more: Record<string, string> = {}): Record<string, string> => ({
  PATH,
  OLLAMA_MODELS: store(),
  OLLAMA_CONFORMANCE_CACHE: folder(),
  ...more,
})

const compared = (sides: string[], env: Record<string, string>, ...options: string[]) =>
  cli(['compare', ...sides, '--only', 'stop/string', '--out', folder(), ...options], env)

/** A line in which a program is told to do something: what follows a flag. */
const following = (call: readonly string[], flag: string): string[] =>
  call.flatMap((word, at) => (call[at - 1] === flag ? [word] : []))

describe.skipIf(process.platform === 'win32').concurrent('a release as a container', () => {
  test.for(ENGINES)('is run by %s with the models read-only, on loopback only, and removed', async (engine) => {
    const fake = fakeEngine(engine)
    const env = environment(fake, {
      OLLAMA_CONTEXT_LENGTH: '2048',
      OLLAMA_API_KEY: 'invented-key-1',
      HTTPS_PROXY: 'http://user:invented-key-2@127.0.0.1:9',
      OLLAMA_ORIGINS: '*',
      OLLAMA_HOST: '0.0.0.0:11434',
    })
    const { url, stop } = await serveContainer({ engine, image: image('0.24.0') }, env)
    const { port } = new URL(url)
    expect(await (await fetch(`${url}/api/version`)).json()).toEqual({ version: '0.24.0' })
    const [pid = 0] = fake.containers()
    expect(isAlive(pid)).toBe(true)
    expect(await stop()).toEqual([])
    const [run = [], removal] = fake.calls()
    const name = following(run, '--name')[0] ?? ''
    expect(name).toMatch(/^ollama-conformance-[0-9a-f]{12}$/)
    const labels = engine === 'podman' ? ['--security-opt', 'label=disable'] : []
    expect(run.join(' ')).toBe(
      [
        `run --rm --detach=false --name ${name} --pull missing --cap-drop ALL --security-opt no-new-privileges`,
        ...labels,
        `-p 127.0.0.1:${port}:11434 -v ${realpathSync(env['OLLAMA_MODELS'] ?? '')}:/root/.ollama/models:ro`,
        `-e OLLAMA_NOPRUNE=1 -e OLLAMA_KEEP_ALIVE=5m -e OLLAMA_CONTEXT_LENGTH=2048 ${image('0.24.0')}`,
      ].join(' '),
    )
    expect(removal).toEqual(['rm', '--force', name])
    expect(isAlive(pid)).toBe(false)
    for (const kept of ['OLLAMA_API_KEY', 'HTTPS_PROXY', 'OLLAMA_ORIGINS'])
      expect(fake.variables().has(kept), kept).toBe(false)
  })

  test('is removed also where its command ends before it', async () => {
    const fake = fakeEngine('docker', 'stubborn')
    const { stop } = await serveContainer({ engine: 'docker', image: image('0.24.0') }, environment(fake))
    const [pid = 0] = fake.containers()
    await stop()
    await until(() => !isAlive(pid))
    expect(fake.containers()).toEqual([])
  })

  test('is removed also where its guard is killed', async () => {
    const fake = fakeEngine('docker', 'stubborn')
    const { stop } = await serveContainer({ engine: 'docker', image: image('0.24.0') }, environment(fake))
    const [[pid = 0], [guard = 0]] = [fake.containers(), fake.parents()]
    process.kill(guard, 'SIGKILL')
    await until(() => !isAlive(pid))
    await stop()
    expect(fake.containers()).toEqual([])
    expect(fake.calls().at(-1)?.slice(0, 2)).toEqual(['rm', '--force'])
  })

  test('sees the models where a link leads to them, and is not started where it could not see them', async () => {
    const fake = fakeEngine('docker')
    const [link, models] = [path.join(folder(), 'models'), store()]
    symlinkSync(models, link)
    const env = environment(fake, { OLLAMA_MODELS: link })
    await (await serveContainer({ engine: 'docker', image: image('0.24.0') }, env)).stop()
    expect(following(fake.calls()[0] ?? [], '-v')).toEqual([`${realpathSync(models)}:/root/.ollama/models:ro`])
    const colon = path.join(folder(), 'a:b')
    mkdirSync(path.join(colon, 'manifests'), { recursive: true })
    for (const [place, why] of [
      [folder(), /No Ollama models/],
      [colon, /there is a colon in that path/],
    ] as const) {
      const bad = environment(fake, { OLLAMA_MODELS: place })
      await expect(serveContainer({ engine: 'docker', image: image('0.24.0') }, bad)).rejects.toThrow(why)
    }
    expect(fake.calls().filter(([word]) => word === 'run')).toHaveLength(1)
  })

  test('that never answers is told in one line, and removed', async () => {
    const fake = fakeEngine('docker', 'mute')
    const started = serveContainer({ engine: 'docker', image: image('0.24.0') }, environment(fake), { patience: 2000 })
    await expect(started).rejects.toThrow(/0\.24\.0 does not answer on port \d+ of this machine \(nothing within 2 s\)/)
    expect(fake.calls().at(-1)?.[0]).toBe('rm')
    expect(fake.containers()).toEqual([])
  })

  test('is compared by its version, and fetched by the engine but once', async () => {
    const fake = fakeEngine('docker')
    const env = environment(fake)
    const { code, stdout, stderr } = await compared(['0.24.0', '0.32.15'], env, '--with', 'docker')
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`docker fetches ${image('0.24.0')}`),
    })
    expect(stdout).toContain('REGRESSES  Ollama 0.24.0 → Ollama 0.32.15')
    await compared(['0.24.0', 'v0.24.0'], env, '--with', 'docker')
    expect(fake.calls().filter(([word]) => word === 'pull')).toEqual(
      ['0.24.0', '0.32.15'].map((version) => ['pull', image(version)]),
    )
    const runs = fake.calls().filter(([word]) => word === 'run')
    expect(new Set(runs.flatMap((run) => following(run, '--name'))).size).toBe(4)
    expect(fake.containers()).toEqual([])
    expect(existsSync(path.join(env['OLLAMA_CONFORMANCE_CACHE'] ?? '', 'releases'))).toBe(false)
  })

  test('is what an upgrade goes to', async () => {
    const fake = fakeEngine('docker')
    const running = await listening(runningOllama('0.24.0'), 'http://')
    const env = environment(fake, { OLLAMA_HOST: running })
    const options = ['--to', '0.32.15', '--with', 'docker', '--only', 'stop/string', '--out', folder()]
    const { code, stdout } = await cli(['upgrade', ...options], env)
    expect({ code, stdout }).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('REGRESSES  Ollama 0.24.0 → Ollama 0.32.15'),
    })
    expect(fake.calls().filter(([word]) => word === 'run')).toHaveLength(1)
    expect(fake.containers()).toEqual([])
  })

  test('is a target of a run; `latest` is resolved with the list of releases', async () => {
    const fake = fakeEngine('podman')
    const { url } = await releaseServer([{ version: '0.24.0', archives: {} }])
    const env = environment(fake, { OLLAMA_CONFORMANCE_RELEASES: url })
    const options = ['--target', 'latest', '--with', 'podman', '--reference', 'none', '--only', 'stop/string']
    const { code, record } = await reported(options, env)
    expect({ code, target: record.target }).toMatchObject({
      code: 0,
      target: { label: 'Ollama 0.24.0', baseUrl: null },
    })
    expect(fake.calls().find(([word]) => word === 'run')).toContain(image('0.24.0'))
    expect(fake.containers()).toEqual([])
  })

  test.for<[EngineFault, RegExp]>([
    ['no-daemon', /the engine behind it does not answer: Cannot connect .*`docker info` has to work/],
    ['no-image', /There is no image docker\.io\/ollama\/ollama:0\.24\.0: .*manifest unknown\. .*--available/],
    ['no-start', /docker cannot run .*: docker: Error response from daemon: no space left on device\. Try/],
    ['ends', /does not answer on port \d+ .*it ended with code 3\): llama runner: no such library\. Try it by hand/],
  ])('%s is told in one line', async ([fault, message]) => {
    const fake = fakeEngine('docker', fault)
    const { code, stdout, stderr } = await compared(['0.24.0', '0.32.15'], environment(fake), '--with', 'docker')
    expect({ code, stdout, stderr }).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(message) })
    expect(stderr.trim().split('\n').at(-1)).toMatch(message)
    expect(fake.containers()).toEqual([])
    expect(fake.calls().some(([word]) => word === 'pull')).toBe(fault !== 'no-daemon')
  })

  test('an engine that is not there is told in one line, and so is one that is not known', async () => {
    const env = { PATH: folder(), OLLAMA_MODELS: store() }
    const missing = await compared(['0.24.0', '0.32.15'], env, '--with', 'podman')
    expect(missing).toMatchObject({ code: 2, stderr: expect.stringMatching(/there is no command `podman` here/) })
    const unknown = await compared(['0.24.0', '0.32.15'], env, '--with', 'lxc')
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringMatching(/docker, podman/) })
  })
})
