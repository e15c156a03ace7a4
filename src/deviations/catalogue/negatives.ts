import { bodyText, refuses, replaced } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import type { Hooks } from '../hooks.ts'
import { isObject, type JsonObject, type Refusal, type ServerRequest } from '../server-reply.ts'

const isAt = ({ method, path: asked }: ServerRequest, path: string): boolean =>
  asked.split('?')[0] === path && method === 'POST'
/** Changes what is told of the requests below that path. */
const retoldAt = (path: string, change: (refusal: Refusal) => Refusal): Hooks => ({
  refusal: (refusal, request) => (isAt(request, path) ? change(refusal) : refusal),
})

/** Where each suite about parameters sends its requests. */
const ENDPOINTS: Record<string, string> = {
  'chat-parameters': '/v1/chat/completions',
  'completion-parameters': '/v1/completions',
  'embedding-parameters': '/v1/embeddings',
  'response-parameters': '/v1/responses',
}
const MODELS: Record<string, string> = {
  'completion-model': '/v1/completions',
  'embedding-model': '/v1/embeddings',
  'response-model': '/v1/responses',
}

const unknown = ({ code }: Refusal): boolean => code === 'model_not_found'
const missing = ({ message }: Refusal): boolean =>
  message.includes('must provide a model') || message.includes("parameter: 'model'")
const onlyFor = (applies: (refusal: Refusal) => boolean, change: (refusal: Refusal) => Refusal) => (refusal: Refusal) =>
  applies(refusal) ? change(refusal) : refusal

const ofParameters = Object.entries(ENDPOINTS).flatMap(([suite, path]): Deviation[] => {
  const suites = suite === 'chat-parameters' ? [suite, 'tool-parameters'] : [suite]
  const about = (rule: string): string[] => suites.map((one) => `errors/${one}/${rule}`)
  return [
    {
      name: `${suite}-500`,
      about: `${path}: every mistake gives a 500`,
      rules: about('never-5xx'),
      hooks: retoldAt(path, (refusal) => ({ ...refusal, status: 500 })),
    },
    {
      name: `${suite}-type`,
      about: `${path}: the type of every error is api_error`,
      rules: about('invalid-request'),
      hooks: retoldAt(path, (refusal) => ({ ...refusal, type: 'api_error' })),
    },
    {
      name: `${suite}-unchecked`,
      about: `${path}: nothing is checked`,
      rules: about('*-type'),
      hooks: { accepts: (_refusal, request) => isAt(request, path) },
    },
    ...(/embedding|completion/.test(suite)
      ? []
      : [
          {
            name: `${suite}-mute`,
            about: `${path}: neither the parameter nor a code is told`,
            rules: about('names-the-parameter'),
            hooks: retoldAt(path, (refusal) => ({ ...refusal, param: null, code: null })),
          },
        ]),
  ]
})

const ofModels = Object.entries(MODELS).flatMap(([suite, path]): Deviation[] => {
  const about = (rule: string): string[] => [`errors/${suite}/${rule}`]
  return [
    {
      name: `${suite}-other-status`,
      about: `${path}: an unknown model gives a 422`,
      rules: about('unknown-status'),
      hooks: retoldAt(
        path,
        onlyFor(unknown, (refusal) => ({ ...refusal, status: 422 })),
      ),
    },
    {
      name: `${suite}-no-code`,
      about: `${path}: an unknown model has no code`,
      rules: about('unknown-code'),
      hooks: retoldAt(
        path,
        onlyFor(unknown, (refusal) => ({ ...refusal, code: null })),
      ),
    },
    {
      name: `${suite}-missing-404`,
      about: `${path}: no model is taken for one that is unknown`,
      rules: about('missing-status-400'),
      hooks: retoldAt(
        path,
        onlyFor(missing, (refusal) => ({ ...refusal, status: 404 })),
      ),
    },
  ]
})

/** Lays a change over each error, whatever it is about. */
const ofErrors = (change: (error: JsonObject) => JsonObject, type?: string): Hooks => ({
  response: (reply) => {
    if (reply.status < 400) return reply
    const parsed: unknown = JSON.parse(bodyText(reply))
    const error = isObject(parsed) && isObject(parsed['error']) ? parsed['error'] : {}
    return replaced(reply, { ...(type === undefined ? {} : { type }), body: JSON.stringify({ error: change(error) }) })
  },
})

