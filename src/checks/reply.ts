import { asArray, isObject, type JsonObject } from '../json.ts'
import type { Observation } from '../wire/observe.ts'
import { once } from '../wire/once.ts'
import { streamChunks, type ReplyChoice, type ReplyToolCall } from '../wire/reply.ts'

export { asArray, isObject, streamChunks, type JsonObject, type ReplyChoice, type ReplyToolCall }

/** The first choice of a chat answer, plain or put together from the stream. */
export const firstChoice = ({ reply }: Observation): ReplyChoice | undefined => reply?.choices[0]

/** Text of the first choice; empty where there is none. */
export const text = (observation: Observation): string => firstChoice(observation)?.content ?? ''

/** Tool calls of the first choice. */
export const toolCalls = (observation: Observation): ReplyToolCall[] => firstChoice(observation)?.toolCalls ?? []

/** `finish_reason` of the first choice, as sent. */
export const finishReason = (observation: Observation): unknown => firstChoice(observation)?.finish

/** JSON path of the first choice's text, for findings: a stream is read as the whole it adds up to. */
export const TEXT = '$.choices[0].message.content'
/** The same, wherever the answer to that request has it. */
export const textPath = ({ exchange }: Observation): string =>
  /\/chat\/completions(\?|$)/.test(exchange.request.path) ? TEXT : '$.choices[0].text'
export const finishPath = (at: number): string => `$.choices[${at}].finish_reason`
export const FINISH = finishPath(0)

/** A count in `usage`, or undefined where the answer has none. */
export function usageCount(
  { reply }: Observation,
  key: 'prompt_tokens' | 'completion_tokens' | 'total_tokens',
): number | undefined {
  const count = isObject(reply?.usage) ? reply.usage[key] : undefined
  return typeof count === 'number' ? count : undefined
}

/** Reasoning text of the first choice; a thinking model may spend its whole budget there. */
export const reasoning = (observation: Observation): string => firstChoice(observation)?.reasoning ?? ''

/** The choices of a chunk that are objects. */
export const chunkChoices = (chunk: JsonObject): JsonObject[] => asArray(chunk['choices']).filter(isObject)

/** The delta of a chunk's choice. */
export const deltaOf = (choice: JsonObject): JsonObject => (isObject(choice['delta']) ? choice['delta'] : {})

/** A stream's events as JSON objects with their number, for paths such as `events[3].choices[0]`. */
export const numberedChunks = once((observation): readonly { at: number; chunk: JsonObject }[] =>
  (observation.stream?.events ?? []).flatMap(({ json }, at) =>
    json.ok && isObject(json.value) ? [{ at, chunk: json.value }] : [],
  ),
)
