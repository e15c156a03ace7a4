import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { cli, folder, start, type Running } from '../cli/command-line.ts'
import { bodyOf, httpServer, isMeasuring, standIn } from '../cli/servers.ts'

const RECORDING = new URL('../../fixtures/recordings/ollama-0.32.15', import.meta.url).pathname

const LIST = { object: 'list', data: [{ id: 'm', object: 'model', created: 1, owned_by: 'x' }] }
/** The answer of a model that does not think. */
const PLAIN = {
  id: 'c',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Blue.' }, finish_reason: 'stop' }],
}

/** It lets the model be measured and never answers a probe, so a run goes on until it is told to stop. */
async function silent(): Promise<{ url: string; isAsked: () => boolean }> {
  let asked = false
  const url = await httpServer(async (request, response) => {
    const isProbe = request.method === 'POST' && !isMeasuring({ body: await bodyOf(request) })
    if (isProbe) asked = true
    else
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify(request.method === 'POST' ? PLAIN : LIST))
  })
  return { url, isAsked: () => asked }
}

/** What each command writes to while it runs, and how it is told so. */
interface Place {
  out: string
  record: string
  profile: string
  calls: string
}
const places = (): Place => {
  const dir = folder()
  return {
    out: path.join(dir, 'out'),
    record: path.join(dir, 'record'),
    profile: path.join(dir, 'app.yaml'),
    calls: path.join(dir, 'calls.jsonl'),
  }
}

describe.concurrent('while a run writes to its folders, no other command does:', () => {
  const place = places()
  let running: Running
  let pid = 0
  let url = ''
  beforeAll(async () => {
    const server = await silent()
    url = server.url
    running = start([
      '--target',
      url,
      '--reference',
      'none',
      '--only',
      'stop',
      '--out',
      place.out,
      '--record',
      place.record,
    ])
    await vi.waitUntil(server.isAsked, { timeout: 240_000, interval: 10 })
    pid = running.child.pid ?? 0
  })

  test.for([
    ['run', () => ['--target', url, '--reference', 'none', '--only', 'stop', '--out', place.out]],
    ['run --resume', () => ['--target', url, '--reference', 'none', '--only', 'stop', '--out', place.out, '--resume']],
    [
      'run of a shard',
      () => ['--target', url, '--reference', 'none', '--only', 'stop', 'tools', '--shard', '1/2', '--out', place.out],
    ],
    [
      'run --record',
      () => [
        '--target',
        url,
        '--reference',
        'none',
        '--only',
        'stop',
        '--out',
        `${place.out}-2`,
        '--record',
        place.record,
      ],
      '--record',
    ],
    ['compare', () => ['compare', RECORDING, RECORDING, '--only', 'stop', '--out', place.out]],
    ['judge of captured traffic', () => ['judge', RECORDING, '--only', 'chat/response', '--out', place.out]],
    ['matrix', () => ['matrix', new URL('../../reports/ollama-0.32.15', import.meta.url).pathname, '--out', place.out]],
    ['audit', () => ['audit', url, '--out', place.out]],
  ] as [string, () => string[], string?][])('%s', async ([, args, option = '--out']) => {
    const { code, stderr } = await cli(args())
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(
      new RegExp(
        `^ollama-conformance: ${option} \\S+ is being written to by process ${pid}, since \\S+Z\\. Wait for it, end it \\(kill ${pid}\\), or name another place; if that is no run of this suite, delete \\S+/run\\.lock\\.$`,
      ),
    )
    expect(code).toBe(2)
    expect(running.child.exitCode).toBeNull()
    expect(existsSync(path.join(place.out, 'target', 'exchanges.jsonl'))).toBe(true)
  })

  test('and once it is killed, the next goes on in both', async () => {
    // Of what the others left nothing hinders, nor does the lock of the killed one.
    const other = places()
    const server = await silent()
    const killed = start([
      '--target',
      server.url,
      '--reference',
      'none',
      '--only',
      'models',
      'stop/string',
      '--out',
      other.out,
      '--record',
      other.record,
    ])
    await expect.poll(server.isAsked, { timeout: 240_000, interval: 10 }).toBe(true)
    killed.child.kill('SIGKILL')
    await killed.ended
    expect(['out', 'record'].map((name) => existsSync(path.join(other[name as keyof Place], 'run.lock')))).toEqual([
      true,
      true,
    ])
    const next = await cli([
      '--target',
      RECORDING,
      '--reference',
      'none',
      '--only',
      'models',
      '--out',
      other.out,
      '--record',
      other.record,
    ])
    expect(next.stderr).not.toContain('written to')
    expect(['out', 'record'].map((name) => existsSync(path.join(other[name as keyof Place], 'run.lock')))).toEqual([
      false,
      false,
    ])
  })
})

test('two that learn do not write to one profile, nor to one capture', async () => {
  const { url } = await standIn()
  const { profile, calls } = places()
  writeFileSync(`${profile}.lock`, 'left by nobody that can be told')
  const old = new Date(Date.now() - 3_600_000)
  utimesSync(`${profile}.lock`, old, old)
  const first = start(['learn', '--upstream', url, '--out', profile, '--capture', calls])
  await expect.poll(first.stderr, { timeout: 240_000, interval: 10 }).toContain('Watching')
  const [same, capture] = await Promise.all([
    cli(['learn', '--upstream', url, '--out', profile]),
    cli(['learn', '--upstream', url, '--out', `${profile}-2`, '--capture', calls]),
  ])
  expect(same).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(`--out ${profile} is being written to by process ${first.child.pid}`),
  })
  expect(capture).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(`--capture ${calls} is being written to by process ${first.child.pid}`),
  })
  const at = /http:\/\/127\.0\.0\.1:\d+\/v1/.exec(first.stderr())?.[0]
  await (await fetch(`${at}/models`)).text()
  first.child.kill('SIGHUP')
  expect((await first.ended).code).toBe(0)
  expect(readFileSync(calls, 'utf8')).toContain('/v1/models')
  expect([`${profile}.lock`, `${calls}.lock`].map((file) => existsSync(file))).toEqual([false, false])
})
