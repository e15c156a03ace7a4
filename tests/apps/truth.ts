import type { Deviation } from '../../src/deviations/deviation.ts'
import type { ServerReply, ServerRequest } from '../../src/deviations/server-reply.ts'
import { startStandIn } from '../../stand-in/http-server.ts'
import { handle } from '../../stand-in/stand-in.ts'
import { runApp, type App, type Ran } from './apps.ts'

/** What an app did with each defect of the server. */
export type Truth = Map<string, Ran>

/** What an app sends to a conforming server. @throws Error where it does not work with one. */
export async function requestsOf(app: App): Promise<ServerRequest[]> {
  const requests: ServerRequest[] = []
  const { url, stop } = await startStandIn({
    pace: 0.01,
    hooks: {
      response: (reply, request) => {
        requests.push(request)
        return reply
      },
    },
  })
  try {
    const ran = await runApp(app, url)
    if (ran.result !== 'fine') throw new Error(`${app.name} does not work: ${ran.why}`)
    return requests
  } finally {
    await stop()
  }
}

/** The defects that change something in the answers to these requests. */
export const touching = (defects: readonly Deviation[], requests: readonly ServerRequest[]): Deviation[] =>
  defects.filter(({ hooks }) => requests.some((request) => seen(handle(request, { hooks })) !== seen(handle(request))))

/** A reply without its ids. */
const seen = ({ status, headers, chunks, cut, httpVersion }: ServerReply): string =>
  JSON.stringify([
    status,
    headers.filter(([name]) => !/^(date|x-request-id)$/i.test(name)),
    chunks.map(({ bytes }) => (typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('latin1'))),
    Math.round(chunks.reduce((sum, { afterMs }) => sum + afterMs, 0) / 1000),
    cut,
    httpVersion,
  ]).replaceAll(/(chatcmpl-|call_|resp_|msg_|fc_|rs_|cmpl-|req_)[A-Za-z0-9]+/g, '$1')

/** Runs an app against servers with each of the defects, two at a time. */
export async function truthOf(app: App, defects: readonly Deviation[]): Promise<Truth> {
  const truth: Truth = new Map()
  const left = [...defects]
  const work = async (): Promise<void> => {
    for (let defect = left.shift(); defect; defect = left.shift()) {
      const { url, stop } = await startStandIn({ pace: 0.01, hooks: defect.hooks })
      truth.set(defect.name, await runApp(app, url))
      await stop()
    }
  }
  await Promise.all([work(), work()])
  return truth
}
