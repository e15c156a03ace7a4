import { deaf, inChoices, replaced } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import type { Hooks } from '../hooks.ts'
import { isObject, objects, type JsonObject, type ServerRequest } from '../server-reply.ts'

const rewritten = (change: (body: JsonObject) => JsonObject): Hooks => ({
  request: (body) => ({ ...body, ...change(body) }),
})

const isStored = ({ method, path }: ServerRequest): boolean =>
  method === 'GET' && path.startsWith('/v1/chat/completions/')
/** A stored answer, read again in another form. */
const stored = (change: (body: JsonObject) => JsonObject): Hooks => ({
  response: (reply, request) =>
    isStored(request) && reply.status === 200
      ? replaced(reply, { body: JSON.stringify(change(JSON.parse(String(reply.chunks[0]?.bytes)) as JsonObject)) })
      : reply,
})
/** The old form of a call, told in the new. */
const modern = inChoices((_, message) => {
  const { function_call: call } = message
  if (isObject(call))
    message['tool_calls'] = [{ id: 'call_aB3dE5fG7hI9jK1lM3nO5pQ7', type: 'function', function: call }]
  delete message['function_call']
})
const prediction = (change: (details: JsonObject) => void): Hooks => ({
  completion: (body) => {
    const details = isObject(body['usage']) ? body['usage']['completion_tokens_details'] : null
    if (isObject(details)) change(details)
    return body
  },
})

/** Parameters that text completions do not know, beside chats that do. */
const deafInTexts = (...parameters: string[]): Hooks => ({
  request: (body, path) =>
    path === '/v1/completions'
      ? Object.fromEntries(Object.entries(body).filter(([key]) => !parameters.includes(key)))
      : body,
})
/** The rule about each. */
const TEXT_RULES: Record<string, string> = {
  temperature: 'completion-sampling/two-varies',
  top_p: 'completion-sampling/top-p-keeps-the-likeliest',
  presence_penalty: 'completion-penalties/presence-changes-the-text',
  frequency_penalty: 'completion-penalties/frequency-changes-the-text',
  logit_bias: 'completion-penalties/bias-selects-the-token',
}
const SEEDLESS: Hooks = {
  request: (body, path) =>
    path === '/v1/completions' && body['temperature'] === 1 ? { ...body, seed: null, temperature: 2 } : body,
}

