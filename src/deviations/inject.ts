import { bodyText, isStream, replaced } from './changes.ts'
import type { Deviation } from './deviation.ts'
import { framed, framesOf, withEvents, withFrames } from './frames.ts'
import type { Hooks } from './hooks.ts'
import { regenerated, regeneratedChunks } from './regenerate.ts'
import { retoldEvents } from './response-stream.ts'
import {
  isObject,
  NOTICED_MS,
  parsedObject,
  totalMs,
  type ChatRequest,
  type JsonObject,
  type ServerReply,
  type ServerRequest,
} from './server-reply.ts'

/** What follows the base of the API, whatever that is. */
const ENDPOINT = /\/(chat\/completions|completions|embeddings|responses|models)(?=[/?]|$)/

/** What replies show of a deviation. */
const shown = ({ hooks, effect }: Deviation): Hooks => effect ?? hooks

/**
 * Whether a reply can show the deviation. It cannot where the server reads the request otherwise, or answers what
 * OpenAI refuses: that server has to be asked.
 */
export function isInReplies(deviation: Deviation): boolean {
  const hooks = shown(deviation)
  return hooks.accepts === undefined && hooks.request === undefined
}

/**
 * The reply as a server with this deviation gives it, and the very same object where the deviation does not touch it.
 * Pure, and never throws, whatever the reply.
 */
export function inject(reply: ServerReply, request: ServerRequest, deviation: Deviation): ServerReply {
  if (reply.cut === 'refused' || !isInReplies(deviation)) return reply
  const hooks = shown(deviation)
  const { asked, endpoint } = placed(reply, request)
  if (!reaches(hooks, reply, endpoint)) return reply
  const normal = isStream(reply) ? framed(reply) : whole(reply, (body) => body)
  try {
    const told = inBody(normal, asked, endpoint, hooks)
    const sent = hooks.response?.(told, asked) ?? told
    return isSame(normal, sent) ? reply : sent
  } catch {
    // A change of conforming answers makes nothing of an answer that departs already.
    return reply
  }
}

/** The hooks that see an answer of each endpoint; `response` sees all. */
const SEEING: Record<string, (keyof Hooks)[]> = {
  'chat/completions': ['generation', 'completion', 'chunks', 'sse'],
  completions: ['textCompletion', 'textChunks', 'sse'],
  responses: ['responseObject', 'responseEvents'],
  embeddings: ['embeddings'],
  models: ['models'],
}

const reaches = (hooks: Hooks, { status }: ServerReply, endpoint: string): boolean =>
  hooks.response !== undefined ||
  (status >= 400 ? hooks.refusal !== undefined : (SEEING[endpoint] ?? []).some((stage) => hooks[stage] !== undefined))

/** The request as if the base were `/v1`. What is beside the base stays there. */
function placed(reply: ServerReply, request: ServerRequest): { asked: ServerRequest; endpoint: string } {
  const at = ENDPOINT.exec(request.path)
  const isBeside = at?.index === 0 && reply.status === 404
  const isStandard = /^\/+v1\//.test(request.path)
  if (at && isStandard) return { asked: request, endpoint: at[1] ?? '' }
  return at && !isBeside
    ? { asked: { ...request, path: `/v1${request.path.slice(at.index)}` }, endpoint: at[1] ?? '' }
    : { asked: request, endpoint: '' }
}

function inBody(reply: ServerReply, asked: ServerRequest, endpoint: string, hooks: Hooks): ServerReply {
  if (reply.status >= 400) return hooks.refusal ? refused(reply, asked, hooks.refusal) : reply
  const stage = STAGES[endpoint]
  if (!stage) return reply
  const request = parsedObject(asked.body) ?? {}
  return isStream(reply)
    ? stage.stream(reply, request, hooks)
    : whole(reply, (value) => stage.plain(value, request, hooks))
}

interface Stage {
  plain: (body: JsonObject, request: JsonObject, hooks: Hooks) => JsonObject
  stream: (reply: ServerReply, request: JsonObject, hooks: Hooks) => ServerReply
}

const chatRequest = (request: JsonObject): ChatRequest => ({ model: '', messages: [], ...request })
const asIs = (reply: ServerReply): ServerReply => reply
const inFrames = (reply: ServerReply, request: JsonObject, { sse }: Hooks): ServerReply =>
  sse ? withFrames(reply, sse(framesOf(reply), chatRequest(request))) : reply

const STAGES: Record<string, Stage> = {
  'chat/completions': {
    plain: (body, request, { generation, completion }) => {
      const asked = chatRequest(request)
      const said = generation ? regenerated(body, asked, generation) : body
      return completion?.(said, asked) ?? said
    },
    stream: (reply, request, hooks) => {
      const { generation, chunks } = hooks
      const asked = chatRequest(request)
      const said = generation ? withEvents(reply, (all) => regeneratedChunks(all, asked, generation)) : reply
      return inFrames(chunks ? withEvents(said, (all) => chunks(all, asked)) : said, request, hooks)
    },
  },
  completions: {
    plain: (body, request, { textCompletion }) => textCompletion?.(body, request) ?? body,
    stream: (reply, request, hooks) => {
      const { textChunks } = hooks
      return inFrames(textChunks ? withEvents(reply, (all) => textChunks(all, request)) : reply, request, hooks)
    },
  },
  responses: {
    plain: (body, request, { responseObject }) => responseObject?.(body, request) ?? body,
    stream: (reply, request, { responseObject, responseEvents }) =>
      withEvents(reply, (all) => {
        const told = responseObject ? retoldEvents(all, (response) => responseObject(response, request)) : all
        return responseEvents?.(told, request) ?? told
      }),
  },
  embeddings: { plain: (body, request, { embeddings }) => embeddings?.(body, request) ?? body, stream: asIs },
  models: { plain: (body, _request, { models }) => models?.(body) ?? body, stream: asIs },
}

function whole(reply: ServerReply, change: (body: JsonObject) => JsonObject): ServerReply {
  const body = parsedObject(bodyText(reply))
  return body ? { ...reply, chunks: [{ afterMs: totalMs(reply), bytes: JSON.stringify(change(body)) }] } : reply
}

function refused(reply: ServerReply, request: ServerRequest, change: NonNullable<Hooks['refusal']>): ServerReply {
  const error = parsedObject(bodyText(reply))?.['error']
  if (!isObject(error)) return reply
  const { message = '', type = '', param = null, code = null } = error as { [key: string]: never }
  const { status, ...fields } = change({ status: reply.status, message, type, param, code }, request)
  return replaced(reply, { status, body: JSON.stringify({ error: { ...error, ...fields } }) })
}

/** Whether a client sees no difference in status, headers, bytes, pieces, time and end. */
const isSame = (one: ServerReply, other: ServerReply): boolean =>
  one === other ||
  (one.status === other.status &&
    one.cut === other.cut &&
    one.httpVersion === other.httpVersion &&
    one.chunks.length === other.chunks.length &&
    JSON.stringify(one.headers) === JSON.stringify(other.headers) &&
    Buffer.concat(one.chunks.map(bytesOf)).equals(Buffer.concat(other.chunks.map(bytesOf))) &&
    Math.abs(totalMs(one) - totalMs(other)) < NOTICED_MS)

const bytesOf = ({ bytes }: ServerReply['chunks'][number]): Buffer => Buffer.from(bytes as string)