const hasNull = (body: JsonObject, key: string): boolean => key in body && body[key] === null

/** Refuses a media type, in plain text as the framework does. */
const onlyJson: Hooks = {
  response: (reply, { headers }) =>
    headers.some(([name, value]) => name === 'content-type' && !value.startsWith('application/json'))
      ? replaced(reply, { status: 415, type: 'text/plain', body: 'Unsupported Media Type' })
      : reply,
}

const FRAMEWORK: Hooks = {
  response: (reply) =>
    (reply.status === 404 || reply.status === 405) && !bodyText(reply).includes('model_not_found')
      ? replaced(reply, { type: 'text/plain', body: `${reply.status} page not found` })
      : reply,
}

/** How a server goes wrong over requests that are wrong themselves. */
export const deviations: Deviation[] = [
  ...ofParameters,
  ...ofModels,
  {
    name: 'error-in-message',
    about: 'the message is the JSON error of the server behind',
    seen: ['Ollama from 0.30'],
    rules: ['errors/message/no-json-inside'],
    hooks: ofErrors((error) => ({ ...error, message: JSON.stringify({ error }) })),
  },
  {
    name: 'error-in-program-words',
    about: 'the message is that of the JSON decoder',
    seen: ['Ollama'],
    rules: ['errors/message/no-internals'],
    hooks: ofErrors((error) => ({
      ...error,
      message: 'json: cannot unmarshal string into Go struct field ChatCompletionRequest.temperature of type float64',
    })),
  },
  {
    name: 'error-json-as-text',
    about: 'JSON errors come as text/plain',
    rules: ['errors/message/sent-as-json'],
    hooks: ofErrors((error) => error, 'text/plain; charset=utf-8'),
  },
  {
    name: 'error-message-object',
    about: 'the message is an object',
    rules: ['errors/envelope/error-message-type'],
    hooks: ofErrors((error) => ({ ...error, message: { text: error['message'] ?? null } })),
  },
  {
    name: 'error-message-absent',
    about: 'errors have no message',
    rules: ['errors/envelope/error-message-present'],
    hooks: ofErrors(({ message: _, ...error }) => error),
  },
  {
    name: 'error-type-number',
    about: 'the type is a number',
    rules: ['errors/envelope/error-type-type'],
    hooks: ofErrors((error) => ({ ...error, type: 3230 })),
  },
  {
    name: 'error-param-list',
    about: 'the parameter is a list of keys',
    seen: ['web frameworks'],
    rules: ['errors/envelope/error-param-type'],
    hooks: ofErrors((error) => ({ ...error, param: ['body', error['param'] ?? null] })),
  },
  {
    name: 'media-type-in-plain-text',
    about: 'another media type is refused in plain text',
    rules: ['errors/body-form/text-plain'],
    hooks: onlyJson,
  },
  {
    name: 'routes-in-plain-text',
    about: 'unknown routes and methods are answered by the web framework',
    seen: ['Ollama'],
    rules: ['errors/unknown-route/unknown-in-json', 'errors/unknown-route/wrong-method-in-json'],
    hooks: FRAMEWORK,
  },
  {
    name: 'routes-400',
    about: 'an unknown route gives a 400',
    rules: ['errors/unknown-route/unknown-is-404'],
    hooks: {
      refusal: (refusal) => (refusal.message.startsWith('Invalid URL') ? { ...refusal, status: 400 } : refusal),
    },
  },
  {
    name: 'null-temperature-refused',
    about: 'a parameter that is null is refused',
    rules: ['errors/null-parameters/all-nullable'],
    hooks: refuses((body) => hasNull(body, 'temperature')),
  },
  {
    name: 'null-format-refused',
    about: '`response_format: null` is refused',
    rules: ['errors/null-parameters/response-format'],
    hooks: refuses((body) => hasNull(body, 'response_format')),
  },
  {
    name: 'null-encoding-refused',
    about: '`encoding_format: null` is refused',
    rules: ['errors/null-embedding-parameters/encoding-format'],
    hooks: refuses((body) => hasNull(body, 'encoding_format')),
  },
  {
    name: 'sdk-unknown-model-400',
    about: 'the SDK gets a 400 for an unknown model',
    rules: ['errors/sdk/unknown-model'],
    hooks: { refusal: (refusal) => (unknown(refusal) ? { ...refusal, status: 400 } : refusal) },
  },
]
