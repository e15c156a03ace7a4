import { asArray, isObject, type JsonObject } from '../../json.ts'
import type { LeftOutReason } from '../../record/capture-summary.ts'
import { objectIn, unpacked, type Form, type LoggedCall } from './form.ts'
import { parsedChat, type ParsedChat } from './parsed-chat.ts'

/**
 * Observations of Langfuse, as its API, its pages and its exports to a bucket give them: names in camelCase or snake_case, `input`
 * and `output` as JSON or as text. Source: https://langfuse.com/docs/api-and-data-platform/features/blob-storage-export-fields
 */
export const langfuse: Form = {
  name: 'Langfuse export',
  isOne: (record) =>
    isObservation(record) || asArray(record['observations']).some((one) => isObject(one) && isObservation(one)),
  *calls(record) {
    if (isObservation(record)) yield callOf(record)
    else for (const one of asArray(record['observations'])) yield isObject(one) ? callOf(one) : 'other-record'
  },
}

const isObservation = (record: JsonObject): boolean =>
  typeof record['type'] === 'string' &&
  /^[A-Z_]+$/.test(record['type']) &&
  ('traceId' in record || 'trace_id' in record)

function callOf(observation: JsonObject): LoggedCall | LeftOutReason {
  if (observation['type'] !== 'GENERATION') return 'other-record'
  if (observation['level'] === 'ERROR') return 'no-answer'
  const input = unpacked(observation['input'])
  const asked = isObject(input) ? input : { messages: input }
  const parameters = objectIn(observation['modelParameters'] ?? observation['model_parameters'])
  const { id, model } = observation
  return parsedChat({
    id: typeof id === 'string' ? id : undefined,
    model: model ?? observation['provided_model_name'] ?? observation['providedModelName'],
    messages: asked['messages'],
    tools: asked['tools'] ?? unpacked(parameters['tools']),
    answers: answersOf(unpacked(observation['output'])),
  })
}

/** The message alone, its text alone, or the whole answer. */
function answersOf(output: unknown): ParsedChat['answers'] {
  if (typeof output === 'string') return [{ message: { content: output }, finish: null }]
  if (Array.isArray(output)) return output.map((message) => ({ message, finish: null }))
  if (!isObject(output)) return []
  if (!Array.isArray(output['choices'])) return [{ message: output, finish: output['finish_reason'] }]
  return output['choices'].filter(isObject).map(({ message, finish_reason: finish }) => ({ message, finish }))
}
