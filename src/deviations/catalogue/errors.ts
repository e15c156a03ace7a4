import type { Json } from '../../suite/steps.ts'
import { bodyText, replaced } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import type { Hooks } from '../hooks.ts'
import { isObject, type Refusal } from '../server-reply.ts'

export const retold = (
  change: (refusal: Refusal) => Partial<Refusal>,
  applies: (refusal: Refusal) => boolean = () => true,
): Hooks => ({ refusal: (refusal) => (applies(refusal) ? { ...refusal, ...change(refusal) } : refusal) })

/** Writes the body of every error in another way. */
const written = (
  write: (error: { [key: string]: Json }, status: number) => string,
  type = 'application/json',
  status?: number,
): Hooks => ({
  response: (reply) => {
    if (reply.status < 400) return reply
    const parsed: unknown = JSON.parse(bodyText(reply))
    const error = isObject(parsed) && isObject(parsed['error']) ? parsed['error'] : {}
    return replaced(reply, { status: status ?? reply.status, type, body: write(error, reply.status) })
  },
})

const inError = (change: (error: { [key: string]: Json }) => unknown): Hooks =>
  written((error) => JSON.stringify({ error: change(error) }))
const unknownModel = ({ code }: Refusal): boolean => code === 'model_not_found'
const noModel = ({ message }: Refusal): boolean => message.startsWith('you must provide a model')
const notJson = ({ message }: Refusal): boolean => message.includes('parse the JSON')
const KINDS: [kind: string, request: string, rule: string, applies: (refusal: Refusal) => boolean][] = [
  ['unknown-model', 'a request for an unknown model', 'errors/unknown-model/refused', unknownModel],
  ['no-model', 'a request without a model', 'errors/invalid-body/missing-model', noModel],
  ['not-json', 'a body that is no JSON', 'errors/invalid-body/malformed-json', notJson],
]

/** Of chat calls to the model that only embeds. */
const notChat = ({ message }: Refusal): boolean => message.startsWith('This is not a chat model')

