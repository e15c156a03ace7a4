import type { Endpoint, ServerReply, ServerRequest } from './exchange-types.ts'
import type { Hooks } from './hooks.ts'
import { unknownUrl } from './refusals.ts'
import { refuse } from './replies.ts'

export const responses: Endpoint = (_body, request, hooks) => refuse(unknownUrl(request.method, request.path), request, hooks)

/** `GET` and `DELETE` of one response. */
export const storedResponse = (_id: string, request: ServerRequest, hooks: Hooks): ServerReply => refuse(unknownUrl(request.method, request.path), request, hooks)
