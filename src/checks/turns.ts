import { inconclusive, type Finding, type Inconclusive } from '../finding.ts'
import { ignored, wrong } from '../suite/findings.ts'
import { eachAnswer, type Test, type Traffic } from '../suite/traffic.ts'
import type { Observation } from '../wire/observe.ts'
import { choicesOf, isChatReply, isWholeReply } from './pool.ts'
import { asArray, isObject, type JsonObject, type ReplyChoice } from './reply.ts'
import { isWholeResponseStream, itemsOf, responseOf } from './response-stream.ts'
import { givesResponse } from './responses.ts'
import { refusalText } from './structured.ts'
import { toolChoice } from './tool-choice.ts'
import { argumentErrors, brief, declared } from './tools.ts'

/** One turn of the model, a choice or a response: what it calls, and how it ended. */
interface Turn {
  /** Where its calls are. */
  path: string
  calls: { path: string; name: string; arguments: string }[]
  said: string
  /** It called something that is no function: a tool of the service, or one with free text as its input. */
  callsOther: boolean
  /** Its finish_reason, where it is a choice. */
  finish: unknown
  /** It came to its end by itself: no limit, no filter and no refusal cut it. */
  ended: boolean
}

/** The turns of an answer, plain or streamed, of chat or Responses. */
export const turnsOf = (one: Observation): Turn[] =>
  isChatReply(one)
    ? choicesOf(one).map((choice, at) => chatTurn(one, choice, at))
    : givesResponse(one)
      ? responseTurn(one)
      : []

function chatTurn(one: Observation, { content, finish, toolCalls }: ReplyChoice, at: number): Turn {
  const path = `$.choices[${at}].message.tool_calls`
  const calls = toolCalls.flatMap(({ type, name, arguments: args }, place) =>
    type === 'custom' ? [] : [{ path: `${path}[${place}]`, name, arguments: args }],
  )
  const ended = isWholeReply(one) && ENDED.has(finish) && refusalText(one) === ''
  return { path, calls, said: content ?? '', callsOther: calls.length < toolCalls.length, finish, ended }
}

const ENDED: ReadonlySet<unknown> = new Set(['stop', 'tool_calls'])
/** Items that are no call. */
const TOLD: ReadonlySet<unknown> = new Set(['message', 'reasoning'])

function responseTurn(one: Observation): Turn[] {
  const response = responseOf(one)
  const items = itemsOf(response)
  const isCall = ({ type }: JsonObject): boolean => type === 'function_call'
  const parts = items.flatMap(({ content }) => asArray(content).filter(isObject))
  return [
    {
      path: '$.output',
      calls: items.flatMap((item, at) =>
        isCall(item)
          ? [{ path: `$.output[${at}]`, name: String(item['name']), arguments: String(item['arguments']) }]
          : [],
      ),
      said: parts.map(({ text }) => text ?? '').join(''),
      callsOther: items.some((item) => !TOLD.has(item['type']) && !isCall(item)),
      finish: undefined,
      ended:
        response?.['status'] === 'completed' &&
        (one.stream === null || isWholeResponseStream(one)) &&
        !parts.some(({ type }) => type === 'refusal'),
    },
  ]
}

type Fault = (turn: Turn, one: Observation) => Finding | undefined

/** A call that `tool_choice` rules out, or none where it demands one. */
export const choiceFault: Fault = ({ path, calls, said, callsOther, ended }, one) => {
  const choice = toolChoice(one)
  const names = calls.map(({ name }) => name)
  if (choice?.kind === 'none' && calls.length > 0)
    return ignored(one, path, 'a call in spite of `tool_choice: "none"`', 'no calls', names)
  if (choice?.names && names.some((name) => !choice.names?.includes(name)))
    return ignored(one, path, 'a function is called that `tool_choice` does not name', choice.names, names)
  return choice?.forces && ended && calls.length === 0 && !callsOther
    ? ignored(one, path, 'no call where `tool_choice` demands one', choice.names ?? 'a call', brief(said))
    : undefined
}

/** Calls are reported that are not there. */
export const reportFault: Fault = ({ path, calls, callsOther, finish }, one) =>
  finish === 'tool_calls' && calls.length === 0 && !callsOther
    ? wrong(one, path, 'finish_reason reports calls that are not there', 'calls', 'none')
    : undefined

/** More than one call where the request wants them one by one. */
export const parallelFault: Fault = ({ path, calls }, one) =>
  calls.length > 1
    ? ignored(one, path, '`parallel_tool_calls: false` changed nothing', 'one call at most', `${calls.length} calls`)
    : undefined

/** Asks for calls one by one. */
export const oneByOne = ({ request }: Observation): boolean => request['parallel_tool_calls'] === false

/** Declares a function whose arguments must conform to its schema. */
export const isStrict = (one: Observation): boolean => [...declared(one).values()].some(({ strict }) => strict === true)

/** Arguments that break the schema of a strict function. What several calls at once have is not promised. */
export const strictFault: Fault = ({ calls, ended }, one) => {
  const [call] = calls
  if (!call || calls.length > 1 || !ended || declared(one).get(call.name)?.['strict'] !== true) return undefined
  const [error] = argumentErrors(one, call)
  return error === undefined
    ? undefined
    : ignored(
        one,
        `${call.path}.arguments`,
        `in spite of \`strict\`: ${error}`,
        'arguments that conform',
        call.arguments,
      )
}

/** What is said of an answer in which nothing is wrong, where there is no control beside it. */
const UNSEEN: Inconclusive = inconclusive('what the model would have done without the parameter is not known')

/** Looks for a fault in every turn of the answers that all tests let through. Without one it stays open. */
export const seeking = (tests: readonly Test[], fault: Fault): Traffic =>
  eachAnswer('no request of the run has the parameter', tests, (one) => {
    const found = turnsOf(one).flatMap((turn) => fault(turn, one) ?? [])
    return found.length > 0 ? found : UNSEEN
  })
