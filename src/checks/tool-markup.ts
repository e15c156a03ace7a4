import type { Observation } from '../wire/observe.ts'
import { parseJson } from '../wire/sse.ts'
import { finishReason, isObject, text, toolCalls, type JsonObject } from './reply.ts'
import { declared, schemaErrors } from './tools.ts'

/** Marks that tool templates put around a call. What follows each is the call itself. */
const MARKS = /<tool_call>|\[TOOL_CALLS\]|<\|python_tag\|>|<function_call>/g
const REMAINS = /<\/?tool_call>|\[TOOL_CALLS\]|<\|python_tag\|>|<function=|"arguments"\s*:/
const FENCE = /^```(?:json)?\s*([\s\S]*?)\s*```$/
const XML_CALL = /<function=([\w-]+)>[\s\S]*?<\/function>/g

/**
 * The tool call that an answer spells out in its text, where a client looks for prose. Only a well-formed call of a declared
 * function counts: a small model garbles markup, and then it is not the server's to read.
 */
export function leakedCall(observation: Observation): string | undefined {
  const content = text(observation).trim()
  // A call that the token limit cut cannot be recognised by anyone.
  if (content === '' || finishReason(observation) === 'length') return undefined
  if (toolCalls(observation).length > 0) return REMAINS.test(content) ? content : undefined
  const functions = declared(observation)
  const whole = FENCE.exec(content)?.[1] ?? content
  const marked = [...content.matchAll(MARKS)].map(({ 0: mark, index }) => content.slice(index + mark.length))
  if ([whole, ...marked].some((candidate) => isCall(jsonAtStart(candidate), functions))) return content
  return [...content.matchAll(XML_CALL)].some(([, name = '']) => functions.has(name)) ? content : undefined
}

/** Whether tools were on offer: with `none`, or a format asked for, JSON in the text is the model's own affair. */
export function offersTools({ request }: Observation): boolean {
  const { tools, tool_choice: choice, response_format: format } = request
  return Array.isArray(tools) && tools.length > 0 && choice !== 'none' && !format
}

function isCall(value: unknown, functions: Map<string, JsonObject>): boolean {
  if (Array.isArray(value)) return value.some((item) => isCall(item, functions))
  if (!isObject(value)) return false
  const call = isObject(value['function']) ? value['function'] : value
  const name = call['name']
  const fn = typeof name === 'string' ? functions.get(name) : undefined
  const args = call['arguments'] ?? call['parameters']
  const read = typeof args === 'string' ? parseJson(args) : { ok: true as const, value: args }
  if (!fn || !read.ok || !isObject(read.value)) return false
  return !isObject(fn['parameters']) || schemaErrors(fn['parameters'], read.value).length === 0
}

/** The JSON object or array a text begins with, whatever comes after it. */
function jsonAtStart(candidate: string): unknown {
  const start = candidate.trimStart()
  if (!/^[{[]/.test(start)) return undefined
  for (const { index } of start.matchAll(/[}\]]/g)) {
    const parsed = parseJson(start.slice(0, index + 1))
    if (parsed.ok) return parsed.value
  }
  return undefined
}
