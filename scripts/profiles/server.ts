import type { Deviation } from '../../src/deviations/deviation.ts'
import type { ServerReply, ServerRequest } from '../../src/deviations/server-reply.ts'
import type { Origin } from '../../src/learn/measure/origin.ts'
import { standInModels } from '../../stand-in/models.ts'
import { handle } from '../../stand-in/stand-in.ts'
import type { KnownClient } from './client-file.ts'
import type { Place } from './driver.ts'

/** What the stand-in replies when it shows a deviation. How long it takes is not what is measured. */
export function replyOf(request: ServerRequest, deviation: Deviation | null): ServerReply {
  const reply = handle(request, { hooks: deviation?.hooks ?? {} })
  return { ...reply, chunks: reply.chunks.map(({ bytes }) => ({ afterMs: 0, bytes })) }
}

/** The stand-in as what answers come from; `note` is told each request. */
export const standIn = (note: (request: ServerRequest) => void = () => {}): Origin => ({
  reply(request, deviation) {
    note(request)
    return replyOf(request, deviation)
  },
  rewind: () => {},
})

/** The stand-in at this origin, with its models, or with the one that a client needs. */
export function placeAt(url: string, { model }: KnownClient): Place {
  const { chat, tools, embedding } = standInModels
  return {
    baseURL: `${url}/v1`,
    apiKey: 'sk-any',
    chat: model ?? chat.name ?? '',
    tools: model ?? tools.name ?? '',
    embedding: embedding.name ?? '',
  }
}
