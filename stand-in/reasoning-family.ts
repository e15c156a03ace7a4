import { isObject, textOf, type JsonObject, type Refusal } from '../src/deviations/server-reply.ts'
import type { Json } from '../src/suite/steps.ts'
import { mindOf } from './models.ts'
import { invalid } from './refusals.ts'

/** Refused at whatever value, and what to use instead. */
const REFUSED: Record<string, string> = {
  max_tokens: " Use 'max_completion_tokens' instead.",
  stop: '',
  logit_bias: '',
  logprobs: '',
  top_logprobs: '',
}
/** Taken at their defaults only. */
const FIXED: Record<string, Json> = { temperature: 1, top_p: 1, presence_penalty: 0, frequency_penalty: 0 }

/**
 * Why OpenAI's reasoning models refuse the request; null where they take it.
 * Source: https://platform.openai.com/docs/guides/reasoning, and the errors in `openai-observed`.
 */
export function reasoningFamilyRefusal(body: JsonObject): Refusal | null {
  const mind = mindOf(textOf(body['model']))
  const [effort, parameter] = effortOf(body)
  if (mind?.refusedEfforts.includes(effort)) return unsupportedValue(parameter, effort, 'it is not one of its efforts')
  if (!mind?.isReasoningFamily) return null
  const given = (name: string): boolean => body[name] !== undefined && body[name] !== null
  const refused = Object.keys(REFUSED).find((name) => given(name) && body[name] !== false)
  if (refused !== undefined)
    return invalid(
      `Unsupported parameter: '${refused}' is not supported with this model.${REFUSED[refused]}`,
      refused,
      'unsupported_parameter',
    )
  const fixed = Object.keys(FIXED).find((name) => given(name) && body[name] !== FIXED[name])
  return fixed === undefined
    ? null
    : unsupportedValue(fixed, body[fixed] ?? null, `only the default (${FIXED[fixed]}) value is supported`)
}

/** The effort of a chat request, or that of a response. */
function effortOf({ reasoning_effort: effort, reasoning }: JsonObject): [value: string, parameter: string] {
  return isObject(reasoning) ? [textOf(reasoning['effort']), 'reasoning.effort'] : [textOf(effort), 'reasoning_effort']
}

const unsupportedValue = (parameter: string, value: Json, why: string): Refusal =>
  invalid(
    `Unsupported value: '${parameter}' does not support ${JSON.stringify(value)} with this model: ${why}.`,
    parameter,
    'unsupported_value',
  )
