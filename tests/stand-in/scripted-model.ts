import { isObject, objects, textOf, type ChatRequest, type JsonObject } from './exchange-types.ts'
import { sampleValue } from './sample-value.ts'
import { contentText } from './tokens.ts'

/** What the model would say, without any limit laid on it. */
export interface Spoken { text: string | null; calls: { name: string; arguments: string }[] }

/** A model that follows patterns and nothing else: what it says depends on the messages and tools alone. */
export function speak(request: ChatRequest): Spoken {
  const calls = chosenCalls(request)
  return calls.length > 0 ? { text: null, calls } : { text: formatted(request) ?? answerText(request.messages), calls: [] }
}

function chosenCalls(request: ChatRequest): Spoken['calls'] {
  const tools = objects(request['tools']).flatMap((tool) => (isObject(tool['function']) ? [tool['function']] : []))
  const choice = request['tool_choice'] ?? 'auto'
  const [first] = tools
  if (!first || choice === 'none') return []
  const wanted = isObject(choice) && isObject(choice['function']) ? textOf(choice['function']['name']) : ''
  const named = tools.find(({ name }) => name === wanted)
  if (named) return [callOf(named, subjects(request)[0])]
  const tool = tools.find((one) => concerns(one, request)) ?? patternTool(tools, request)
  if (choice === 'required') return severalCalls(tool ?? first, request)
  return tool && request.messages.at(-1)?.['role'] === 'user' ? severalCalls(tool, request) : []
}

/** One call for each subject of the question, or as many as the turns before had; one where the client wants no more. */
function severalCalls(tool: JsonObject, request: ChatRequest): Spoken['calls'] {
  const before = request.messages.findLast(({ tool_calls: calls }) => objects(calls).length > 0)
  const about = subjects(request)
  const count = request['parallel_tool_calls'] === false ? 1 : Math.max(1, about.length, objects(before?.['tool_calls']).length)
  return Array.from({ length: count }, (_, i) => callOf(tool, about[i] ?? about.at(-1)))
}

function callOf(tool: JsonObject, subject: string | undefined): Spoken['calls'][number] {
  const suggest = (): string | undefined => subject
  const value = sampleValue(tool['parameters'] ?? { type: 'object', properties: {} }, suggest)
  return { name: textOf(tool['name']), arguments: JSON.stringify(value) }
}

/** Names in the last question: capitalised words that do not open a sentence, or single capitals. */
function subjects({ messages }: ChatRequest): string[] {
  const question = contentText(messages.findLast(({ role }) => role === 'user') ?? {})
  return [...question.matchAll(/(?<=[^.?!\s]\s+)\p{Lu}[\p{Ll}]+/gu)].map(([name]) => name)
}

/** The question is about what the tool is for: it shares a telling word with the tool's name. */
function concerns(tool: JsonObject, { messages }: ChatRequest): boolean {
  const question = contentText(messages.findLast(({ role }) => role === 'user') ?? {}).toLowerCase()
  return textOf(tool['name']).toLowerCase().split(/[^a-z]+/).some((word) => word.length > 3 && question.includes(word))
}

/** Earlier turns called a tool and a new question was asked: the pattern goes on. */
function patternTool(tools: JsonObject[], { messages }: ChatRequest): JsonObject | undefined {
  if (messages.at(-1)?.['role'] !== 'user') return undefined
  const earlier = messages.flatMap(({ tool_calls: calls }) => objects(calls)).flatMap((call) => (isObject(call['function']) ? [call['function']['name']] : []))
  return tools.find(({ name }) => name === earlier.at(-1))
}

function formatted(request: ChatRequest): string | undefined {
  const format = request['response_format']
  if (!isObject(format)) return undefined
  if (format['type'] === 'json_object') return '{"answer": "yes"}'
  return isObject(format['json_schema']) ? JSON.stringify(sampleValue(format['json_schema']['schema'])) : undefined
}

function answerText(messages: JsonObject[]): string {
  const last = messages.at(-1) ?? {}
  if (last['role'] === 'tool') return `The result is ${contentText(last)}.`
  const asked = contentText(messages.findLast(({ role }) => role === 'user') ?? last).trim()
  const repeated = /^repeat: ?([\s\S]*)$/i.exec(asked)
  if (repeated) return (repeated[1] ?? '').trim()
  const counting = /\bfrom (\d+) to (\d+)/i.exec(asked)
  if (counting) return numbers(Number(counting[1]), Number(counting[2]))
  if (/\bhello\b|\bhi\b/i.test(asked)) return 'Hello! How can I help you today?'
  return answeredBefore(messages, asked) ?? ordered(messages) ?? 'That is a good question, and there is more than one answer to it.'
}

const numbers = (from: number, to: number): string => Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i).join(', ')

/** The same question was answered earlier in the history: the answer is given again. */
function answeredBefore(messages: JsonObject[], asked: string): string | undefined {
  const at = messages.slice(0, -1).findIndex((message) => message['role'] === 'user' && contentText(message).trim() === asked)
  const answer = at < 0 ? undefined : messages[at + 1]
  return answer?.['role'] === 'assistant' && contentText(answer) !== '' ? contentText(answer) : undefined
}

/** What the instructions put in quotation marks as the thing to say. */
function ordered(messages: JsonObject[]): string | undefined {
  const instructions = messages.filter(({ role }) => role === 'system' || role === 'developer').map(contentText).join('\n')
  return /"([^"]+)"/.exec(instructions)?.[1]
}
