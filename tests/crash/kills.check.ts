import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { violations } from '../../src/contract/validate.ts'
import { cli, folder, start, written, type Ended } from '../cli/command-line.ts'
import { posted, standIn } from '../cli/servers.ts'

const RECORDINGS = new URL('../../fixtures/recordings/', import.meta.url).pathname
const [NEWER, OLDER] = ['ollama-0.32.15', 'ollama-0.24.0'].map((name) => RECORDINGS + name)

/** The record without the block that says when and how. */
const results = (out: string): string =>
  readFileSync(path.join(out, 'results.json'), 'utf8').replace(/\n  "metadata": \{.*?\n  \}/s, '')

/** The same, without what is measured by a clock or counted by the server itself. */
const steady = (out: string): unknown => {
  const {
    latency: _latency,
    traffic: { target, reference },
    metadata: _metadata,
    ...rest
  } = written(out).record
  const text = JSON.stringify({
    ...rest,
    traffic: [target.requests, target.promptTokens, target.completionTokens, reference?.requests],
  })
  return JSON.parse(text.replace(/\b\d+(\.\d+)? m?s\b/g, 'some time'))
}

const keysIn = (out: string, side = 'target'): string[] => {
  const file = path.join(out, side, 'exchanges.jsonl')
  return existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .slice(0, -1)
        .map((line) => {
          const exchange = JSON.parse(line) as { key: string; failure: { stage: string } | null }
          expect(violations('exchange', exchange)).toEqual([])
          return exchange.failure?.stage === 'interrupted' ? '' : exchange.key
        })
        .filter(Boolean)
    : []
}

/** The record is there, or its draft, whose name nobody can know before. */
const isBeingReported = (out: string): boolean =>
  existsSync(out) && readdirSync(out).some((name) => name.startsWith('results.json'))

/** A run that is killed as soon as something holds. */
async function killed(args: string[], when: () => boolean, signal: NodeJS.Signals): Promise<Ended> {
  const running = start(args)
  const watch = setInterval(() => {
    if (!when()) return
    clearInterval(watch)
    running.child.kill(signal)
  }, 1)
  try {
    return await running.ended
  } finally {
    clearInterval(watch)
  }
}

describe('a run that is killed again and again', () => {
  test('while it sends has each answer on disk, and asks for none of them twice', async () => {
    const [server, reference] = [await standIn({ pace: 0.2 }), await standIn({ pace: 0.2 })]
    const args = [
      '--target',
      server.url,
      '--reference',
      reference.url,
      '--only',
      'stop',
      'chat/sdk',
      '--resume',
      '--out',
    ]
    const whole = folder()
    await cli([...args, whole])
    const [all, twice] = [posted(server), posted(reference)]
    server.requests.length = 0
    reference.requests.length = 0
    const out = folder()
    const SIGNALS = ['SIGKILL', 'SIGINT', 'SIGKILL', 'SIGTERM', 'SIGKILL', 'SIGHUP'] as const
    let kept = 0
    for (const signal of SIGNALS) {
      const before = posted(server)
      const { stderr, code } = await killed([...args, out], () => posted(server) >= before + 3, signal)
      expect(stderr).not.toMatch(/^\s+at |Error:/m)
      const keys = keysIn(out)
      expect(keys.length).toBeGreaterThan(kept)
      kept = keys.length
      // Every way but the one that nobody can hear leaves the report of what was measured.
      expect({ signal, code, report: existsSync(path.join(out, 'results.json')) }).toEqual({
        signal,
        code: signal === 'SIGKILL' ? null : 2,
        report: signal !== 'SIGKILL',
      })
      if (signal !== 'SIGKILL')
        expect(written(out).record).toMatchObject({
          options: { interrupted: true },
          summary: { verdict: 'could-not-judge' },
        })
    }
    const { code } = await cli([...args, out])
    expect(code).toBe(0)
    expect(steady(out)).toEqual(steady(whole))
    expect(new Set(keysIn(out))).toEqual(new Set(keysIn(whole)))
    // One was on its way at each kill, and four to the reference.
    expect(posted(server) - all).toBeGreaterThanOrEqual(0)
    expect(posted(server) - all).toBeLessThanOrEqual(SIGNALS.length)
    expect(posted(reference) - twice).toBeLessThanOrEqual(4 * SIGNALS.length)
  })

  test('at any other moment gives the same bytes in the end', async () => {
    const args = [
      '--target',
      NEWER ?? '',
      '--reference',
      OLDER ?? '',
      '--only',
      'tools',
      'stop',
      'streaming',
      '--resume',
      '--out',
    ]
    const whole = folder()
    const { code } = await cli([...args, whole])
    const out = folder()
    const size = (): number =>
      existsSync(path.join(out, 'target', 'exchanges.jsonl'))
        ? readFileSync(path.join(out, 'target', 'exchanges.jsonl')).length
        : 0
    for (const when of [
      () => existsSync(path.join(out, 'run.lock')),
      () => size() > 20_000,
      () => size() > 60_000,
      () => isBeingReported(out),
    ]) {
      await killed([...args, out], when, 'SIGKILL')
      keysIn(out)
      keysIn(out, 'reference')
    }
    expect((await cli([...args, out])).code).toBe(code)
    expect(results(out)).toBe(results(whole))
    expect(existsSync(path.join(out, 'run.lock'))).toBe(false)
  })
})