/** How a server treats parameters it does not act upon. */
export const deviations: Deviation[] = [
  {
    name: 'temperature-ignored',
    about: 'temperature is accepted and never used',
    rules: ['parameters/temperature/two-varies'],
    hooks: deaf('temperature'),
  },
  {
    name: 'temperature-never-zero',
    about: 'every answer is drawn at temperature 2',
    rules: ['parameters/temperature/zero-is-steady'],
    hooks: rewritten(() => ({ temperature: 2 })),
  },
  {
    name: 'top-p-ignored',
    about: '`top_p` is accepted and never used',
    rules: ['parameters/top-p/keeps-the-likeliest'],
    hooks: deaf('top_p'),
  },
  {
    name: 'presence-penalty-ignored',
    about: '`presence_penalty` is accepted and never used',
    seen: ['Ollama before 0.3.10'],
    rules: ['parameters/presence-penalty/changes-the-text'],
    hooks: deaf('presence_penalty'),
  },
  {
    name: 'frequency-penalty-ignored',
    about: '`frequency_penalty` is accepted and never used',
    seen: ['models of the Go engine of Ollama before 0.30'],
    rules: ['parameters/frequency-penalty/breaks-the-repetition'],
    hooks: deaf('frequency_penalty'),
  },
  {
    name: 'logit-bias-ignored',
    about: '`logit_bias` is accepted and never used',
    seen: ['Ollama'],
    rules: ['parameters/logit-bias/selects-the-token'],
    hooks: deaf('logit_bias'),
  },
  ...Object.entries(TEXT_RULES).map(([parameter, rule]): Deviation => ({
    name: `completions-${parameter.replaceAll('_', '-')}-ignored`,
    about: `text completions do not know \`${parameter}\``,
    rules: [`parameters/${rule}`],
    hooks: deafInTexts(parameter),
  })),
  {
    name: 'completions-temperature-never-zero',
    about: 'every text completion is drawn at temperature 2',
    rules: ['parameters/completion-sampling/zero-is-steady'],
    hooks: { request: (body, path) => (path === '/v1/completions' ? { ...body, temperature: 2 } : body) },
  },
  {
    name: 'completions-seed-ignored',
    about: 'text completions do not know the seed',
    rules: ['parameters/completion-sampling/seed-repeats'],
    hooks: SEEDLESS,
  },
  {
    name: 'obfuscation-stays',
    about: 'chunks are padded, whatever `stream_options` say',
    rules: ['parameters/obfuscation/can-be-turned-off'],
    hooks: {
      request: (body) =>
        isObject(body['stream_options'])
          ? { ...body, stream_options: { ...body['stream_options'], include_obfuscation: true } }
          : body,
    },
  },
  {
    name: 'store-ignored',
    about: 'store is accepted and nothing is kept',
    seen: ['Ollama'],
    rules: ['parameters/store/can-be-read'],
    hooks: {
      response: (reply, request) =>
        isStored(request) ? replaced(reply, { status: 404, type: 'text/plain', body: '404 page not found' }) : reply,
    },
  },
  {
    name: 'metadata-lost',
    about: 'stored answers have lost their metadata',
    rules: ['parameters/store/metadata-is-kept'],
    hooks: stored(({ metadata: _, ...body }) => body),
  },
  {
    name: 'service-tier-untold',
    about: 'no answer tells its tier',
    seen: ['Ollama'],
    rules: ['parameters/service-tier/told-and-checked'],
    hooks: { completion: ({ service_tier: _, ...body }) => body },
  },
  {
    name: 'functions-ignored',
    about: 'functions of the old form are accepted and never read',
    seen: ['Ollama'],
    rules: ['parameters/functions/reach-the-model'],
    hooks: deaf('functions', 'function_call'),
  },
  {
    name: 'function-call-ignored',
    about: '`function_call` names a function in vain',
    rules: ['parameters/functions/named-is-called'],
    hooks: deaf('function_call'),
  },
  {
    name: 'function-call-modern',
    about: 'calls of the old form come in the new',
    rules: ['parameters/functions/named-is-called'],
    hooks: modern,
  },
  {
    name: 'prediction-ignored',
    about: 'a prediction is accepted and not counted',
    rules: ['parameters/prediction/is-counted'],
    hooks: prediction((details) => {
      delete details['accepted_prediction_tokens']
      delete details['rejected_prediction_tokens']
    }),
  },
  {
    name: 'modalities-ignored',
    about: 'speech is asked for, and text comes',
    rules: ['parameters/audio/audio-comes'],
    hooks: deaf('modalities', 'audio'),
  },
  {
    name: 'audio-format-ignored',
    about: "speech comes in a format of the server's own",
    rules: ['parameters/audio/in-the-format'],
    hooks: inChoices((_, { audio }) => {
      if (isObject(audio)) audio['data'] = Buffer.from('ID3').toString('base64')
    }),
  },
  {
    name: 'moderation-ignored',
    about: 'moderation is asked for, and the answer has none',
    rules: ['parameters/moderation/findings-come'],
    hooks: deaf('moderation'),
  },
  {
    name: 'web-search-ignored',
    about: 'a search is asked for, and none is made',
    rules: ['parameters/web-search/cites-what-it-found'],
    hooks: {
      completion: (body) => ({
        ...body,
        choices: objects(body['choices']).map(({ message, ...choice }) => ({
          ...choice,
          message: withoutAnnotations(message),
        })),
      }),
    },
  },
]

function withoutAnnotations(message: JsonObject[string] | undefined): JsonObject {
  const { annotations: _, ...rest } = isObject(message) ? message : {}
  return rest
}
