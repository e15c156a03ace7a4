import type { Endpoint } from './exchange-types.ts'
import { unknownUrl } from './refusals.ts'
import { refuse } from './replies.ts'

export const embeddings: Endpoint = (_body, request, hooks) => refuse(unknownUrl(request.method, request.path), request, hooks)
