import { asArray, isObject, type JsonObject } from '../json.ts'
import type { Observation } from '../wire/observe.ts'
import type { ChatReply } from '../wire/reply.ts'
import type { AnswerKind } from './answer-kinds.ts'

/**
 * The request that explains an answer best: what came was asked for. So a rule that holds an answer against its request finds only
 * what no request explains.
 */
export function likelyRequest({ path, stream }: AnswerKind, answer: Observation): JsonObject {
  const bodies = bodiesOf(answer)
  const [body = {}] = bodies
  const common = stream ? { stream } : {}
  if (path.endsWith('/embeddings')) return { ...common, ...embedded(body) }
  // A response says again what it was asked for.
  if (path.endsWith('/responses')) return { ...(isObject(body['response']) ? body['response'] : body), ...common }
  return { model: body['model'] ?? 'unknown', ...common, ...(answer.reply ? completed(answer.reply) : {}) }
}

/** The body, or what the events carry. */
const bodiesOf = ({ json, stream }: Observation): JsonObject[] =>
  (stream ? stream.events.map((event) => event.json) : [json])
    .map((parsed) => (parsed.ok ? parsed.value : null))
    .filter(isObject)

function embedded({ model, data }: JsonObject): JsonObject {
  const vectors = asArray(data).filter(isObject)
  const isBase64 = vectors.some(({ embedding }) => typeof embedding === 'string')
  return {
    model,
    input: ['text', ...vectors.slice(1).map((_, at) => `text ${at}`)],
    ...(isBase64 ? { encoding_format: 'base64' } : {}),
  }
}

function completed({ choices, usage }: ChatReply): JsonObject {
  const names = choices.flatMap(({ toolCalls }) => toolCalls.map(({ name }) => name)).filter(Boolean)
  const tools = [...new Set(names)].map((name) => ({ type: 'function', function: { name } }))
  const [first] = tools
  const wasCut = choices.some(({ finish }) => finish === 'length')
  return {
    ...(choices.length > 1 ? { n: choices.length } : {}),
    ...(isObject(usage) ? { stream_options: { include_usage: true } } : {}),
    ...(first ? { tools } : {}),
    // Where one function was demanded, OpenAI says `stop` after its call.
    ...(first && choices.some(({ finish }) => finish === 'stop') ? { tool_choice: first } : {}),
    ...(wasCut && isObject(usage) ? { max_completion_tokens: usage['completion_tokens'] } : {}),
  }
}
