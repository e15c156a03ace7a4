import { fork } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { readRecording } from '../../src/recording/recording.ts'
import type { Exchange } from '../../src/wire/exchange.ts'
import type { Bench } from './bench.ts'
import { measured, ms, type Cost } from './cost.ts'
import { scratch } from './scratch.ts'
import { suiteRun } from './suite-run.ts'

/** Sends the requests as an app would with fetch, and reads each body to its end, or to where the suite hung up. */
async function bareLoop(origin: string, exchanges: readonly Exchange[]): Promise<void> {
  for (const { request, response, failure } of exchanges) {
    if (!response) continue
    const interruption = new AbortController()
    const answer = await fetch(origin + request.path, {
      method: request.method,
      headers: request.headers.filter(([name]) => !/^(host|content-length)$/i.test(name)),
      body: request.body,
      signal: interruption.signal,
    })
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

const row = (name: string, { wall, cpu }: Cost): string[] => [name, ms(wall), ms(cpu)]

export const overhead: Bench = {
  name: 'overhead',
  about: 'a whole run against a bare loop of the same requests to the same server, in one process',
  async run({ url, only }) {
    const server = url === undefined ? await startServer() : { url, stop: () => {} }
    const out = path.join(scratch(), 'overhead')
    const run = (target: string, to = out): Promise<unknown> => suiteRun({ target, only, out: to })
    // Once unmeasured: the server loads its models, Node compiles.
    await run(server.url)
    const exchanges = readRecording(path.join(out, 'target')).exchanges
    const whole = await measured(() => run(server.url))
    const bare = await measured(() => bareLoop(new URL(server.url).origin, exchanges))
    const replay = await measured(() => run(path.join(out, 'target'), path.join(scratch(), 'replay')))
    server.stop()
    return {
      heading: `Overhead: ${exchanges.length} requests to ${url === undefined ? 'the stand-in server' : new URL(url).origin}`,
      columns: ['', 'wall ms', 'CPU ms'],
      rows: [
        row('suite: send, judge, compare, report', whole),
        row('bare loop: the same requests', bare),
        ['ratio', (whole.wall / bare.wall).toFixed(2), (whole.cpu / bare.cpu).toFixed(2)],
        row('suite over the recording of it', replay),
      ],
    }
  },
}
