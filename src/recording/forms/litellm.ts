import { asArray, isObject, type JsonObject } from '../../json.ts'
import type { LeftOutReason } from '../../record/capture-summary.ts'
import { objectIn, unpacked, type Form, type LoggedCall } from './form.ts'
import { parsedChat } from './parsed-chat.ts'

/** What stands in place of texts where LiteLLM is told to log none. */
const REDACTED = 'redacted-by-litellm'

/**
 * LiteLLM's standard logging payload, as its callbacks and buckets write it, the rows of its spend logs, and logs of the proxy with
 * `proxy_server_request` and `response`. Source: https://docs.litellm.ai/docs/proxy/logging_spec
 */
export const litellm: Form = {
  name: 'LiteLLM log',
  isOne: (record) =>
    isObject(record['standard_logging_object']) ||
    ('response' in record && ('proxy_server_request' in record || typeof record['call_type'] === 'string')),
  *calls(record) {
    const inner = record['standard_logging_object']
    yield callOf(isObject(inner) ? { ...record, ...inner } : record)
  },
}

function callOf(payload: JsonObject): LoggedCall | LeftOutReason {
  const type = payload['call_type'] ?? 'completion'
  if (type !== 'completion' && type !== 'acompletion') return 'other-record'
  if (payload['status'] === 'failure') return 'no-answer'
  const response = objectIn(payload['response'])
  const sent = requestOf(payload['proxy_server_request'])
  const answers = asArray(response['choices'])
    .filter(isObject)
    .map(({ message, finish_reason: finish }) => ({ message, finish }))
  if (answers.some(({ message }) => isObject(message) && message['content'] === REDACTED)) return 'no-response-body'
  return parsedChat({
    id: idOf(payload),
    model: payload['model'] ?? sent['model'] ?? response['model'],
    messages: messagesOf(payload['messages']) ?? sent['messages'],
    tools: objectIn(payload['model_parameters'])['tools'] ?? sent['tools'],
    answers,
  })
}

const idOf = ({ id, request_id: request }: JsonObject): string | undefined =>
  [id, request].find((one): one is string => typeof one === 'string')

/** The proxy keeps the whole request, or only its body. */
function requestOf(value: unknown): JsonObject {
  const request = objectIn(value)
  return 'body' in request ? objectIn(request['body']) : request
}

function messagesOf(value: unknown): unknown[] | undefined {
  const read = unpacked(value)
  const messages = asArray(isObject(read) ? read['messages'] : read)
  return messages.length > 0 ? messages : undefined
}
