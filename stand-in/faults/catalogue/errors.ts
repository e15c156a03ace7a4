import type { Json } from '../../../src/suite/steps.ts'
import { isObject } from '../../exchange-types.ts'
import type { Hooks } from '../../hooks.ts'
import type { Refusal } from '../../refusals.ts'
import { bodyText, replaced, type Fault } from '../fault.ts'

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
const KINDS: [string, string, (refusal: Refusal) => boolean][] = [
  ['unknown-model', 'errors/unknown-model/refused', unknownModel],
  ['no-model', 'errors/invalid-body/missing-model', noModel],
  ['not-json', 'errors/invalid-body/malformed-json', notJson],
]

const onMethod = (method: string, path: RegExp, status: number, body: string): Hooks => ({
  response: (reply, request) =>
    request.method === method && path.test(request.path)
      ? replaced(reply, { status, type: 'text/plain', body })
      : reply,
})
/** Of chat calls to the model that only embeds. */
const notChat = ({ message }: Refusal): boolean => message.startsWith('This is not a chat model')
const MEGABYTE = 1024 * 1024
const tooLarge = (status: number, type: string, body: string): Hooks => ({
  response: (reply, { body: sent }) =>
    (sent ?? '').length > MEGABYTE ? replaced(reply, { status, type, body }) : reply,
})

