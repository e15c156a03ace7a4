import type { Deviation } from './deviation.ts'

/** Whose answers a name is about, where its clause does not say so. */
const BY_NAME: [name: RegExp, subject: string, says: RegExp][] = [
  [/^responses-stream-/, 'a streamed response', /\bresponses?\b|\/responses/],
  [/^responses-/, 'a response', /\bresponses?\b|\/responses/],
  [/^completions-stream-/, 'a streamed text completion', /text completion|v1\/completions/],
  [/^completions?-(?!zero|constant|counts|jitters)/, 'a text completion', /text completion|v1\/completions/],
  [/^embeddings?-/, 'embeddings', /embedding|vector/],
  [/^preflight-/, 'a preflight request', /preflight|OPTIONS/],
  [/^(list|item|one)-/, 'models', /model/],
]
const SAYS_SO =
  /^(a|an|the|each|every|all|plain|streamed|later)? ?(`?\/v1|chat|text completion|stream|response|embedding|vector|error|model|list of models|request|preflight|chunk|answer)|\bof (a|the|each|events) (chat|chunk|response|stream|text|listed)/

/** What a deviation is about with the answers that it is about, so that the clause can be read by itself. */
export function withSubject({ name, about, hooks }: Deviation): string {
  const named = BY_NAME.find(([pattern]) => pattern.test(name))
  const [subject, says] = named ? [named[1], named[2]] : [byHooks(hooks), SAYS_SO]
  return subject === null || says.test(about) ? about : `${subject}: ${about}`
}

function byHooks(hooks: Deviation['hooks']): string | null {
  const stages = Object.keys(hooks)
  const within = (...some: string[]): boolean => stages.every((stage) => some.includes(stage))
  if (within('chunks', 'sse')) return 'a chat stream'
  if (within('completion')) return 'a plain chat answer'
  if (within('completion', 'chunks', 'generation')) return 'a chat answer'
  if (within('models')) return 'the list of models'
  if (within('refusal', 'accepts')) return 'a refusal'
  return within('request') ? 'a chat request' : null
}
