import { bodyText, inChoices, isStream, replaced } from '../changes.ts'
import { regenerated } from '../chat-hooks.ts'
import type { Deviation } from '../deviation.ts'
import type { Hooks } from '../hooks.ts'
import { isObject, objects } from '../server-reply.ts'

/** Answers that are no chat answer at all come back for chat requests only. */
const instead = (status: number, type: string, body: string): Hooks => ({
  response: (reply, request) =>
    request.method === 'POST' && reply.status === 200 ? replaced(reply, { status, type, body }) : reply,
})

export const deviations: Deviation[] = [
  {
    name: 'streams-unasked',
    about: 'a stream comes though none was asked for',
    seen: ['gateways'],
    rules: ['streaming/off/false', 'streaming/off/absent'],
    hooks: { request: (body, path) => (path.endsWith('/embeddings') ? body : { ...body, stream: true }) },
  },
  {
    name: 'html-page',
    about: 'a chat request gives the page of a proxy under HTTP 200',
    rules: ['chat/response/answered'],
    hooks: instead(200, 'text/html', '<!doctype html><title>Welcome</title>'),
  },
  {
    name: 'empty-body',
    about: 'a chat request gives HTTP 200 and no body',
    rules: ['chat/response/answered'],
    hooks: instead(200, 'application/json', ''),
  },
  {
    name: 'error-as-200',
    about: 'a chat request gives an error under HTTP 200',
    rules: ['chat/response/answered'],
    hooks: instead(
      200,
      'application/json',
      '{"error":{"message":"the runner stopped","type":"api_error","param":null,"code":null}}',
    ),
  },
  {
    name: 'server-error',
    about: 'every chat request fails with 500',
    rules: ['chat/response/answered'],
    hooks: instead(
      500,
      'application/json',
      '{"error":{"message":"the runner stopped","type":"api_error","param":null,"code":null}}',
    ),
  },
  {
    name: 'json-as-text',
    about: 'plain answers come as text/plain',
    rules: ['transport/response-headers/json-type'],
    hooks: {
      response: (reply) =>
        isStream(reply) ? reply : replaced(reply, { type: 'text/plain; charset=utf-8', body: bodyText(reply) }),
    },
  },
  {
    name: 'think-tags',
    about: 'reasoning stands in the text between <think> tags',
    seen: ['old Ollama'],
    rules: ['structured-output/json-object/plain', 'structured-output/json-object/streamed'],
    aside: 'tags are looked for in the answers of models that think; in others they show where the text is known',
    hooks: regenerated((choice) => (choice.text === null ? {} : { text: `<think>\nHm.\n</think>\n${choice.text}` })),
  },
  {
    name: 'two-bodies',
    about: 'the JSON body is followed by a second one',
    rules: ['chat/response/answered'],
    hooks: {
      response: (reply) =>
        isStream(reply) ? reply : replaced(reply, { body: `${bodyText(reply)}\n${bodyText(reply)}` }),
    },
  },
  {
    name: 'body-cut',
    about: 'the body ends in the middle, with all its length announced',
    rules: ['chat/response/answered'],
    hooks: {
      response: (reply) => (isStream(reply) ? reply : replaced(reply, { body: bodyText(reply).slice(0, -20) })),
    },
  },
  {
    name: 'message-as-delta',
    about: 'a plain answer carries deltas',
    rules: ['chat/response/choices-message-present'],
    hooks: inChoices((choice) => {
      if (isObject(choice['message'])) {
        choice['delta'] = choice['message']
        delete choice['message']
      }
    }),
  },
  {
    name: 'empty-message-load',
    about: 'a message whose content is an empty array loads the model, and asks nothing',
    seen: ['Ollama'],
    rules: ['chat/content-parts/empty-list'],
    hooks: {
      completion: (body, { messages }) =>
        messages.every(({ content }) => Array.isArray(content) && content.length === 0)
          ? { ...body, choices: objects(body['choices']).map((choice) => ({ ...choice, finish_reason: 'load' })) }
          : body,
    },
  },
]
