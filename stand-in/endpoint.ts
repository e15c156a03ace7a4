import type { Hooks } from '../src/deviations/hooks.ts'
import type { ServerReply, ServerRequest } from '../src/deviations/server-reply.ts'

/** Answers a POST: `body` is the parsed request as the server takes it, undefined where it is no JSON. */
export type Endpoint = (body: unknown, request: ServerRequest, hooks: Hooks) => ServerReply
