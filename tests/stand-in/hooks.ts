import type { ChatRequest, Generation, JsonObject, ServerReply, ServerRequest } from './exchange-types.ts'
import type { Refusal } from './refusals.ts'

/** Where a fault reaches in: each hook sees one stage of an answer and may put another in its place. */
export interface Hooks {
  /** The parsed chat request, before it is checked: what the server takes it to say. */
  request?: (body: JsonObject) => JsonObject
  /** One choice as the model gave it, before it is put on the wire. */
  generation?: (choice: Generation, request: ChatRequest) => Generation
  /** The body of a plain answer. */
  completion?: (body: JsonObject, request: ChatRequest) => JsonObject
  /** The chunks of a streamed answer. */
  chunks?: (chunks: JsonObject[], request: ChatRequest) => JsonObject[]
  /** The frames of a stream as text, `data: [DONE]` the last. */
  sse?: (frames: string[], request: ChatRequest) => string[]
  /** A refusal; null answers the request all the same. */
  refusal?: (refusal: Refusal, request: ServerRequest) => Refusal | null
  /** The list of models, or one of them. */
  models?: (body: JsonObject) => JsonObject
  /** The finished answer, as it goes on the wire. */
  response?: (reply: ServerReply, request: ServerRequest) => ServerReply
}
