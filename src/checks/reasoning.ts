import { asArray, isObject, type JsonObject } from '../json.ts'
import type { Observation } from '../wire/observe.ts'
import { reasoning } from './reply.ts'
import { chunksOf, piecesByChoice } from './stream.ts'
import { reasoningTokens } from './tokens.ts'

/** Keys that clients of the chat API look under; `thinking` is Ollama's own API and read by none of them. */
export const READ_KEYS = ['reasoning', 'reasoning_content']
const OTHER_KEYS = ['thinking', 'thoughts', 'reasoning_text']

/** What models put around their thoughts. It belongs to the template, not to the answer. */
const MARKUP =
  /<\/?(?:think|thinking|thought|thoughts|reasoning|seed:think)>|<\|channel\|>|<\|(?:start|end)_of_thought\|>|◁\/?think▷/i

/** The first mark of that kind in a text. */
export const markupIn = (text: string): string | undefined => MARKUP.exec(text)?.[0]

/** The message of a plain answer, or all deltas of a stream, of the first choice. */
export function parts(observation: Observation): JsonObject[] {
  if (observation.stream) return (piecesByChoice(observation).get(0) ?? []).map(({ delta }) => delta)
  const body = observation.json.ok && isObject(observation.json.value) ? observation.json.value : {}
  const choice = asArray(body['choices'])[0]
  return isObject(choice) && isObject(choice['message']) ? [choice['message']] : []
}

const holds = (value: unknown): boolean => value !== undefined && value !== null && value !== ''

/** Every key under which the answer tells what was thought. */
export const reasoningKeys = (observation: Observation): string[] =>
  [...READ_KEYS, ...OTHER_KEYS].filter((key) => parts(observation).some((part) => holds(part[key])))

/** It was thought before it was answered, whether or not the thoughts are shown. */
export const thought = (observation: Observation): boolean =>
  reasoning(observation).trim() !== '' || (reasoningTokens(observation) ?? 0) > 0

/** The number of each event, and which of thoughts, text and calls it brings. */
export const thinkingOrder = (
  stream: Observation,
): { at: number; thinks: boolean; says: boolean; calls: boolean }[] => {
  const deltas = chunksOf(stream).flatMap(({ at, chunk }) =>
    asArray(chunk['choices'])
      .filter(isObject)
      .map((choice) => ({ at, delta: isObject(choice['delta']) ? choice['delta'] : {} })),
  )
  return deltas.map(({ at, delta }) => ({
    at,
    thinks: [...READ_KEYS, ...OTHER_KEYS].some((key) => holds(delta[key])),
    says: holds(delta['content']),
    calls: asArray(delta['tool_calls']).length > 0,
  }))
}

export const NO_THOUGHT = 'the model did not think, or the server does not show it'
