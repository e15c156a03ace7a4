import {
  isObject,
  objects,
  parsedObject,
  textOf,
  type ChatRequest,
  type JsonObject,
} from '../src/deviations/server-reply.ts'
import { contentText } from '../src/deviations/tokens.ts'
import { declaredFunctions, functionChoice } from './chat-extras.ts'
import { formatted } from './formatted.ts'
import { sampleValue } from './sample-value.ts'

/** What the model would say, without any limit laid on it. */
export interface Spoken {
  text: string | null
  refusal?: string
  calls: { name: string; arguments: string }[]
}

/** A model that follows patterns and nothing else: what it says depends on the messages and tools alone. */
export function speak(request: ChatRequest): Spoken {
  const refusal = refused(request)
  if (refusal !== undefined) return { text: null, refusal, calls: [] }
  const calls = chosenCalls(request)
  return calls.length > 0
    ? { text: null, calls }
    : {
        text: formatted(request['response_format'], answeredBefore(request.messages)) ?? answerText(request),
        calls: [],
      }
}

function chosenCalls(request: ChatRequest): Spoken['calls'] {
  const tools = declaredFunctions(request)
  const choice = functionChoice(request) ?? 'auto'
  const [first] = tools
  if (!first || choice === 'none') return []
  const wanted = isObject(choice) && isObject(choice['function']) ? textOf(choice['function']['name']) : ''
  const named = tools.find(({ name }) => name === wanted)
  if (named) return [fitting(named, subjects(request)[0])]
  const spelled = spelledOut(tools, request)
  if (spelled.length > 0) return spelled
  const tool = tools.find((one) => concerns(one, request)) ?? patternTool(tools, request)
  if (choice === 'required') return severalCalls(tool ?? first, request, fitting)
  if (!tool || request.messages.at(-1)?.['role'] !== 'user') return []
  return calledBefore(request) ?? severalCalls(tool, request, tool['strict'] === true ? fitting : likeBefore(request))
}

/** The calls that the question spells out, a line each: `Call NAME with {"key": "value"}`, for tools with such keys. */
function spelledOut(tools: JsonObject[], { messages }: ChatRequest): Spoken['calls'] {
  const last = messages.at(-1) ?? {}
  if (last['role'] !== 'user') return []
  return [...contentText(last).matchAll(/\bcall (\S+) with (\{.*\})/gi)].flatMap(([, name = '', args = '']) =>
    tools.some((tool) => tool['name'] === name && takes(tool['parameters'], args)) ? [{ name, arguments: args }] : [],
  )
}

function takes(schema: JsonObject[string] | undefined, args: string): boolean {
  const parsed = parsedObject(args)
  const properties = isObject(schema) && isObject(schema['properties']) ? schema['properties'] : {}
  return parsed !== null && Object.keys(parsed).every((key) => Object.hasOwn(properties, key))
}

type Writer = (tool: JsonObject, subject: string | undefined) => Spoken['calls'][number]

/**
 * One call for each subject of the question, or as many as the turns before had; one where the client wants no more.
 */
function severalCalls(tool: JsonObject, request: ChatRequest, write: Writer): Spoken['calls'] {
  const about = subjects(request)
  const count =
    request['parallel_tool_calls'] === false ? 1 : Math.max(1, about.length, earlierCalls(request).at(-1)?.length ?? 0)
  return Array.from({ length: count }, (_, i) => write(tool, about[i] ?? about.at(-1)))
}

/** A call held to the tool's schema. */
function fitting(tool: JsonObject, subject: string | undefined): Spoken['calls'][number] {
  const value = sampleValue(tool['parameters'] ?? { type: 'object', properties: {} }, () => subject)
  return { name: textOf(tool['name']), arguments: JSON.stringify(value) }
}

/** A call with the keys the earlier ones had, right or wrong: what a model copies that nothing holds to the schema. */
const likeBefore =
  (request: ChatRequest): Writer =>
  (tool, subject) => {
    const earlier = earlierCalls(request)
      .flat()
      .findLast(({ name }) => name === tool['name'])
    const [key, ...more] = Object.keys(parsedObject(earlier?.arguments) ?? {})
    if (key === undefined || more.length > 0 || subject === undefined) return fitting(tool, subject)
    return { name: textOf(tool['name']), arguments: JSON.stringify({ [key]: subject }) }
  }

