import { refuses, replaced } from '../changes.ts'
import type { Deviation } from '../deviation.ts'
import type { Hooks } from '../hooks.ts'
import { isObject, type JsonObject, type ServerRequest } from '../server-reply.ts'

const formatOf = ({ response_format: format }: JsonObject): unknown => (isObject(format) ? format['type'] : undefined)
const said = ({ messages }: JsonObject): string => JSON.stringify(messages ?? null)
const counts = (body: JsonObject): boolean => said(body).includes('1, 2, 3')
const answersAll = (applies: (request: ServerRequest) => boolean): Hooks => ({
  accepts: (_refusal, request) => applies(request),
})
const isUnknown = ({ message }: { message: string }): boolean => message.startsWith('Invalid URL')
const isWrongMethod = ({ message }: { message: string }): boolean =>
  message.includes('method') || message.startsWith('Not allowed')
/** Changes the streams that count, and no others. */
const inCounting = (change: (frames: string[]) => string[]): Hooks => ({
  sse: (frames, request) => (counts(request) ? change(frames) : frames),
})

/** Faults that break little, for rules that else only fail where much is broken. */
export const deviations: Deviation[] = [
  {
    name: 'json-mode-fenced',
    about: 'JSON comes in a code fence in JSON mode only',
    rules: ['structured-output/json-object/plain'],
    hooks: {
      generation: (choice, request) =>
        formatOf(request) === 'json_object' && choice.text !== null
          ? { ...choice, text: `\`\`\`json\n${choice.text}\n\`\`\`` }
          : choice,
    },
  },
  {
    name: 'named-call-ends-in-own-word',
    about: 'a named call ends with a word of its own',
    rules: ['tools/choice-named/finish-reason'],
    hooks: {
      generation: (choice, request) =>
        isObject(request['tool_choice']) && choice.calls.length > 0 ? { ...choice, finish: 'function' } : choice,
    },
  },
  {
    name: 'tools-null-refused',
    about: '`tools: null` is refused',
    rules: ['tools/empty-list/null'],
    hooks: refuses((body) => body['tools'] === null),
  },
  {
    name: 'body-list-answered',
    about: 'a body that is a list is answered',
    rules: ['errors/body-form/list'],
    hooks: answersAll(({ body }) => body?.startsWith('[') ?? false),
  },
  {
    name: 'body-null-answered',
    about: 'a body that is null is answered',
    rules: ['errors/body-form/null'],
    hooks: answersAll(({ body }) => body === 'null'),
  },
  {
    name: 'mistakes-of-chat-422',
    about: 'a chat request that is wrong gives a 422',
    seen: ['FastAPI'],
    rules: ['errors/invalid-body/status-400'],
    hooks: {
      refusal: (refusal, { path }) =>
        path.endsWith('/chat/completions') && refusal.status === 400 && refusal.code !== 'model_not_found'
          ? { ...refusal, status: 422 }
          : refusal,
    },
  },
  {
    name: 'unknown-route-gives-page',
    about: 'an unknown route gives the start page of the web UI',
    rules: ['errors/unknown-route/unknown-is-refused'],
    hooks: {
      response: (reply) =>
        reply.status === 404 && isUnknown(messageOf(reply.chunks))
          ? replaced(reply, { status: 200, type: 'text/html', body: '<!doctype html><title>Web UI</title>' })
          : reply,
    },
  },
  {
    name: 'wrong-method-answered',
    about: 'any method is answered',
    rules: ['errors/unknown-route/wrong-method-is-refused'],
    hooks: {
      response: (reply) =>
        reply.status === 405 || isWrongMethod(messageOf(reply.chunks))
          ? replaced(reply, { status: 200, body: '{"object":"list","data":[]}' })
          : reply,
    },
  },
  {
    name: 'stream-false-streams',
    about: '`stream: false` streams',
    rules: ['streaming/off/false'],
    hooks: { request: (body) => (body['stream'] === false ? { ...body, stream: true } : body) },
  },
  {
    name: 'stream-null-streams',
    about: '`stream: null` streams',
    rules: ['streaming/off/null'],
    hooks: { request: (body) => (body['stream'] === null ? { ...body, stream: true } : body) },
  },
  {
    name: 'short-greeting-streams',
    about: 'a request without `stream` streams where it asks for 16 tokens',
    rules: ['streaming/off/absent'],
    hooks: {
      request: (body) =>
        !('stream' in body) && body['max_tokens'] === 16 && 'messages' in body ? { ...body, stream: true } : body,
    },
  },
  {
    name: 'next-after-hang-up-refused',
    about: 'the request after a hang-up is answered for the one before',
    seen: ['Ollama'],
    rules: ['streaming/abort/next-is-answered'],
    hooks: refuses((body) => said(body).includes('up and away'), 499, 'client closed request'),
  },
  {
    name: 'error-of-text-in-one-stream',
    about: 'a stream that fails holds a string for an error',
    seen: ['native Ollama'],
    rules: ['streaming/error-inside/error-event'],
    hooks: inCounting((frames) => [
      ...frames.slice(0, -1),
      'data: {"error":"an error was encountered while running the model"}\n\n',
    ]),
  },
  {
    name: 'last-event-unterminated',
    about: 'the last event is not ended by a blank line',
    rules: ['streaming/framing/terminated'],
    hooks: inCounting((frames) => [...frames.slice(0, -2), frames.at(-2)?.trimEnd() ?? '']),
  },
  {
    name: 'seed-ignored-where-hot',
    about: 'a seed is ignored at temperatures above 0',
    rules: ['parameters/seed/repeats'],
    hooks: {
      generation: (choice, request) =>
        Number(request['temperature'] ?? 1) > 0 && typeof request['seed'] === 'number' && choice.text !== null
          ? { ...choice, text: `${choice.text.slice(0, -1)}${turn++}` }
          : choice,
    },
  },
  {
    name: 'first-token-unsteady',
    about: 'answers of one token differ at temperature 0',
    rules: ['parameters/temperature-zero/repeats'],
    hooks: {
      generation: (choice, request) =>
        request['temperature'] === 0 && request['max_tokens'] === 1 && choice.text !== null
          ? { ...choice, text: `${turn++}` }
          : choice,
    },
  },
  {
    name: 'cold-texts-follow-the-seed',
    about: 'at temperature 0 another seed gives another text',
    rules: ['parameters/temperature/zero-is-steady'],
    hooks: {
      generation: (choice, request) =>
        request['temperature'] === 0 && Number(request['seed']) < 5 && choice.text !== null
          ? { ...choice, text: `${String(request['seed'])}${choice.text}` }
          : choice,
    },
  },
  {
    name: 'closed-object-with-more',
    about: 'an object of one field has another where the schema allows none',
    rules: ['structured-output/keywords/closed'],
    hooks: {
      generation: (choice) =>
        choice.text?.replaceAll(' ', '') === '{"yes":true}' ? { ...choice, text: '{"yes":true,"more":1}' } : choice,
    },
  },
  {
    name: 'replayed-null-beside-calls-refused',
    about: 'content null beside calls is refused where no tools are declared',
    rules: ['chat/replayed-turn/null-beside-calls'],
    hooks: refuses(
      (body) => !('tools' in body) && /"content":null,"tool_calls"|"tool_calls":\[.*\],"content":null/.test(said(body)),
    ),
  },
]

let turn = 0

function messageOf(chunks: readonly { bytes: string | Uint8Array }[]): { message: string } {
  const text = chunks.map(({ bytes }) => Buffer.from(bytes as string).toString('utf8')).join('')
  return { message: /"message":"([^"]*)/.exec(text)?.[1] ?? '' }
}
