import type { JsonObject, Refusal } from '../src/deviations/server-reply.ts'

export const invalid = (message: string, param: string | null, code: string | null, status = 400): Refusal => ({
  status,
  message,
  type: 'invalid_request_error',
  param,
  code,
})

export const errorBody = ({ message, type, param, code }: Refusal): JsonObject => ({
  error: { message, type, param, code },
})

export const NO_MODEL = invalid('you must provide a model parameter', null, null)
export const NO_MODEL_IN_RESPONSE = invalid(
  "Missing required parameter: 'model'.",
  'model',
  'missing_required_parameter',
)
export const NOT_JSON = invalid('We could not parse the JSON body of your request.', null, null)
export const wrongKey = invalid('Incorrect API key provided.', null, 'invalid_api_key', 401)
export const unknownUrl = (method: string, path: string): Refusal =>
  invalid(`Invalid URL (${method} ${path})`, null, null, 404)
export const wrongMethod = (method: string, path: string): Refusal =>
  invalid(`Not allowed to ${method} on ${path}.`, null, 'method_not_supported', 405)
export const unknownModel = (model: string, param: string | null = null): Refusal =>
  invalid(`The model \`${model}\` does not exist or you do not have access to it.`, param, 'model_not_found', 404)
export const notAChatModel: Refusal = invalid(
  'This is not a chat model and thus not supported in the v1/chat/completions endpoint.',
  'model',
  null,
  404,
)
export const noTools: Refusal = invalid(
  "Unsupported parameter: 'tools' is not supported with this model.",
  'tools',
  'unsupported_parameter',
)