export const deviations: Deviation[] = [
  {
    name: 'error-text',
    about: 'errors are plain text',
    rules: ['errors/json/*', 'errors/unknown-model/json-before-stream'],
    hooks: written((error) => String(error['message']), 'text/plain'),
  },
  {
    name: 'error-html',
    about: 'errors are pages',
    rules: ['errors/json/*', 'errors/unknown-model/json-before-stream'],
    hooks: written(() => '<!doctype html><title>Bad Request</title>', 'text/html'),
  },
  {
    name: 'error-empty',
    about: 'errors have no body',
    rules: ['errors/json/*', 'errors/unknown-model/json-before-stream'],
    hooks: written(() => ''),
  },
  {
    name: 'error-string',
    about: 'error is a string',
    seen: ['native Ollama'],
    rules: ['errors/envelope/error-type'],
    hooks: inError((error) => error['message']),
  },
  {
    name: 'error-list',
    about: 'the error stands in a list',
    seen: ['Gemini'],
    rules: ['errors/json/message-in-every-error', 'errors/chat-parameters/names-the-parameter'],
    hooks: written((error) => JSON.stringify([{ error }])),
  },
  {
    name: 'error-flat',
    about: 'the fields stand at the top',
    seen: ['Mistral'],
    rules: ['errors/envelope/error-present'],
    hooks: written((error) => JSON.stringify({ object: 'error', ...error })),
  },
  {
    name: 'error-detail',
    about: 'the error is a validation report of a web framework',
    rules: ['errors/invalid-body/status-400'],
    hooks: written(
      () => '{"detail":[{"loc":["body"],"msg":"field required","type":"value_error"}]}',
      'application/json',
      422,
    ),
  },
  {
    name: 'error-status-200',
    about: 'errors come under HTTP 200',
    rules: ['errors/invalid-body/malformed-json', 'errors/unknown-model/refused'],
    hooks: written((error) => JSON.stringify({ error }), 'application/json', 200),
  },
  {
    name: 'error-status-500',
    about: 'mistakes of the client give a 500',
    rules: ['errors/invalid-body/malformed-json'],
    hooks: retold(() => ({ status: 500, type: 'server_error' })),
  },
  {
    name: 'error-message-empty',
    about: 'the message is empty',
    rules: ['errors/json/message-in-every-error', 'errors/envelope/error-message-value'],
    hooks: retold(() => ({ message: '' })),
  },
  {
    name: 'error-type-absent',
    about: 'errors have no type',
    rules: ['errors/chat-parameters/invalid-request'],
    hooks: inError(({ type: _, ...error }) => error),
  },
  {
    name: 'error-code-null',
    about: 'the code is always null',
    seen: ['Ollama'],
    rules: ['errors/chat-parameters/tells-a-code', 'errors/unknown-model/code-model-not-found'],
    hooks: retold(() => ({ code: null })),
  },
  {
    name: 'error-code-number',
    about: 'the code is the HTTP status',
    seen: ['llama.cpp'],
    rules: ['errors/chat-parameters/tells-a-code', 'errors/unknown-model/code-model-not-found'],
    hooks: inError((error) => ({ ...error, code: 400 })),
  },
  {
    name: 'error-code-absent',
    about: 'errors have no code',
    rules: ['errors/chat-parameters/tells-a-code', 'errors/unknown-model/code-model-not-found'],
    hooks: inError(({ code: _, ...error }) => error),
  },
  {
    name: 'error-param-absent',
    about: 'errors have no param',
    rules: ['errors/chat-parameters/names-the-parameter'],
    hooks: inError(({ param: _, ...error }) => error),
  },
  ...KINDS.flatMap(([kind, request, rule, applies]): Deviation[] => [
    {
      name: `${kind}-500`,
      about: `${request} gives a 500`,
      rules: [rule],
      hooks: retold(() => ({ status: 500, type: 'api_error' }), applies),
    },
    {
      name: `${kind}-accepted`,
      about: `${request} is answered as if nothing were wrong`,
      rules: [rule],
      hooks: { accepts: applies },
    },
  ]),
  {
    name: 'unknown-model-400',
    about: 'an unknown model gives a bare 400',
    rules: ['errors/unknown-model/status-404'],
    hooks: retold(() => ({ status: 400 }), unknownModel),
  },
  {
    name: 'unknown-model-no-code',
    about: 'an unknown model gives an error without a code',
    seen: ['Ollama'],
    rules: ['errors/unknown-model/code-model-not-found'],
    hooks: retold(() => ({ code: null }), unknownModel),
  },
  {
    name: 'unchecked-missing',
    about: 'missing parameters are not missed',
    rules: ['errors/invalid-body/missing-messages', 'errors/embedding-parameters/input-missing'],
    hooks: { accepts: ({ code }) => code === 'missing_required_parameter' },
  },
  {
    name: 'stream-error-as-stream',
    about: 'a refused stream is an event stream under HTTP 200',
    rules: [
      'streaming/error-before/unknown-model-status',
      'streaming/error-before/malformed-status',
      'streaming/error-inside/not-at-the-start',
    ],
    hooks: {
      response: (reply, { body }) =>
        reply.status >= 400 && body?.includes('"stream":true')
          ? replaced(reply, { status: 200, type: 'text/event-stream', body: `data: ${bodyText(reply)}\n\n` })
          : reply,
    },
  },
  {
    name: 'chat-with-embedder-500',
    about: 'a chat call to a model that only embeds gives a 500',
    rules: ['errors/chat-with-embedding-model/refused'],
    hooks: retold(() => ({ status: 500, type: 'api_error' }), notChat),
  },
  {
    name: 'chat-with-embedder-answered',
    about: 'a model that only embeds is made to chat',
    rules: ['errors/chat-with-embedding-model/refused'],
    hooks: { accepts: notChat },
  },
  {
    name: 'chat-with-embedder-error-in-stream',
    about: 'a stream from a model that only embeds holds the error',
    rules: ['errors/chat-with-embedding-model/json-before-stream'],
    hooks: {
      response: (reply, { body }) =>
        bodyText(reply).includes('This is not a chat model') && body?.includes('"stream":true')
          ? replaced(reply, { status: 200, type: 'text/event-stream', body: `data: ${bodyText(reply)}\n\n` })
          : reply,
    },
  },
  {
    name: 'embeddings-from-chat-model-500',
    about: 'a chat model asked for embeddings gives a 500',
    seen: ['Ollama to 0.24'],
    rules: ['errors/embeddings-from-chat-model/embedded-or-refused'],
    hooks: retold(
      () => ({ status: 500, type: 'api_error' }),
      ({ message }) => message.includes('generate embeddings from this model'),
    ),
  },
]