export const faults: Fault[] = [
  {
    name: 'error-text',
    about: 'errors are plain text',
    kills: ['errors/json/*'],
    hooks: written((error) => String(error['message']), 'text/plain'),
  },
  {
    name: 'error-html',
    about: 'errors are pages',
    kills: ['errors/json/*'],
    hooks: written(() => '<!doctype html><title>Bad Request</title>', 'text/html'),
  },
  { name: 'error-empty', about: 'errors have no body', kills: ['errors/json/*'], hooks: written(() => '') },
  {
    name: 'error-string',
    about: 'error is a string (native Ollama)',
    kills: ['errors/envelope/error-type'],
    hooks: inError((error) => error['message']),
  },
  {
    name: 'error-list',
    about: 'the error stands in a list (Gemini)',
    kills: ['errors/json/message-in-every-error'],
    hooks: written((error) => JSON.stringify([{ error }])),
  },
  {
    name: 'error-flat',
    about: 'the fields stand at the top (Mistral)',
    kills: ['errors/envelope/error-present'],
    hooks: written((error) => JSON.stringify({ object: 'error', ...error })),
  },
  {
    name: 'error-detail',
    about: 'the error is a validation report of a web framework',
    kills: ['errors/invalid-body/status-400'],
    hooks: written(
      () => '{"detail":[{"loc":["body"],"msg":"field required","type":"value_error"}]}',
      'application/json',
      422,
    ),
  },
  {
    name: 'error-status-200',
    about: 'errors come under HTTP 200',
    kills: ['errors/invalid-body/malformed-json', 'errors/unknown-model/refused'],
    hooks: written((error) => JSON.stringify({ error }), 'application/json', 200),
  },
  {
    name: 'error-status-500',
    about: 'mistakes of the client give a 500',
    kills: ['errors/invalid-body/malformed-json', 'errors/unknown-route/unknown-is-404'],
    hooks: retold(() => ({ status: 500, type: 'server_error' })),
  },
  {
    name: 'error-message-empty',
    about: 'the message is empty',
    kills: ['errors/json/message-in-every-error'],
    hooks: retold(() => ({ message: '' })),
  },
  {
    name: 'error-type-absent',
    about: 'errors have no type',
    kills: ['errors/chat-parameters/invalid-request'],
    hooks: inError(({ type: _, ...error }) => error),
  },
  {
    name: 'error-code-null',
    about: 'the code is always null (Ollama)',
    kills: ['errors/chat-parameters/tells-a-code', 'errors/unknown-model/code-model-not-found'],
    hooks: retold(() => ({ code: null })),
  },
  {
    name: 'error-code-number',
    about: 'the code is the HTTP status (llama.cpp)',
    kills: ['errors/chat-parameters/tells-a-code', 'errors/unknown-model/code-model-not-found'],
    hooks: inError((error) => ({ ...error, code: 400 })),
  },
  {
    name: 'error-code-absent',
    about: 'errors have no code',
    kills: ['errors/chat-parameters/tells-a-code', 'errors/unknown-model/code-model-not-found'],
    hooks: inError(({ code: _, ...error }) => error),
  },
  {
    name: 'error-param-absent',
    about: 'errors have no param',
    kills: ['errors/chat-parameters/names-the-parameter'],
    hooks: inError(({ param: _, ...error }) => error),
  },
  ...KINDS.flatMap(([kind, rule, applies]): Fault[] => [
    {
      name: `${kind}-500`,
      about: `${kind}: a 500`,
      kills: [rule],
      hooks: retold(() => ({ status: 500, type: 'api_error' }), applies),
    },
    {
      name: `${kind}-accepted`,
      about: `${kind}: answered as if nothing were wrong`,
      kills: [rule],
      hooks: { refusal: (refusal) => (applies(refusal) ? null : refusal) },
    },
  ]),
  {
    name: 'unknown-model-400',
    about: 'an unknown model gives a bare 400',
    kills: ['errors/unknown-model/status-404'],
    hooks: retold(() => ({ status: 400 }), unknownModel),
  },
  {
    name: 'unknown-model-no-code',
    about: 'an unknown model gives an error without a code (Ollama)',
    kills: ['errors/unknown-model/code-model-not-found'],
    hooks: retold(() => ({ code: null }), unknownModel),
  },
  {
    name: 'unchecked-missing',
    about: 'missing parameters are not missed',
    kills: ['errors/invalid-body/missing-messages', 'errors/embedding-parameters/input-missing'],
    hooks: { refusal: (refusal) => (refusal.code === 'missing_required_parameter' ? null : refusal) },
  },
  {
    name: 'stream-error-as-stream',
    about: 'a refused stream is an event stream under HTTP 200',
    kills: [
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
    name: 'body-over-a-megabyte',
    about: 'a large body gives a page (nginx)',
    kills: ['errors/large-body/answered-or-refused'],
    hooks: tooLarge(413, 'text/html', '<html><title>413 Request Entity Too Large</title></html>'),
  },
  {
    name: 'body-over-a-megabyte-500',
    about: 'a large body gives a 500 (express)',
    kills: ['errors/large-body/answered-or-refused'],
    hooks: tooLarge(500, 'application/json', '{"error":{"message":"request entity too large"}}'),
  },
  {
    name: 'head-500',
    about: 'HEAD gives a 500',
    kills: ['errors/unknown-route/head'],
    hooks: onMethod('HEAD', /./, 500, ''),
  },
  {
    name: 'outside-in-plain-text',
    about: 'beside the API base the web framework answers (Ollama)',
    kills: ['errors/unknown-route/outside-in-json'],
    hooks: {
      response: (reply, { path }) =>
        /^\/(chat|models)/.test(path) ? replaced(reply, { type: 'text/plain', body: '404 page not found' }) : reply,
    },
  },
  {
    name: 'chat-with-embedder-500',
    about: 'a chat call to a model that only embeds gives a 500',
    kills: ['errors/chat-with-embedding-model/refused'],
    hooks: retold(() => ({ status: 500, type: 'api_error' }), notChat),
  },
  {
    name: 'chat-with-embedder-answered',
    about: 'a model that only embeds is made to chat',
    kills: ['errors/chat-with-embedding-model/refused'],
    hooks: { refusal: (refusal) => (notChat(refusal) ? null : refusal) },
  },
  {
    name: 'chat-with-embedder-error-in-stream',
    about: 'a stream from a model that only embeds holds the error',
    kills: ['errors/chat-with-embedding-model/json-before-stream'],
    hooks: {
      response: (reply, { body }) =>
        bodyText(reply).includes('This is not a chat model') && body?.includes('"stream":true')
          ? replaced(reply, { status: 200, type: 'text/event-stream', body: `data: ${bodyText(reply)}\n\n` })
          : reply,
    },
  },
  {
    name: 'embeddings-from-chat-model-500',
    about: 'a chat model asked for embeddings gives a 500 (Ollama to 0.24)',
    kills: ['errors/embeddings-from-chat-model/embedded-or-refused'],
    hooks: retold(
      () => ({ status: 500, type: 'api_error' }),
      ({ message }) => message.includes('generate embeddings from this model'),
    ),
  },
]
