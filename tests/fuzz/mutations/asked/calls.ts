import { isObject, type JsonObject } from '../../../../src/json.ts'
import { jsonOf } from '../answer.ts'
import type { Mutation } from '../mutation.ts'
import { asked, callItems, callPieces, callsOf, finalOf, isCut, isKnown, listIn } from './asked.ts'

/** A call as an answer tells it, in whichever form. */
interface Call {
  name: string
  args: string
}

/** What becomes of a call, one of so many; undefined where it stays as it is. */
type Change = (call: Call, request: JsonObject, of: number) => Partial<Call> | undefined

export const calledIn = (call: JsonObject): JsonObject => (isObject(call['function']) ? call['function'] : call)

/** A change of every call: in messages, chunks, items and events alike. The arguments of a stream come in the first fragment. */
const ofCalls = (name: string, about: string, change: Change): Mutation =>
  asked({
    name,
    about,
    of: ['chat', 'responses'],
    plain: (body, request) => {
      const all = [...callsOf(body).filter((call) => isObject(call['function'])), ...callItems(body)].map(calledIn)
      const made = inWhole([body], change)
      const changes = all.map((call) => [call, made(callOf(call), request, all.length)] as const).filter(([, to]) => to)
      for (const [call, to] of changes) write(call, to ?? {})
      return changes.length > 0 ? body : undefined
    },
    events: (events, request) =>
      events.some(({ type }) => typeof type === 'string')
        ? inEvents(events, request, inWhole(events, change))
        : inChunks(events, request, inWhole(events, change)),
  })

/** Arguments that a limit cut may be anything. */
const inWhole =
  (bodies: readonly JsonObject[], change: Change): Change =>
  (...call) => {
    const to = change(...call)
    return to?.args !== undefined && isCut(bodies) ? undefined : to
  }

const callOf = ({ name, arguments: args }: JsonObject): Call => ({ name: String(name), args: String(args) })

function write(call: JsonObject, { name, args }: Partial<Call>): void {
  if (name !== undefined) call['name'] = name
  if (args !== undefined) call['arguments'] = args
}

function inChunks(chunks: JsonObject[], request: JsonObject, change: Change): JsonObject[] | undefined {
  const fragments = Map.groupBy(callPieces(chunks), ({ index }) => index)
  let done = false
  for (const pieces of fragments.values()) {
    const all = pieces.map(calledIn)
    const [first] = all
    const args = all.map((one) => String(one['arguments'] ?? '')).join('')
    const to = first && change({ name: String(first['name']), args }, request, fragments.size)
    if (!first || !to) continue
    if (to.name !== undefined) first['name'] = to.name
    if (to.args !== undefined) for (const [at, one] of all.entries()) one['arguments'] = at === 0 ? to.args : ''
    done = true
  }
  return done ? chunks : undefined
}

function inEvents(events: JsonObject[], request: JsonObject, change: Change): JsonObject[] | undefined {
  const items = callItems(finalOf(events))
  const changed = items.flatMap((item) => {
    const to = change(callOf(item), request, items.length)
    return to ? [[item, to] as const] : []
  })
  for (const [item, to] of changed) {
    const own = events.filter((event) => event['item_id'] === item['id'])
    const told = events.flatMap((event) =>
      isObject(event['item']) && event['item']['id'] === item['id'] ? [event] : [],
    )
    for (const event of told) {
      const its = event['item'] as JsonObject
      write(its, { ...to, ...(its['arguments'] === '' ? { args: '' } : {}) })
    }
    let rest = to.args
    for (const event of own) {
      if (rest === undefined) continue
      if (event['type'] === 'response.function_call_arguments.delta') {
        event['delta'] = rest
        rest = ''
      } else if (event['type'] === 'response.function_call_arguments.done') event['arguments'] = to.args
    }
    write(item, to)
  }
  return changed.length > 0 ? events : undefined
}

/** Of calls whose request is known, else any name may be right. Names in a namespace are left to responses/namespace. */
const ofNames = (name: string, about: string, change: (name: string) => string): Mutation =>
  ofCalls(name, about, (call, request) =>
    isKnown(request) && !hasNamespace(request) ? { name: change(call.name) } : undefined,
  )

const hasNamespace = ({ tools }: JsonObject): boolean => listIn(tools).some(({ type }) => type === 'namespace')

/** Of tools under `strict`: without it, and in several calls at once, the model may depart from the schema. */
const ofArguments = (name: string, about: string, change: (args: JsonObject) => JsonObject | undefined): Mutation =>
  ofCalls(name, about, (call, request, of) => {
    const value = jsonOf(call.args)
    if (of > 1 || !isObject(value) || !declared(request).some(({ name: own, strict }) => own === call.name && strict))
      return undefined
    const to = change(value)
    return to && { args: JSON.stringify(to) }
  })

/** The tools that a request declares: their names and schemas. */
export const declared = ({ tools }: JsonObject): { name: string; strict: boolean }[] =>
  listIn(tools)
    .map(calledIn)
    .flatMap(({ name, strict }) => (typeof name === 'string' ? [{ name, strict: strict === true }] : []))

export const callMutations: Mutation[] = [
  ofNames('call of another tool', 'a call names a tool that was not declared', () => 'another_tool'),
  ofNames('tool name in another style', 'a call has the name of its tool in another style', (name) =>
    name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
  ),
  ofNames('tool name with a prefix', 'the name of a tool follows the word functions', (name) => `functions.${name}`),
  ofCalls('arguments cut', 'arguments are not whole', ({ args }) => ({ args: args.slice(0, -1) })),
  ofCalls('arguments empty', 'arguments are an empty text', ({ args }) => (args === '' ? undefined : { args: '' })),
  ofCalls('arguments as list', 'arguments are a list', ({ args }) => ({ args: `[${args}]` })),
  ofCalls('arguments coded twice', 'arguments are a text that holds a text that holds JSON', ({ args }) => ({
    args: JSON.stringify(args),
  })),
  ofCalls('arguments twice', 'arguments come twice', ({ args }) => ({ args: args + args })),
  ofCalls('arguments before a mark', 'a control mark follows the arguments', ({ args }) => ({
    args: `${args}</tool_call>`,
  })),
  ofArguments('argument lost', 'a call lacks an argument', (args) =>
    Object.keys(args).length > 0 ? Object.fromEntries(Object.entries(args).slice(1)) : undefined,
  ),
  ofArguments('argument more', 'a call has an argument that was not declared', (args) => ({ ...args, x_more: 1 })),
  ofArguments('argument of another type', 'an argument has another type', (args) =>
    Object.keys(args).length > 0
      ? Object.fromEntries(
          Object.entries(args).map(([key, value]) => [key, typeof value === 'object' ? 7 : { x: value }]),
        )
      : undefined,
  ),
  ofArguments('argument as text', 'a number, a list or an object among the arguments is a text', (args) =>
    Object.values(args).some((value) => typeof value !== 'string')
      ? Object.fromEntries(
          Object.entries(args).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
        )
      : undefined,
  ),
]