test('a comparison that is killed goes on in each of its folders', async () => {
  const args = ['compare', OLDER ?? '', NEWER ?? '', '--only', 'tools', 'stop', '--resume', '--out']
  const whole = folder()
  const { code } = await cli([...args, whole])
  const out = folder()
  const has = (side: string, bytes: number): boolean => {
    const file = path.join(out, side, 'target', 'exchanges.jsonl')
    return existsSync(file) && statSync(file).size > bytes
  }
  for (const when of [() => has('1', 0), () => has('2', 40_000), () => existsSync(path.join(out, '1', 'results.json'))])
    await killed([...args, out], when, 'SIGKILL')
  expect((await cli([...args, out])).code).toBe(code)
  for (const file of ['upgrade.json', 'upgrade.md'])
    expect(readFileSync(path.join(out, file), 'utf8')).toBe(readFileSync(path.join(whole, file), 'utf8'))
})

describe('a run without room', () => {
  test('says so in one line, keeps whole what it has, and goes on where there is room', async () => {
    const server = await standIn()
    const out = folder()
    const args = ['--target', server.url, '--reference', 'none', '--only', 'stop', 'usage', '--out', out]
    const MAIN = new URL('../../src/cli/main.ts', import.meta.url).pathname
    const child = spawn('sh', ['-c', 'ulimit -f 60; exec "$0" "$@"', process.execPath, MAIN, ...args], {
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let stderr = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    const [code] = (await once(child, 'close')) as [number]
    expect(code).toBe(2)
    expect(stderr.trimEnd().split('\n').at(-1)).toBe(
      `ollama-conformance: ${out}/target/exchanges.jsonl cannot be written (EFBIG). It would be larger than a file may be here: name another folder; what was captured is kept, and the same command with --resume goes on from there.`,
    )
    const kept = keysIn(out).length
    expect(kept).toBeGreaterThan(3)
    const sent = posted(server)
    // Nothing is asked that cannot be kept.
    expect(sent - kept).toBeLessThanOrEqual(2)
    expect((await cli([...args, '--resume'])).code).toBe(0)
    expect(posted(server) - sent).toBe(keysIn(out).length - kept)
  })
})

describe('Ctrl-C', () => {
  test('twice at the same instant, as npm and a terminal send it, is once', async () => {
    const server = await standIn({ pace: 5 })
    const out = folder()
    const running = start(['--target', server.url, '--reference', 'none', '--only', 'stop', '--out', out])
    await expect.poll(() => posted(server) > 1, { timeout: 240_000, interval: 5 }).toBe(true)
    // What a process is sent while it is stopped arrives at one instant. Two signals of one kind would become one.
    for (const signal of ['SIGSTOP', 'SIGINT', 'SIGTERM', 'SIGCONT'] as const) running.child.kill(signal)
    expect((await running.ended).code).toBe(2)
    expect(written(out).record.options.interrupted).toBe(true)
  })

  test.for([
    ['SIGINT', 'SIGINT'],
    ['SIGTERM', 'SIGINT'],
    ['SIGHUP', 'SIGTERM'],
  ] as const)('%s, and later %s, ends at once', async ([first, second]) => {
    const child = fork(new URL('./interrupted.ts', import.meta.url), { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
    const ended = once(child, 'exit')
    // A child that fails ends the wait for what it would have said.
    const says = (word: string): Promise<unknown> =>
      Promise.race([once(child, 'message'), ended]).then((said) => expect(said[0]).toBe(word))
    await says('ready')
    child.kill(first)
    await says('later')
    child.kill(second)
    expect(await ended).toEqual([null, second])
  })
})
