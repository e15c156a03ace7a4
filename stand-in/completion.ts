import type { ChatRequest, Generation, JsonObject } from '../src/deviations/server-reply.ts'
import { tokensOf } from '../src/deviations/tokens.ts'
import type { Json } from '../src/suite/steps.ts'
import { answerExtras, isLegacy, messageExtras, predictionCounts } from './chat-extras.ts'
import { answeredAt } from './clock.ts'
import { positive } from './generate.ts'
import { completionId, letters } from './ids.ts'
import { servedAs } from './models.ts'
import { shownThoughts, thoughtTokens } from './thinking.ts'

/** What every body and every chunk of one answer has in common. */
const head = (request: ChatRequest, object: string): JsonObject => ({
  id: completionId(),
  object,
  created: answeredAt(),
  model: servedAs(request.model),
})
const tail = (request: ChatRequest): JsonObject => ({ ...answerExtras(request), system_fingerprint: 'fp_560af6e559' })

/** The body of a plain answer. */
export function completionBody(request: ChatRequest, choices: Generation[]): JsonObject {
  return {
    ...head(request, 'chat.completion'),
    choices: choices.map((choice, index) => ({
      index,
      message: message(request, choice),
      logprobs: choice.calls.length > 0 ? null : logprobs(request, tokensOf(choice.text ?? '')),
      finish_reason: choice.finish,
    })),
    usage: usage(request, choices),
    ...tail(request),
  }
}

const message = (request: ChatRequest, { text, reasoning, refusal, calls }: Generation): JsonObject => ({
  role: 'assistant',
  content: text,
  ...shownThoughts(request, reasoning),
  ...callsOf(request, calls),
  refusal: refusal ?? null,
  ...messageExtras(request, text),
})

/** The calls of a message, in the form they were asked for. */
function callsOf(request: ChatRequest, calls: Generation['calls']): JsonObject {
  const [first] = calls
  if (!first) return {}
  if (isLegacy(request)) return { function_call: { name: first.name, arguments: first.arguments } }
  return {
    tool_calls: calls.map(({ id, name, arguments: args }) => ({
      id,
      type: 'function',
      function: { name, arguments: args },
    })),
  }
}

export function usage(request: ChatRequest, choices: Generation[]): JsonObject {
  const prompt = choices[0]?.promptTokens ?? 0
  const completion = choices.reduce((sum, { completionTokens }) => sum + completionTokens, 0)
  const thinking = choices.reduce((sum, { reasoning }) => sum + thoughtTokens(reasoning), 0)
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: thinking, audio_tokens: 0, ...predictionCounts(request, choices) },
  }
}

function logprobs(request: ChatRequest, tokens: string[]): Json {
  if (request['logprobs'] !== true) return null
  const wanted = positive(request['top_logprobs'], 0)
  return { content: tokens.map((token) => tokenLogprob(token, wanted)), refusal: null }
}

const bytesOf = (token: string): number[] => [...Buffer.from(token)]

/** A token with that many likely ones beside it. */
export function tokenLogprob(token: string, wanted: number): JsonObject {
  const alternatives = Array.from({ length: wanted }, (_, rank) =>
    rank === 0 ? token : ` ${letters(token + rank, 3)}`,
  )
  const top = alternatives.map((one, rank) => ({ token: one, logprob: -0.01 - 3 * rank, bytes: bytesOf(one) }))
  return { token, logprob: -0.01, bytes: bytesOf(token), top_logprobs: top }
}

/** The chunks of a streamed answer, in order. */
export function completionChunks(request: ChatRequest, choices: Generation[]): JsonObject[] {
  const common = { ...head(request, 'chat.completion.chunk'), ...tail(request) }
  const options = request['stream_options'] as JsonObject | null | undefined
  const withUsage = options?.['include_usage'] === true
  const padded = options?.['include_obfuscation'] !== false
  const finishing = (chunk: JsonObject, at: number): JsonObject =>
    padded ? { ...chunk, obfuscation: letters(`padding ${at}`, at % 12) } : chunk
  const told = choices.flatMap((choice, index) =>
    choiceDeltas(request, choice).map(({ delta, probs, finish }) => ({
      ...common,
      choices: [{ index, delta, logprobs: probs, finish_reason: finish }],
      ...(withUsage ? { usage: null } : {}),
    })),
  )
  const last = withUsage ? [{ ...common, choices: [], usage: usage(request, choices) }] : []
  return [...told, ...last].map(finishing)
}

interface Piece {
  delta: JsonObject
  probs: Json
  finish: string | null
}

function choiceDeltas(request: ChatRequest, choice: Generation): Piece[] {
  const piece = (delta: JsonObject, probs: Json = null): Piece => ({ delta, probs, finish: null })
  const end: Piece = { delta: {}, probs: null, finish: choice.finish }
  if (isLegacy(request) && choice.calls.length > 0)
    return [...legacyDeltas(choice.calls).map((delta) => piece(delta)), end]
  if (choice.refusal !== undefined)
    return [
      piece({ role: 'assistant', content: null, refusal: '' }),
      ...tokensOf(choice.refusal).map((refusal) => piece({ refusal })),
      end,
    ]
  const thoughtPieces = tokensOf(choice.reasoning ?? '').flatMap((token) => {
    const shown = shownThoughts(request, token)
    return Object.keys(shown).length > 0 ? [piece(shown)] : []
  })
  const [single, ...others] = choice.calls.flatMap(callDeltas)
  if (!single) {
    const tokens = tokensOf(choice.text ?? '')
    return [
      piece({ role: 'assistant', content: '', refusal: null }, logprobs(request, [])),
      ...thoughtPieces,
      ...tokens.map((content) => piece({ content }, logprobs(request, [content]))),
      end,
    ]
  }
  // One call rides on the role chunk; several follow it, each with its own opening.
  const opening =
    choice.calls.length === 1 && thoughtPieces.length === 0
      ? [piece({ role: 'assistant', content: null, tool_calls: single, refusal: null })]
      : [piece({ role: 'assistant', content: null }), ...thoughtPieces, piece({ tool_calls: single })]
  return [...opening, ...others.map((calls) => piece({ tool_calls: calls })), end]
}

const callDeltas = ({ id, name, arguments: args }: Generation['calls'][number], index: number): Json[][] => [
  [{ index, id, type: 'function', function: { name, arguments: '' } }],
  ...tokensOf(args).map((fragment) => [{ index, function: { arguments: fragment } }]),
]

const legacyDeltas = ([call]: Generation['calls']): JsonObject[] => [
  { role: 'assistant', content: null, function_call: { name: call?.name ?? '', arguments: '' }, refusal: null },
  ...tokensOf(call?.arguments ?? '').map((fragment) => ({ function_call: { arguments: fragment } })),
]
