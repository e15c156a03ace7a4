import type { Hooks } from '../src/deviations/hooks.ts'
import type { ChatRequest, JsonObject, ServerReply, ServerRequest } from '../src/deviations/server-reply.ts'
import { invalid, wrongMethod } from './refusals.ts'
import { jsonReply, refuse } from './replies.ts'

const stored = new Map<string, JsonObject>()

/** Keeps an answer where its request asks for that. */
export function keep(request: ChatRequest, body: JsonObject): void {
  if (request['store'] === true) stored.set(String(body['id']), { ...body, metadata: request['metadata'] ?? {} })
}

/** `GET` and `DELETE` of one stored answer. */
export function storedCompletion(id: string, request: ServerRequest, hooks: Hooks): ServerReply {
  const known = stored.get(id)
  if (!known) return refuse(invalid(`Chat completion with id '${id}' not found.`, null, null, 404), request, hooks)
  if (request.method === 'GET') return jsonReply(200, known)
  if (request.method !== 'DELETE') return refuse(wrongMethod(request.method, request.path), request, hooks)
  stored.delete(id)
  return jsonReply(200, { id, object: 'chat.completion.deleted', deleted: true })
}
