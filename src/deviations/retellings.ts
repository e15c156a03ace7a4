import type { Json } from '../suite/steps.ts'
import type { Asked, DeclaredTool } from './asked.ts'
import type { Retelling } from './said.ts'
import { isObject, parsedObject, type Generation, type JsonObject } from './server-reply.ts'
import { tokensOf } from './tokens.ts'

const PROSE = 'I would look that up, and then tell you what I found.'
const MORE =
  ' and so on, one thing after the other, until all of it was said, which took far longer than anybody had asked for'

/** The answer that has this text. */
export const withText = (text: string, finish = 'stop'): Partial<Generation> => ({
  text,
  calls: [],
  finish,
  completionTokens: tokensOf(text).length,
})

/** Changes answers that call, where the request is such. */
export const ofCalls =
  (change: Retelling, applies: (asked: Asked) => boolean = () => true): Retelling =>
  (said, asked) =>
    said.calls.length > 0 && applies(asked) ? change(said, asked) : null

/** Words come in place of calls. */
export const words = (applies?: (asked: Asked) => boolean): Retelling => ofCalls(() => withText(PROSE), applies)

/** Changes each call of an answer. */
export const eachCall = (
  change: (call: Generation['calls'][number], tool: DeclaredTool | undefined) => Partial<Generation['calls'][number]>,
): Retelling =>
  ofCalls(({ calls }, { tools }) => ({
    calls: calls.map((call) => ({
      ...call,
      ...change(
        call,
        tools.find(({ name }) => name === call.name),
      ),
    })),
  }))

/** Changes the arguments of each call, where they are an object. */
export const eachArguments = (change: (args: JsonObject, tool: DeclaredTool | undefined) => Json): Retelling =>
  eachCall((call, tool) => {
    const parsed = parsedObject(call.arguments)
    return parsed === null ? {} : { arguments: JSON.stringify(change(parsed, tool)) }
  })

/** A call of a declared function comes in the place of words. */
export const called = (tool: DeclaredTool): Partial<Generation> => ({
  text: null,
  calls: [
    { id: 'call_7Yt3bQnL5vRx9KcDw2HmZsPa', name: tool.name, arguments: JSON.stringify(valueFor(tool.parameters)) },
  ],
  finish: 'tool_calls',
})

/** A value that a schema allows, where it is simple. */
function valueFor(schema: JsonObject): Json {
  const { enum: values, properties, type } = schema
  if (Array.isArray(values) && values.length > 0) return values[0] ?? null
  if (isObject(properties))
    return Object.fromEntries(
      Object.entries(properties).map(([key, one]) => [key, isObject(one) ? valueFor(one) : null]),
    )
  return SIMPLE[String(Array.isArray(type) ? type[0] : type)] ?? null
}
const SIMPLE: Record<string, Json> = { string: 'Madrid', number: 1, integer: 1, boolean: true, array: [], object: {} }

/** `tool_choice: "none"` is not read: a call comes. */
export const callsAllTheSame: Retelling = (said, { choice, tools }) =>
  choice === 'none' && tools[0] && said.calls.length === 0 ? called(tools[0]) : null

/** A choice that names a function calls another one. */
export const callsAnother: Retelling = ofCalls(
  (_, { tools, named }) => {
    const other = tools.find(({ name }) => name !== named)
    return other ? called(other) : withText(PROSE)
  },
  ({ choice }) => choice === 'named',
)

/** Two calls come where one was asked for at most. */
export const callsTwice: Retelling = ofCalls(
  ({ calls }) => ({ calls: calls.flatMap((call) => [call, { ...call, id: `${call.id.slice(0, -2)}b2` }]) }),
  ({ parallel }) => !parallel,
)

/** An answer that its limit cut goes on to its end. */
export const uncapped =
  (applies: (asked: Asked) => boolean = () => true): Retelling =>
  (said, asked) =>
    said.finish === 'length' && said.text !== null && asked.cap !== null && applies(asked)
      ? {
          text: `${said.text}${MORE}.`,
          finish: 'stop',
          completionTokens: said.completionTokens + tokensOf(MORE).length,
        }
      : null

/** An answer that may have been stopped goes on behind the stop sequence. */
export const unstopped =
  (applies: (asked: Asked) => boolean = () => true): Retelling =>
  (said, asked) =>
    asked.stops.length > 0 && said.text !== null && said.finish === 'stop' && applies(asked)
      ? withText(`${said.text}${asked.stops.join('')}${MORE}.`)
      : null

/** An answer that a stop sequence ended, as far as a reply can tell. */
export const whereStopped =
  (change: (text: string, stop: string, asked: Asked) => Partial<Generation>): Retelling =>
  (said, asked) =>
    asked.stops[0] !== undefined && said.text !== null && said.calls.length === 0 && said.finish === 'stop'
      ? change(said.text, asked.stops[0], asked)
      : null

/** Answers that are to be JSON, and are. */
export const ofJson =
  (change: (text: string, value: JsonObject) => Partial<Generation>, format?: string): Retelling =>
  (said, asked) => {
    const value =
      asked.format === 'text' || (format !== undefined && asked.format !== format)
        ? null
        : parsedObject(said.text ?? '')
    return value === null || said.calls.length > 0 ? null : change(said.text ?? '', value)
  }

/** Prose comes in the place of JSON. */
export const prose = (format?: string): Retelling =>
  ofJson(() => withText('Sure! Here is what you asked for: yes.'), format)
