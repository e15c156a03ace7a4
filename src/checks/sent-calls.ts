import { inconclusive, type Finding } from '../finding.ts'
import { each, type Test, type Traffic } from '../suite/traffic.ts'
import type { Observation } from '../wire/observe.ts'
import { once } from '../wire/once.ts'
import { choicesOf, isChatReply, isPlain } from './pool.ts'
import { asArray, finishReason, isObject, type JsonObject, type ReplyChoice } from './reply.ts'
import { isWholeStream } from './stream.ts'
import { CUT, given, NO_CALL } from './tools.ts'

/** A call of a plain answer as it was sent. */
export interface SentCall {
  path: string
  call: JsonObject
  /** The choice it is in. */
  choice: JsonObject
}

const sentCalls = once((answer): readonly SentCall[] => {
  const body = isChatReply(answer) && isPlain(answer) && answer.json.ok ? answer.json.value : undefined
  const choices = isObject(body) ? asArray(body['choices']) : []
  return choices.flatMap((choice, at) =>
    !isObject(choice) || !isObject(choice['message'])
      ? []
      : asArray(choice['message']['tool_calls']).flatMap((call, place) =>
          isObject(call) ? [{ path: `$.choices[${at}].message.tool_calls[${place}]`, call, choice }] : [],
        ),
  )
})

/** Calls of tools that take free text name no function. */
export const isFunctionCall = ({ call }: SentCall): boolean => !isObject(call['custom'])

/** Calls that came to their end: neither a limit nor a stop string of the request cut them. */
export const isWholeCall =
  (one: Observation) =>
  ({ choice: { finish_reason: finish } }: SentCall): boolean =>
    isUncut(finish, one)

/** The same of the first choice, plain or streamed. */
export const endsCalls = (one: Observation): boolean => isUncut(finishReason(one), one)

const isUncut = (finish: unknown, { request: { stop } }: Observation): boolean =>
  finish !== 'length' && finish !== 'content_filter' && (finish === 'tool_calls' || !given(stop))

/** Reads every call of every plain answer that `is` lets through. */
export const eachCall = (
  is: (answer: Observation) => (call: SentCall) => boolean,
  found: (call: SentCall, answer: Observation) => Finding | undefined,
): Traffic =>
  each(
    NO_CALL,
    (answer) => (sentCalls(answer).length > 0 ? sentCalls(answer) : undefined),
    (all, answer) => {
      const calls = all.filter(is(answer))
      return calls.length === 0 ? inconclusive(CUT) : calls.flatMap((call) => found(call, answer) ?? [])
    },
  )

/** Reads every choice with calls, plain or of a stream that came to its end. */
export const eachCalling = (
  tests: readonly Test[],
  found: (choice: ReplyChoice, at: number, answer: Observation) => Finding | undefined,
): Traffic =>
  each(
    NO_CALL,
    (answer) => {
      const isWhole = isChatReply(answer) && (isPlain(answer) || isWholeStream(answer))
      if (!isWhole || !tests.every((test) => test(answer))) return undefined
      const calling = [...choicesOf(answer).entries()].filter(([, { toolCalls }]) => toolCalls.length > 0)
      return calling.length > 0 ? calling : undefined
    },
    (calling, answer) => {
      const whole = calling.filter(([, { finish }]) => finish !== 'length' && finish !== 'content_filter')
      return whole.length === 0 ? inconclusive(CUT) : whole.flatMap(([at, choice]) => found(choice, at, answer) ?? [])
    },
  )
