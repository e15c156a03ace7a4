import type { Deviation } from '../../src/deviations/deviation.ts'
import type { ServerReply, ServerRequest } from '../../src/deviations/server-reply.ts'
import { ruleMatcher } from '../../src/globs.ts'
import type { FlowName } from './flows.ts'
import { replyOf } from './server.ts'

/** What the requests of each flow were, with a conforming server. */
export type Requests = ReadonlyMap<FlowName, readonly ServerRequest[]>

/** A deviation, on which flows it is to be tried, and the others that change the same replies in the same way. */
export interface Trial {
  deviation: Deviation
  flows: FlowName[]
  alike: string[]
}

/**
 * What is no matter of a client: what a model says next to the same request, which any client hands on; in which words a
 * response has failed; requests that no app sends.
 */
const NO_MATTER = ruleMatcher([
  'parameters/seed',
  'parameters/temperature/zero-is-steady',
  'parameters/completion-sampling/zero-is-steady',
  'responses/sampling/temperature-zero-stays',
  'responses/error-inside/failure-says-why',
  'errors/invalid-body/malformed-json',
  'errors/unknown-route/unknown-is-404',
])

/** Whether a client can be the better or the worse for it. A deviation without rules is no matter of conformance. */
export const matters = ({ rules }: Deviation): boolean => !rules.every(NO_MATTER)

/** The deviations that change a reply to one of these requests; those that do the same are tried once. */
export function trialsOf(deviations: readonly Deviation[], requests: Requests): Trial[] {
  const clean = new Map([...requests].map(([flow, asked]) => [flow, asked.map((one) => shown(one, null))]))
  const trials = new Map<string, Trial>()
  for (const deviation of deviations) {
    const changed = [...requests].flatMap(([flow, asked]): [FlowName, string[]][] => {
      const replies = asked.map((one, at) => shown(one, deviation) ?? clean.get(flow)?.[at] ?? '')
      return replies.every((reply, at) => reply === clean.get(flow)?.[at]) ? [] : [[flow, replies]]
    })
    if (changed.length === 0) continue
    const effect = JSON.stringify(changed)
    const known = trials.get(effect)
    if (known) known.alike.push(deviation.name)
    else trials.set(effect, { deviation, flows: changed.map(([flow]) => flow), alike: [] })
  }
  return [...trials.values()]
}

/** What a client gets to read. A deviation that throws at this request is not about it: null. */
function shown(request: ServerRequest, deviation: Deviation | null): string | null {
  try {
    return withoutIds(bytesOf(replyOf(request, deviation)))
  } catch {
    return null
  }
}

const bytesOf = ({ status, headers, chunks, cut, httpVersion }: ServerReply): string =>
  JSON.stringify([
    status,
    headers,
    Buffer.concat(chunks.map(({ bytes }) => Buffer.from(bytes as string))).toString('latin1'),
    cut,
    httpVersion,
  ])

/** Ids of the stand-in are counted, so each is another; that two are equal, and how long they are, still shows. */
function withoutIds(text: string): string {
  const ids: string[] = []
  return text.replace(/\b(chatcmpl-|cmpl-|[a-z]{2,5}_)([A-Za-z0-9]{8,})/g, (id, prefix: string, rest: string) => {
    if (!ids.includes(id)) ids.push(id)
    return `${prefix}${ids.indexOf(id)}/${rest.length}`
  })
}
