import { requestRefusal } from './check-request.ts'
import { isObject, objects, type Endpoint, type JsonObject, type ServerReply, type ServerRequest } from './exchange-types.ts'
import type { Hooks } from './hooks.ts'
import { isChatModel } from './models.ts'
import { invalid, NOT_JSON, wrongMethod, type Refusal } from './refusals.ts'
import { jsonReply, refusalReply, refuse, streamReply } from './replies.ts'
import { responseEvents } from './response-events.ts'
import { buildResponse, inputMessages } from './response-object.ts'

/** What was answered, with the turns that led to it, for requests that go on from there. */
const stored = new Map<string, { response: JsonObject; turns: JsonObject[] }>()

export const responses: Endpoint = (body, request, hooks) => {
  const refused = refusalReply(body === undefined ? NOT_JSON : refusal(body), request, hooks)
  if (refused) return refused
  const asked = isObject(body) ? body : {}
  const before = stored.get(String(asked['previous_response_id']))?.turns ?? []
  const built = buildResponse(asked, before)
  const response = hooks.responseObject?.(built, asked) ?? built
  if (asked['store'] !== false) stored.set(String(built['id']), { response, turns: [...before, ...inputMessages(asked['input']), ...inputMessages(objects(built['output']))] })
  if (asked['stream'] !== true) return jsonReply(200, response)
  const events = responseEvents(response, asked)
  return streamReply((hooks.responseEvents?.(events, asked) ?? events).map((event) => `event: ${String(event['type'])}\ndata: ${JSON.stringify(event)}\n\n`))
}

function refusal(body: unknown): Refusal | null {
  const refused = requestRefusal(body, 'response-request')
  if (refused) return refused
  const { model, previous_response_id: previous } = body as JsonObject
  if (!isChatModel(String(model))) return invalid(`The requested model '${String(model)}' does not exist.`, 'model', 'model_not_found')
  const unknown = typeof previous === 'string' && !stored.has(previous)
  return unknown ? invalid(`Previous response with id '${previous}' not found.`, 'previous_response_id', 'previous_response_not_found') : null
}

/** `GET` and `DELETE` of one response. */
export function storedResponse(id: string, request: ServerRequest, hooks: Hooks): ServerReply {
  const known = stored.get(id)
  if (!known) return refuse(invalid(`Response with id '${id}' not found.`, null, null, 404), request, hooks)
  if (request.method === 'GET') return jsonReply(200, known.response)
  if (request.method !== 'DELETE') return refuse(wrongMethod(request.method, request.path), request, hooks)
  stored.delete(id)
  return jsonReply(200, { id, object: 'response', deleted: true })
}
