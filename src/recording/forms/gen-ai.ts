import { asArray, isObject, type JsonObject } from '../../json.ts'
import type { LeftOutReason } from '../../record/capture-summary.ts'
import type { LoggedCall } from './form.ts'
import { parsedChat } from './parsed-chat.ts'

/**
 * A call by the attributes that OpenTelemetry names `gen_ai.*`: messages of parts, in place of the message of the API. Undefined where they are about something else.
 * Source: https://github.com/open-telemetry/semantic-conventions-genai
 */
export function genAiCall(fields: JsonObject): LoggedCall | LeftOutReason | undefined {
  const { 'gen_ai.output.messages': output, 'gen_ai.operation.name': operation } = fields
  if (operation !== undefined && operation !== 'chat') return undefined
  if (output === undefined) return operation === undefined ? undefined : 'no-response-body'
  const id = fields['gen_ai.response.id']
  return parsedChat({
    id: typeof id === 'string' ? id : undefined,
    model: fields['gen_ai.request.model'] ?? fields['gen_ai.response.model'],
    messages: asArray(fields['gen_ai.input.messages']).filter(isObject).map(messageOf),
    tools: asArray(fields['gen_ai.tool.definitions']).filter(isObject).map(toolOf),
    answers: asArray(output)
      .filter(isObject)
      .map((message) => ({ message: messageOf(message), finish: finishOf(message['finish_reason']) })),
  })
}

const finishOf = (finish: unknown): unknown => (finish === 'tool_call' ? 'tool_calls' : finish)

function messageOf({ role, parts }: JsonObject): JsonObject {
  const all = asArray(parts).filter(isObject)
  const texts = all.flatMap(({ type, content }) => (type === 'text' && typeof content === 'string' ? [content] : []))
  const calls = all.filter(({ type }) => type === 'tool_call').map(callOf)
  return {
    role,
    content: texts.length > 0 ? texts.join('') : null,
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
  }
}

/** Arguments come parsed, so that nothing can be said of how they were written. */
const callOf = ({ id, name, arguments: given }: JsonObject): JsonObject => ({
  id,
  type: 'function',
  function: { name, arguments: typeof given === 'string' ? given : JSON.stringify(given ?? {}) },
})

const toolOf = ({ type, name, parameters, ...tool }: JsonObject): JsonObject =>
  isObject(tool['function']) ? { type, ...tool } : { type, function: { name, parameters } }
