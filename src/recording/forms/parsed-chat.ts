import { asArray, isObject, type JsonObject } from '../../json.ts'
import type { LeftOutReason } from '../../record/capture-summary.ts'
import type { LoggedCall } from './form.ts'

/** What a log keeps of a chat call that it has parsed. */
export interface ParsedChat {
  id?: string | undefined
  model: unknown
  /** What was asked. Without it nothing can be held against the request. */
  messages: unknown
  /** The tools that were on offer, where the log says so. */
  tools?: unknown
  /** Messages of the answer, each with the reason for its end where that is kept. */
  answers: { message: unknown; finish: unknown }[]
}

/** The call as far as the log keeps it: a chat completion with nothing but model, texts and calls. */
export function parsedChat({ id, model, messages, tools, answers }: ParsedChat): LoggedCall | LeftOutReason {
  if (asArray(messages).length === 0) return 'no-request-body'
  const choices = answers.flatMap(({ message, finish }, index) => {
    const kept = isObject(message) ? messageOf(message) : null
    return kept ? [{ index, message: kept, finish_reason: typeof finish === 'string' ? finish : null }] : []
  })
  if (choices.length === 0) return 'no-response-body'
  const asked = { model, messages, ...(asArray(tools).length > 0 ? { tools } : {}) }
  return {
    id,
    url: '/v1/chat/completions',
    requestBody: JSON.stringify(asked),
    status: 200,
    body: JSON.stringify({ object: 'chat.completion', model, choices }),
    parsed: true,
  }
}

/** Text and calls of a message; null where it has neither in the form of OpenAI, such as the blocks of another API. */
function messageOf(message: JsonObject): JsonObject | null {
  const { content } = message
  const calls = asArray(message['tool_calls']).filter((call) => isObject(call) && isObject(call['function']))
  if (typeof content !== 'string' && calls.length === 0) return null
  return {
    role: 'assistant',
    content: typeof content === 'string' ? content : null,
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
  }
}
