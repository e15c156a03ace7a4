import { inconclusive, type Finding, type Inconclusive } from '../finding.ts'
import { asArray, isObject, type JsonObject } from '../json.ts'
import { extra, wrong } from '../suite/findings.ts'
import { eachAnswer, type Test, type Traffic } from '../suite/traffic.ts'
import type { Observation } from '../wire/observe.ts'
import { isWholeReply } from './pool.ts'
import { FINISH, finishReason, reasoning, text, TEXT } from './reply.ts'
import { chunksOf, piecesByChoice } from './stream.ts'
import { completionTokens, reasoningTokens } from './tokens.ts'

/** Keys that clients of the chat API look under; `thinking` is Ollama's own API and read by none of them. */
export const READ_KEYS = ['reasoning', 'reasoning_content']
const OTHER_KEYS = ['thinking', 'thoughts', 'reasoning_text']

export const NO_THOUGHT = 'the model did not think, or the server does not show it'

/** What models put around their thoughts. It belongs to the template, not to the answer. */
const MARKUP =
  /<\/?(?:think|thinking|thought|thoughts|reasoning|seed:think)>|<\|channel\|>|<\|(?:start|end)_of_thought\|>|◁\/?think▷/i

/** The first mark of that kind in a text. */
export const markupIn = (said: string): string | undefined => MARKUP.exec(said)?.[0]

const endsThoughts = (mark: string): boolean => mark.includes('/') || mark.includes('end_of')

/**
 * A mark that the server left in a text: at its beginning, or the end of thoughts that have no beginning. Elsewhere, or where the
 * request has the mark, the text may be about it.
 */
export function leakedMark(said: string, { exchange }: Observation): string | undefined {
  const mark = markupIn(said)
  if (mark === undefined || exchange.request.body?.includes(mark)) return undefined
  return endsThoughts(mark) || said.trimStart().startsWith(mark) ? mark : undefined
}

/** Finds such marks in the texts of those answers. */
export const noMarkup = (is: Test): Traffic =>
  eachAnswer(
    NO_THOUGHT,
    [isWholeReply, is, (one) => thought(one) || leakedMark(text(one), one) !== undefined],
    (one) => {
      const [said, mark] = [text(one), leakedMark(text(one), one)]
      if (mark !== undefined)
        return extra(one, TEXT, `thoughts in the answer: ${said.slice(0, 80)}`, 'the answer alone', mark)
      return said === '' ? inconclusive('the model did not come to its answer') : undefined
    },
  )

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

/** An answer that is empty because thoughts took the whole limit says that it was cut. */
export function* starvedIsCut(one: Observation, limit: number): Generator<Finding, Inconclusive | void> {
  if (text(one).trim() !== '') return inconclusive('the model answered within the limit')
  if (!thought(one) && (completionTokens(one) ?? 0) < limit) return inconclusive(NO_THOUGHT)
  const finish = finishReason(one)
  if (finish !== 'length')
    yield wrong(
      one,
      FINISH,
      'the limit was spent on thoughts, and the empty answer is not said to be cut',
      'length',
      finish,
    )
}
