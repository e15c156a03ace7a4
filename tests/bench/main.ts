import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { markdownTable } from 'markdown-table'
import type { Exchange } from '../../src/exchange/exchange.ts'
import { readRecording } from '../../src/recording/recording.ts'
import type { RunOptions } from '../../src/run/options.ts'
import { run, type RunListener } from '../../src/run/run.ts'

/**
 * What the suite costs: a whole run (sending, judging, comparing, reports) against a bare loop that sends the same requests
 * to the same server one after the other and reads the bodies. `npm run bench -- URL` measures against a server of yours.
 */

interface Cost { wall: number; cpu: number }

const silent: RunListener = { note: () => {}, planned: () => {}, answered: () => {}, suiteDone: () => {}, judging: () => {} }
const out = mkdtempSync(path.join(os.tmpdir(), 'bench-'))

async function measured(work: () => Promise<unknown>): Promise<Cost> {
  const cpu = process.cpuUsage()
  const start = performance.now()
  await work()
  const { user, system } = process.cpuUsage(cpu)
  return { wall: performance.now() - start, cpu: (user + system) / 1000 }
}

const options = (change: Partial<RunOptions>): RunOptions => ({
  via: undefined, target: undefined, reference: 'observed', models: {}, referenceModel: undefined, apiKeyEnv: 'OLLAMA_API_KEY', referenceApiKeyEnv: undefined,
  only: [], skip: [], onlyFailed: undefined, shard: undefined, profiles: [], maxTokensTotal: 8000, timeout: 120, concurrency: undefined, samples: 1, known: undefined, updateKnown: false, resume: false, record: undefined, out, formats: ['md', 'json'], failOn: 'never', ...change,
})
const suite = (change: Partial<RunOptions>): Promise<unknown> =>
  run({ options: options(change), env: process.env, command: 'bench', signal: new AbortController().signal, listener: silent })

/** Sends the requests as an app would with fetch, and reads each body to its end, or to where the suite hung up. */
async function bareLoop(origin: string, exchanges: readonly Exchange[]): Promise<void> {
  for (const { request, response, failure } of exchanges) {
    if (!response) continue
    const interruption = new AbortController()
    const answer = await fetch(origin + request.path, { method: request.method, headers: request.headers.filter(([name]) => !/^(host|content-length)$/i.test(name)), body: request.body, signal: interruption.signal })
    if (failure) {
      const reader = answer.body?.getReader()
      for (let read = 0; reader && read < response.chunks.length; read += 1) if ((await reader.read()).done) break
      interruption.abort()
    } else await answer.arrayBuffer()
  }
}

/** The stand-in in a process of its own, so that its work is not counted as the suite's. */
function startServer(): Promise<{ url: string; stop: () => void }> {
  const server = fork(fileURLToPath(new URL('server.ts', import.meta.url)))
  return new Promise((ready) => server.once('message', (url) => ready({ url: String(url), stop: () => server.kill() })))
}

const [given] = process.argv.slice(2)
const server = given === undefined ? await startServer() : { url: given, stop: () => {} }
const origin = new URL(server.url).origin
// Once unmeasured: the server loads its models, Node compiles.
await suite({ target: server.url })
const exchanges = readRecording(path.join(out, 'target')).exchanges
const whole = await measured(() => suite({ target: server.url }))
const bare = await measured(() => bareLoop(origin, exchanges))
const replay = await measured(() => suite({ target: path.join(out, 'target'), out: path.join(out, 'replay') }))
server.stop()
rmSync(out, { recursive: true, force: true })

const row = (name: string, { wall, cpu }: Cost): string[] => [name, ...[wall, cpu].map((ms) => Math.round(ms).toString())]
console.log(`${exchanges.length} requests, ${given === undefined ? 'stand-in server' : origin}, Node ${process.version}, ${os.cpus().length} cores (${os.cpus()[0]?.model ?? 'unknown'})`)
console.log(markdownTable([
  ['', 'wall ms', 'CPU ms'],
  row('suite: send, judge, compare, report', whole),
  row('bare loop: the same requests', bare),
  ['ratio', (whole.wall / bare.wall).toFixed(2), (whole.cpu / bare.cpu).toFixed(2)],
  row('suite over the recording of it', replay),
], { align: ['l', 'r', 'r'] }))
process.exitCode = 0
