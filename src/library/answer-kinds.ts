/** What an answer is meant to be. */
export interface AnswerKind {
  path: string
  /** What it is called in a message. */
  name: string
  stream: boolean
  /** The schema of a plain answer, in `specs/openai`. */
  schema?: string
  /** Its streams end with `[DONE]`. */
  done?: boolean
}

/** What can be asked about by itself. */
export type AnswerKindName = 'chat-completion' | 'chat-stream' | 'response' | 'response-stream' | 'embeddings'

/** Each, with what it is called and where it comes from. */
export const ANSWER_KINDS: Record<AnswerKindName, AnswerKind> = {
  'chat-completion': {
    path: '/v1/chat/completions',
    name: 'chat completion',
    stream: false,
    schema: 'chat-completion',
  },
  'chat-stream': { path: '/v1/chat/completions', name: 'stream of a chat completion', stream: true, done: true },
  response: { path: '/v1/responses', name: 'response', stream: false, schema: 'response' },
  'response-stream': { path: '/v1/responses', name: 'stream of a response', stream: true },
  embeddings: { path: '/v1/embeddings', name: 'list of embeddings', stream: false, schema: 'embedding-list' },
}
