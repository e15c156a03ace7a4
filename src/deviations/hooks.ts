import type { ChatRequest, Generation, JsonObject, ServerReply, ServerRequest, Refusal } from './server-reply.ts'

/** Where a fault reaches in: each hook sees one stage of an answer and may put another in its place. */
export interface Hooks {
  /**
   * The parsed body of a POST, before it is checked: what the server takes it to say. `path` is that of the request.
   */
  request?: (body: JsonObject, path: string) => JsonObject
  /** One choice of a chat as the model gave it, before it is put on the wire. */
  generation?: (choice: Generation, request: ChatRequest) => Generation
  /** The body of a plain answer. */
  completion?: (body: JsonObject, request: ChatRequest) => JsonObject
  /** The chunks of a streamed answer. */
  chunks?: (chunks: JsonObject[], request: ChatRequest) => JsonObject[]
  /** The frames of a stream as text, `data: [DONE]` the last. */
  sse?: (frames: string[], request: ChatRequest) => string[]
  /** Whether the server answers all the same what OpenAI refuses. */
  accepts?: (refusal: Refusal, request: ServerRequest) => boolean
  /** A refusal that is given. */
  refusal?: (refusal: Refusal, request: ServerRequest) => Refusal
  /** The answer to a request for embeddings. */
  embeddings?: (body: JsonObject, request: JsonObject) => JsonObject
  /** The body of a legacy text completion, and the chunks of a streamed one. */
  textCompletion?: (body: JsonObject, request: JsonObject) => JsonObject
  textChunks?: (chunks: JsonObject[], request: JsonObject) => JsonObject[]
  /** A response object, and the events of a streamed one before they become frames. */
  responseObject?: (body: JsonObject, request: JsonObject) => JsonObject
  responseEvents?: (events: JsonObject[], request: JsonObject) => JsonObject[]
  /** What a native endpoint of Ollama answers. */
  native?: (body: JsonObject, request: ServerRequest) => JsonObject
  /** The list of models, or one of them. */
  models?: (body: JsonObject) => JsonObject
  /** The finished answer, as it goes on the wire. */
  response?: (reply: ServerReply, request: ServerRequest) => ServerReply
}
