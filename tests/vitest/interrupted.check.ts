import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { RunRecord } from '../../src/record/record.ts'
import type { Exchange } from '../../src/wire/exchange.ts'
import { folder } from '../cli/command-line.ts'
import { posted, standIn, type StandIn } from '../cli/servers.ts'
import { until } from '../cli/until.ts'
import { whenDone } from '../cli/when-done.ts'
import { environment } from '../package/npm.ts'
import { nested, OWN } from './nested.ts'

/** Watch mode with a terminal: what comes on standard input are keys. */
const AT_A_TERMINAL = `
import { startVitest } from ${JSON.stringify(fileURLToPath(import.meta.resolve('vitest/node')))}
const stdin = Object.assign(process.stdin, { isTTY: true, setRawMode: () => stdin })
await startVitest([], { root: '.', watch: true }, {}, { stdin })
`

interface Interrupted {
  server: StandIn
  dir: string
  child: ChildProcess
  /** The exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals | null>
}

/** Starts tests in a process group of its own, as a terminal does, and comes back when some answers are there. */
async function inTheMiddle(...args: string[]): Promise<Interrupted> {
  const server = await standIn({ pace: 0.5 })
  const dir = folder()
  const call = `await conformance(${JSON.stringify(optionsFor(server))})`
  writeFileSync(path.join(dir, 'stop.test.ts'), `import { conformance } from ${JSON.stringify(OWN.entry)}\n${call}\n`)
  writeFileSync(path.join(dir, 'terminal.mjs'), AT_A_TERMINAL)
  const stdio = ['pipe', 'ignore', 'ignore'] as const
  const child = spawn(process.execPath, args, { cwd: dir, env: environment(), stdio: [...stdio], detached: true })
  whenDone(() => {
    child.kill('SIGKILL')
  })
  const ended: Interrupted['ended'] = new Promise((settle) => {
    child.on('exit', (code, signal) => settle(code ?? signal))
  })
  await until(() => posted(server) > 6)
  return { server, dir, child, ended }
}

const optionsFor = ({ url: target }: StandIn): object => ({ target, only: ['stop'], out: 'out' })

const recordIn = (dir: string): RunRecord => JSON.parse(readFileSync(path.join(dir, 'out/results.json'), 'utf8'))

/** How many requests with a body have a whole answer on disk. */
const answered = (dir: string): number =>
  readFileSync(path.join(dir, 'out/target/exchanges.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Exchange)
    .filter(({ request, failure }) => request.method === 'POST' && failure === null).length

/** The same tests again, at once: nothing is in their way, and what was answered is not asked again. */
async function resumes({ server, dir }: Interrupted): Promise<void> {
  const kept = answered(dir)
  expect(kept).toBeGreaterThan(3)
  const before = posted(server)
  const { status, files } = await nested(dir, { stop: { ...optionsFor(server), resume: true } })
  expect(files['stop']?.message).toBe('')
  expect(status).toBe(0)
  expect(recordIn(dir).options.interrupted).toBe(false)
  expect(posted(server) - before).toBeLessThanOrEqual(answered(dir) - kept)
  expect(existsSync(path.join(dir, 'out/run.lock'))).toBe(false)
}

describe('Ctrl-C', () => {
  test.for(['run', 'watch'])('ends vitest %s at once, and what was answered is kept', async (mode) => {
    const interrupted = await inTheMiddle(OWN.vitest, mode, '--root', '.')
    process.kill(-(interrupted.child.pid ?? 0), 'SIGINT')
    expect(await interrupted.ended).toBe(130)
    await resumes(interrupted)
  })

  test('as a key in watch mode stops the requests, and leaves the report of what was answered', async () => {
    const interrupted = await inTheMiddle('terminal.mjs')
    interrupted.child.stdin?.write('\u0003')
    expect(await interrupted.ended).toEqual(expect.any(Number))
    expect(existsSync(path.join(interrupted.dir, 'out/run.lock'))).toBe(false)
    const { options, summary } = recordIn(interrupted.dir)
    expect(options.interrupted).toBe(true)
    expect(summary.sentence).toMatch(/^Interrupted\. \d+ rules judged, none fails/)
    await resumes(interrupted)
  })
})