/** The calls of each earlier turn. */
const earlierCalls = ({ messages }: ChatRequest): Spoken['calls'][] =>
  messages
    .map((message) =>
      objects(message['tool_calls']).flatMap((call) =>
        isObject(call['function'])
          ? [{ name: textOf(call['function']['name']), arguments: textOf(call['function']['arguments']) }]
          : [],
      ),
    )
    .filter((calls) => calls.length > 0)

/** The same question led to calls before: they are made again to the letter. */
function calledBefore({ messages }: ChatRequest): Spoken['calls'] | undefined {
  const asked = contentText(messages.at(-1) ?? {})
  const at = messages.slice(0, -1).findIndex((message) => message['role'] === 'user' && contentText(message) === asked)
  const answer = at < 0 ? undefined : messages[at + 1]
  return answer?.['tool_calls'] === undefined ? undefined : earlierCalls({ model: '', messages: [answer] })[0]
}

/** Names in the last question: capitalised words that do not open a sentence, or single capitals. */
function subjects({ messages }: ChatRequest): string[] {
  const question = contentText(messages.findLast(({ role }) => role === 'user') ?? {})
  return [...question.matchAll(/(?<=[^.?!\s]\s+)\p{Lu}[\p{Ll}]+/gu)].map(([name]) => name)
}

/** The question is about what the tool is for: it shares a telling word with the tool's name. */
function concerns(tool: JsonObject, { messages }: ChatRequest): boolean {
  const question = contentText(messages.findLast(({ role }) => role === 'user') ?? {}).toLowerCase()
  return textOf(tool['name'])
    .toLowerCase()
    .split(/[^a-z]+/)
    .some((word) => word.length > 3 && question.includes(word))
}

/** Earlier turns called a tool and a new question was asked: the pattern goes on. */
function patternTool(tools: JsonObject[], request: ChatRequest): JsonObject | undefined {
  const earlier = earlierCalls(request).flat().at(-1)
  return tools.find(({ name }) => name === earlier?.name)
}

/** What it will not help with, where a schema leaves no other way to say so. */
function refused({ messages, response_format: format }: ChatRequest): string | undefined {
  const harmful = contentText(messages.at(-1) ?? {}).includes('break into the house')
  return harmful && isObject(format) && format['type'] === 'json_schema'
    ? "I'm sorry, I can't assist with that."
    : undefined
}

/** A text in which words return, longer than any cap of a probe. */
const POEM =
  'The sea is wide, the sea is deep, the sea is where the sailors sleep. The sea is old, the sea is grey, the sea will come and go away.'

/** Which one is said at a temperature above 0 is up to the seed. */
const GREETINGS = [
  'Hello! How can I help you today?',
  'Hello there! What can I do for you?',
  'Hi! It is good to hear from you.',
]

function answerText({ messages, temperature, seed }: ChatRequest): string {
  const last = messages.at(-1) ?? {}
  if (last['role'] === 'tool') return `The result is ${contentText(last)}.`
  const asked = contentText(messages.findLast(({ role }) => role === 'user') ?? last).trim()
  const repeated = /^repeat: ?([\s\S]*)$/i.exec(asked)
  if (repeated) return (repeated[1] ?? '').trim()
  const counting = /\bfrom (\d+) to (\d+)/i.exec(asked)
  if (counting) return numbers(Number(counting[1]), Number(counting[2]))
  if (/\bhello\b|\bhi\b/i.test(asked))
    return GREETINGS[Number(temperature) > 0 ? Number(seed ?? 0) % GREETINGS.length : 0] ?? ''
  if (/\bthe sea\b/i.test(asked)) return POEM
  return (
    answeredBefore(messages) ?? ordered(messages) ?? 'That is a good question, and there is more than one answer to it.'
  )
}

const numbers = (from: number, to: number): string =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i).join(', ')

/** The same question was answered earlier in the history: the answer is given again. */
function answeredBefore(messages: JsonObject[]): string | undefined {
  const asked = contentText(messages.findLast(({ role }) => role === 'user') ?? {}).trim()
  const at = messages
    .slice(0, -1)
    .findIndex((message) => message['role'] === 'user' && contentText(message).trim() === asked)
  const answer = at < 0 ? undefined : messages[at + 1]
  return answer?.['role'] === 'assistant' && contentText(answer) !== '' ? contentText(answer) : undefined
}

/** What the instructions put in quotation marks as the thing to say. */
function ordered(messages: JsonObject[]): string | undefined {
  const instructions = messages
    .filter(({ role }) => role === 'system' || role === 'developer')
    .map(contentText)
    .join('\n')
  return /"([^"]+)"/.exec(instructions)?.[1]
}
