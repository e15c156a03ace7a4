import type { Hooks } from '../src/deviations/hooks.ts'
import {
  isObject,
  objects,
  type JsonObject,
  type ServerReply,
  type ServerRequest,
  type Refusal,
} from '../src/deviations/server-reply.ts'
import { requestRefusal } from './check-request.ts'
import { contextRefusal } from './context-window.ts'
import type { Endpoint } from './endpoint.ts'
import { imageRefusal } from './images.ts'
import { isChatModel, isThinking } from './models.ts'
import { invalid, NOT_JSON, wrongMethod } from './refusals.ts'
import { jsonReply, refusalReply, refuse, streamReply, timeFor } from './replies.ts'
import { responseEvents } from './response-events.ts'
import { buildResponse, inputMessages, queued } from './response-object.ts'
import { toolRefusal } from './response-tools.ts'

/** What was answered, with the turns that led to it, for requests that go on from there. */
const stored = new Map<string, { response: JsonObject; turns: JsonObject[] }>()

export const responses: Endpoint = (body, request, hooks) => {
  const refused = refusalReply(body === undefined ? NOT_JSON : refusal(body), request, hooks)
  if (refused) return refused
  const asked = isObject(body) ? body : {}
  const before = stored.get(String(asked['previous_response_id']))?.turns ?? []
  const built = buildResponse(asked, before)
  const response = hooks.responseObject?.(built, asked) ?? built
  if (asked['store'] !== false)
    stored.set(String(built['id']), {
      response,
      turns: [...before, ...inputMessages(asked['input']), ...inputMessages(objects(built['output']))],
    })
  if (asked['stream'] !== true) return plainReply(response, asked['background'] === true)
  const events = responseEvents(response, asked)
  return streamReply(
    (hooks.responseEvents?.(events, asked) ?? events).map(
      (event) => `event: ${String(event['type'])}\ndata: ${JSON.stringify(event)}\n\n`,
    ),
  )
}

function plainReply(response: JsonObject, inBackground: boolean): ServerReply {
  const counted = isObject(response['usage']) ? Number(response['usage']['output_tokens']) : 0
  return inBackground ? jsonReply(200, queued(response)) : jsonReply(200, response, [], timeFor(counted || 0))
}

function refusal(body: unknown): Refusal | null {
  const refused = requestRefusal(body, 'response-request')
  if (refused) return refused
  const asked = body as JsonObject
  const { model } = asked
  if (!isChatModel(String(model)))
    return invalid(`The requested model '${String(model)}' does not exist.`, 'model', 'model_not_found')
  return referenceRefusal(asked) ?? toolRefusal(asked) ?? effortRefusal(asked) ?? notSeen(asked) ?? tooLong(asked)
}

/** What is kept on the server must be there; and without any of it, something must be said. */
function referenceRefusal({ previous_response_id: previous, conversation, prompt, input }: JsonObject): Refusal | null {
  if (typeof previous === 'string' && !stored.has(previous))
    return invalid(
      `Previous response with id '${previous}' not found.`,
      'previous_response_id',
      'previous_response_not_found',
    )
  if (conversation) return invalid('Conversation not found.', null, null, 404)
  if (prompt) return invalid('Prompt not found.', null, null, 404)
  const nothing = input === undefined || input === null || (Array.isArray(input) && input.length === 0)
  return nothing && typeof previous !== 'string'
    ? invalid("Missing required parameter: 'input'.", 'input', 'missing_required_parameter')
    : null
}

/** Only models that think have an effort. */
function effortRefusal({ model, reasoning }: JsonObject): Refusal | null {
  const effort = isObject(reasoning) ? reasoning['effort'] : undefined
  return effort && !isThinking(String(model))
    ? invalid(
        "Unsupported parameter: 'reasoning.effort' is not supported with this model.",
        'reasoning.effort',
        'unsupported_parameter',
      )
    : null
}

const notSeen = ({ model, input }: JsonObject): Refusal | null =>
  imageRefusal({ model: String(model), messages: inputMessages(input) })

function tooLong({ model, input, truncation }: JsonObject): Refusal | null {
  const refused =
    truncation === 'auto' ? null : contextRefusal({ model: String(model), messages: inputMessages(input) })
  return (
    refused && {
      ...refused,
      message: 'Your input exceeds the context window of this model. Please adjust your input and try again.',
      param: 'input',
    }
  )
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
